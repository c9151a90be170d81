package io.tocsin.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/** Frames as long as those of a {@link TcpLoad}, over one connection to a {@link BareNetty}. */
final class FrameLoad implements IngestLoad {
    /** Of a Tick of the schema, without its length. */
    private static final int FRAME_BYTES = 61;

    private static final int FRAMES_AT_ONCE = 1_000;
    private static final int DRAIN_AT_BYTES = 4_096;

    private final Socket socket;
    private final DataInputStream counts;
    private final byte[] frames;
    private long sent;
    private long counted;
    private long lastTicks;

    FrameLoad(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        counts = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        ByteBuffer buffer = ByteBuffer.allocate(FRAMES_AT_ONCE * (Integer.BYTES + FRAME_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < FRAMES_AT_ONCE; i++) {
            buffer.putInt(i * (Integer.BYTES + FRAME_BYTES), FRAME_BYTES);
        }
        frames = buffer.array();
    }

    @Override
    public double ticksPerSecond(long durationNs) throws IOException {
        long startNs = System.nanoTime();
        long before = sent;
        while (System.nanoTime() - startNs < durationNs) {
            socket.getOutputStream().write(frames);
            sent += FRAMES_AT_ONCE;
            while (counts.available() > DRAIN_AT_BYTES) {
                counted = counts.readLong();
            }
        }
        while (counted < sent) {
            counted = counts.readLong();
        }
        lastTicks = sent - before;
        return lastTicks * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - startNs);
    }

    @Override
    public long lastTicks() {
        return lastTicks;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
