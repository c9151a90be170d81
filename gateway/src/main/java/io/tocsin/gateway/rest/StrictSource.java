package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.gateway.http.ChunkedBody;
import io.tocsin.gateway.http.HttpProblems;
import io.tocsin.gateway.http.RequestHead;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What one client sends, as far as it is HTTP to the letter; between the socket and Undertow, whose own parser takes
 * more than it should and answers the rest without saying why.
 * <p>
 * Heads, and the lines of bodies in chunks, pass when they are whole, in the buffer they were read into when they came
 * in one piece; all else of a body passes as it comes. In place of a head that is refused there passes a small one, in
 * place of the rest of a body anything that ends it properly: so Undertow keeps to its order, behind what is still to
 * be answered, and whoever handles that request learns by {@link #refusal} what to answer. After that nothing passes
 * any more.
 * <p>
 * For the thread that reads the connection, one at a time, as with Undertow's own conduits.
 */
final class StrictSource extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final byte[] ANY_GET = anyRequest("GET");
    private static final byte[] ANY_HEAD = anyRequest("HEAD");
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int MIN_HELD_BYTES = 1024;
    private static final int DISCARD_BYTES = 4096;
    private static final byte[] FILLING = new byte[4096];

    private enum Part {
        HEAD,
        SIZED_BODY,
        CHUNKED_BODY
    }

    private final Timeouts timeouts;
    private final RequestHead head = new RequestHead();
    private final ChunkedBody chunks = new ChunkedBody();
    private Part part = Part.HEAD;
    private long bodyLeft;
    /** What has come of a head or a line that is not whole yet, up to its position; null when there is none. */
    private ByteBuffer held;
    /** What is left of bytes that may pass. */
    private ByteBuffer ready = NOTHING;

    private XnioExecutor.Key timer;
    private long heardNs;
    private Problem problem;
    /** How many bytes pass in place of a body that ended too early. */
    private long filling;
    /** And then, or in place of what was refused; null before and after. */
    private byte[] substitute;

    private boolean isReported;
    private long discarded;

    /**
     * How long clients are waited for.
     *
     * @param headMs from the first byte of a head that comes in pieces to its last.
     * @param bodyMs between two pieces of a body that somebody waits for.
     */
    record Timeouts(int headMs, int bodyMs) {}

    StrictSource(StreamSourceConduit socket, Timeouts timeouts) {
        super(socket);
        this.timeouts = timeouts;
    }

    /**
     * Why this request is refused, or its body, once reading that has come to an end. The answer must close the
     * connection; what the client still sends is thrown away for a while, so that it sees the answer.
     */
    static Optional<Problem> refusal(HttpServerExchange exchange) {
        AbstractServerConnection connection = (AbstractServerConnection) exchange.getConnection();
        return connection.getOriginalSourceConduit() instanceof StrictSource source
                ? source.takeRefusal()
                : Optional.empty();
    }

    /** Refuses the rest of the body that this request waits for; nothing when that was refused already. I/O thread. */
    static void refuse(HttpServerExchange exchange, Problem why) {
        AbstractServerConnection connection = (AbstractServerConnection) exchange.getConnection();
        if (connection.getOriginalSourceConduit() instanceof StrictSource source && source.problem == null) {
            source.refuse(why);
            source.next.wakeupReads();
        }
    }

    private Optional<Problem> takeRefusal() {
        if (problem == null || filling > 0 || substitute != null) {
            return Optional.empty();
        }
        isReported = true;
        return Optional.of(problem);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        while (dst.hasRemaining()) {
            if (ready.hasRemaining()) {
                return pass(dst);
            }
            if (filling > 0) {
                return fill(dst);
            }
            if (substitute != null) {
                ready = ByteBuffer.wrap(substitute);
                substitute = null;
                continue;
            }
            if (problem != null) {
                return discard();
            }
            int read = held == null ? readInto(dst) : readHeld();
            if (read != 0) {
                return read;
            }
            if (!isReady()) {
                return 0;
            }
        }
        return 0;
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (dsts[i].hasRemaining()) {
                return read(dsts[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return IoUtils.transfer(new ConduitReadableByteChannel(this), count, through, target);
    }

    @Override
    public void resumeReads() {
        if (isReady()) {
            next.wakeupReads();
        } else {
            next.resumeReads();
        }
    }

    @Override
    public void awaitReadable() throws IOException {
        if (!isReady()) {
            next.awaitReadable();
        }
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        if (!isReady()) {
            next.awaitReadable(time, unit);
        }
    }

    @Override
    public boolean isReadShutdown() {
        return !isReady() && next.isReadShutdown();
    }

    @Override
    public void terminateReads() throws IOException {
        stopTimer();
        next.terminateReads();
    }

    /** Whether there is something to read without the socket, be it the end. */
    private boolean isReady() {
        return ready.hasRemaining() || filling > 0 || substitute != null || (problem != null && !isReported);
    }

    private int pass(ByteBuffer dst) {
        int length = Math.min(ready.remaining(), dst.remaining());
        ByteBuffer source = ready.duplicate();
        source.limit(source.position() + length);
        dst.put(source);
        ready = length == ready.remaining() ? NOTHING : ready.position(ready.position() + length);
        return length;
    }

    private int fill(ByteBuffer dst) {
        int length = (int) Math.min(filling, Math.min(FILLING.length, dst.remaining()));
        dst.put(FILLING, 0, length);
        filling -= length;
        return length;
    }

    private int readInto(ByteBuffer dst) throws IOException {
        int start = dst.position();
        if (readSocket(dst) < 0) {
            return onEnd();
        }
        int end = dst.position();
        int whole = check(dst, start, end);
        dst.position(whole);
        if (whole < end && problem == null) {
            hold(dst, whole, end);
        }
        return whole - start;
    }

    private int readHeld() throws IOException {
        if (!held.hasRemaining()) {
            held = ByteBuffer.allocate(2 * held.capacity()).put(held.flip());
        }
        if (readSocket(held) < 0) {
            return onEnd();
        }
        ByteBuffer bytes = held;
        int end = bytes.position();
        int whole = check(bytes, 0, end);
        if (whole > 0) {
            ready = bytes.duplicate().flip().limit(whole);
            held = null;
            if (whole < end && problem == null) {
                hold(bytes, whole, end);
            }
        }
        return 0;
    }

    private int readSocket(ByteBuffer bytes) throws IOException {
        int read = next.read(bytes);
        if (read > 0) {
            heardNs = System.nanoTime();
        } else if (read == 0 && part != Part.HEAD) {
            startTimer(timeouts.bodyMs);
        }
        return read;
    }

    /** Who closes one direction only still reads an answer. */
    private int onEnd() {
        if (part != Part.HEAD || held != null) {
            refuse(HttpProblems.malformed("The request ended before it was whole")
                    .problem());
        }
        return isReady() ? 0 : -1;
    }

    private void hold(ByteBuffer bytes, int start, int end) {
        ByteBuffer rest = bytes.duplicate().limit(end).position(start);
        held = ByteBuffer.allocate(Math.max(MIN_HELD_BYTES, 2 * rest.remaining()))
                .put(rest);
        if (part == Part.HEAD) {
            startTimer(timeouts.headMs);
        }
    }

    /** Up to where what came may pass; what is behind that is not whole yet, or refused. */
    private int check(ByteBuffer bytes, int start, int end) {
        int whole = start;
        try {
            while (whole < end) {
                int partEnd = switch (part) {
                    case HEAD -> checkHead(bytes, whole, end);
                    case SIZED_BODY -> skipBody(whole, end);
                    case CHUNKED_BODY -> checkChunks(bytes, whole, end);
                };
                if (partEnd == whole) {
                    break;
                }
                whole = partEnd;
            }
        } catch (ProblemException refused) {
            refuse(refused.problem());
        }
        return whole;
    }

    private int checkHead(ByteBuffer bytes, int start, int end) throws ProblemException {
        int headEnd = head.read(bytes, start, end);
        if (headEnd < 0) {
            return start;
        }
        stopTimer();
        if (head.isChunked()) {
            chunks.reset();
            part = Part.CHUNKED_BODY;
        } else if (head.contentLength() > 0) {
            bodyLeft = head.contentLength();
            part = Part.SIZED_BODY;
        }
        head.reset();
        return headEnd;
    }

    private int skipBody(int start, int end) {
        int length = (int) Math.min(bodyLeft, end - start);
        bodyLeft -= length;
        if (bodyLeft == 0) {
            part = Part.HEAD;
            stopTimer();
        }
        return start + length;
    }

    private int checkChunks(ByteBuffer bytes, int start, int end) throws ProblemException {
        int partEnd = chunks.read(bytes, start, end);
        if (chunks.isEnded()) {
            part = Part.HEAD;
            stopTimer();
        }
        return partEnd;
    }

    private void refuse(Problem why) {
        stopTimer();
        problem = why;
        held = null;
        switch (part) {
            case HEAD -> substitute = head.isHead() ? ANY_HEAD : ANY_GET;
            case SIZED_BODY -> filling = bodyLeft;
            case CHUNKED_BODY -> {
                filling = chunks.missing();
                substitute = chunks.ending();
            }
        }
    }

    private void startTimer(int delayMs) {
        if (timer == null) {
            timer = getReadThread().executeAfter(this::onTimer, delayMs, TimeUnit.MILLISECONDS);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.remove();
            timer = null;
        }
    }

    private void onTimer() {
        timer = null;
        long silentMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNs);
        if (part == Part.HEAD) {
            onTimeout("A head may take " + timeouts.headMs + " ms");
        } else if (silentMs < timeouts.bodyMs) {
            startTimer(timeouts.bodyMs - (int) silentMs);
        } else {
            onTimeout("Nothing came of the body for " + timeouts.bodyMs + " ms");
        }
    }

    private void onTimeout(String detail) {
        refuse(HttpProblems.timeout(detail));
        next.wakeupReads();
    }

    /**
     * A body that nobody asked about was not read by anybody either: its request is answered, so the end comes at once.
     */
    private int discard() throws IOException {
        if (!isReported || discarded > RequestHead.MAX_BODY_BYTES) {
            return -1;
        }
        int read = next.read(ByteBuffer.allocate(DISCARD_BYTES));
        discarded += Math.max(0, read);
        return Math.min(0, read);
    }

    private static byte[] anyRequest(String method) {
        return (method + " / HTTP/1.1\r\nHost: refused\r\nConnection: close\r\n\r\n").getBytes(US_ASCII);
    }
}
