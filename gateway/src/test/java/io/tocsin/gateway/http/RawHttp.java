package io.tocsin.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.contract.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends any bytes, and reads answers to the letter. */
public final class RawHttp implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket;
    private final PushbackInputStream in;

    /** One answer; names of headers in lower case. */
    public record Response(int status, Map<String, String> headers, String body) {
        public String code() {
            assertThat(headers).as(body).containsEntry("content-type", "application/problem+json");
            try {
                var problem = Json.decode(body.getBytes(ISO_8859_1));
                assertThat(problem.get("status").intValue()).isEqualTo(status);
                assertThat(problem.get("title").textValue()).isNotBlank();
                assertThat(problem.get("detail").textValue()).isNotBlank();
                return problem.get("type").textValue().replace("urn:tocsin:problem:", "");
            } catch (Exception malformed) {
                throw new AssertionError(body, malformed);
            }
        }

        public boolean closes() {
            return "close".equals(headers.get("connection"));
        }
    }

    public RawHttp(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new PushbackInputStream(socket.getInputStream());
    }

    public RawHttp send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        return this;
    }

    /** Sends nothing more. */
    public RawHttp end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next answer, or null when the server has closed the connection. */
    public Response read() throws IOException {
        String statusLine = line();
        if (statusLine == null) {
            return null;
        }
        assertThat(statusLine).matches("HTTP/1\\.[01] [0-9]{3} .*");
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        int length = status < 200 || status == 204 ? 0 : Integer.parseInt(headers.get("content-length"));
        return new Response(status, headers, new String(in.readNBytes(length), ISO_8859_1));
    }

    /** All answers until the server closes the connection. */
    public List<Response> readAll() throws IOException {
        List<Response> all = new ArrayList<>();
        for (Response next = read(); next != null; next = read()) {
            all.add(next);
        }
        return all;
    }

    /** Whether the server answers, or closes the connection, within some time. */
    public boolean hasAnswer(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            int next = in.read();
            if (next >= 0) {
                in.unread(next);
            }
            return true;
        } catch (SocketTimeoutException silent) {
            return false;
        } finally {
            socket.setSoTimeout(TIMEOUT_MS);
        }
    }

    /** What comes after the answers. */
    public InputStream in() {
        return in;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                assertThat(line.size()).as("bytes of an unfinished line").isZero();
                return null;
            }
            line.write(next);
        }
        String text = line.toString(ISO_8859_1);
        assertThat(text).endsWith("\r");
        return text.substring(0, text.length() - 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
