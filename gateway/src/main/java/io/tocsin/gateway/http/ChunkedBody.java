package io.tocsin.gateway.http;

import static io.tocsin.gateway.http.Octets.CR;
import static io.tocsin.gateway.http.Octets.LF;
import static io.tocsin.gateway.http.Octets.isBlank;
import static io.tocsin.gateway.http.Octets.isFieldContent;
import static io.tocsin.gateway.http.Octets.isHexDigit;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tocsin.contract.json.ProblemException;
import java.nio.ByteBuffer;

/**
 * Follows a body in chunks as it comes in, and refuses what is not to the letter of RFC 9112. Not for several threads
 * at once. Copies nothing.
 */
public final class ChunkedBody {
    private static final int MAX_LINE_BYTES = 512;
    private static final int MAX_SIZE_DIGITS = 8;
    private static final int MAX_TRAILERS = 100;

    private enum Part {
        SIZE("0\r\n\r\n"),
        DATA("\r\n0\r\n\r\n"),
        DATA_END("\r\n0\r\n\r\n"),
        TRAILER("\r\n"),
        END("");

        private final String ending;

        Part(String ending) {
            this.ending = ending;
        }
    }

    private Part part = Part.SIZE;
    private long bytes;
    private long chunkLeft;
    private int trailers;

    /** Makes it ready for the next body. */
    public void reset() {
        part = Part.SIZE;
        bytes = 0;
        chunkLeft = 0;
        trailers = 0;
    }

    /** Whether all of it was read. */
    public boolean isEnded() {
        return part == Part.END;
    }

    /**
     * Reads the next part of it: a line, or as much of a chunk's data as there is.
     *
     * @return where that part ends; {@code start} when there must be more.
     * @throws ProblemException why the body is refused; where it would have gone on, {@link #ending} makes it whole.
     */
    public int read(ByteBuffer in, int start, int end) throws ProblemException {
        int partEnd = switch (part) {
            case SIZE -> readSize(in, start, end);
            case DATA -> readData(start, end);
            case DATA_END -> readDataEnd(in, start, end);
            case TRAILER -> readTrailer(in, start, end);
            case END -> start;
        };
        bytes += partEnd - start;
        return partEnd;
    }

    /** How many bytes its chunk still lacks. */
    public long missing() {
        return part == Part.DATA ? chunkLeft : 0;
    }

    /** What ends the body properly behind what was read of it and what is {@link #missing}. */
    public byte[] ending() {
        return part.ending.getBytes(US_ASCII);
    }

    private int readSize(ByteBuffer in, int start, int end) throws ProblemException {
        int digitsEnd = start;
        while (digitsEnd < end && isHexDigit(in.get(digitsEnd))) {
            digitsEnd++;
        }
        if (digitsEnd - start > MAX_SIZE_DIGITS) {
            throw HttpProblems.bodyTooLarge(RequestHead.MAX_BODY_BYTES);
        }
        if (digitsEnd < end && digitsEnd == start) {
            throw HttpProblems.malformed("A chunk begins with its size in hexadecimal digits");
        }
        int lineFeed = lineFeed(in, digitsEnd, end);
        if (lineFeed < 0) {
            return start;
        }
        checkExtension(in, digitsEnd, lineFeed - 1);
        long size = Long.parseLong(Octets.text(in, start, digitsEnd), 16);
        if (bytes + size > RequestHead.MAX_BODY_BYTES) {
            throw HttpProblems.bodyTooLarge(RequestHead.MAX_BODY_BYTES);
        }
        chunkLeft = size;
        part = size == 0 ? Part.TRAILER : Part.DATA;
        return lineFeed + 1;
    }

    /** Extensions are skipped, whatever they say. */
    private static void checkExtension(ByteBuffer in, int start, int end) throws ProblemException {
        int at = start;
        while (at < end && isBlank(in.get(at))) {
            at++;
        }
        if (start < end && (at == end || in.get(at) != ';')) {
            throw HttpProblems.malformed("Behind the size of a chunk there is nothing but extensions");
        }
        for (; at < end; at++) {
            if (!isFieldContent(in.get(at))) {
                throw HttpProblems.malformed("A chunk extension holds a control character");
            }
        }
    }

    private int readData(int start, int end) {
        int length = (int) Math.min(chunkLeft, end - start);
        chunkLeft -= length;
        if (chunkLeft == 0) {
            part = Part.DATA_END;
        }
        return start + length;
    }

    private int readDataEnd(ByteBuffer in, int start, int end) throws ProblemException {
        if ((start < end && in.get(start) != CR) || (start + 1 < end && in.get(start + 1) != LF)) {
            throw HttpProblems.malformed("A chunk is longer than its size says");
        }
        if (end - start < 2) {
            return start;
        }
        part = Part.SIZE;
        return start + 2;
    }

    private int readTrailer(ByteBuffer in, int start, int end) throws ProblemException {
        int lineFeed = lineFeed(in, start, end);
        if (lineFeed < 0) {
            return start;
        }
        if (lineFeed - 1 == start) {
            part = Part.END;
        } else if (++trailers > MAX_TRAILERS) {
            throw HttpProblems.headTooLarge("There may be " + MAX_TRAILERS + " trailer fields");
        } else {
            RequestHead.checkField(in, start, lineFeed - 1);
        }
        return lineFeed + 1;
    }

    /** Where the line ends, or -1 when it does not yet. */
    private static int lineFeed(ByteBuffer in, int start, int end) throws ProblemException {
        int limit = Math.min(end, start + MAX_LINE_BYTES);
        for (int at = start; at < limit; at++) {
            if (in.get(at) == LF) {
                if (at == start || in.get(at - 1) != CR) {
                    throw HttpProblems.malformed("Lines end with CR LF, not with LF alone");
                }
                return at;
            }
        }
        if (limit < end || limit == start + MAX_LINE_BYTES) {
            throw HttpProblems.headTooLarge("Lines of a chunked body may have " + MAX_LINE_BYTES + " bytes");
        }
        return -1;
    }
}
