package io.tocsin.contract.ingest;

import io.tocsin.contract.ingest.IngestWire.Message;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Brings ticks to a feed of the kind {@code tcp}, each exactly once. It needs nothing but the JDK.
 * <p>
 * Ticks are numbered from 1 on, and kept until the node says that they are journaled; after a lost connection it
 * connects again, with pauses of up to 2 s, and sends what the node has not. What a process of this sender did not get
 * acknowledged before it died, the next one must send again: {@link #lastSequence} says after which tick to go on.
 * <p>
 * Any thread, though one at a time is what it is made for. A tick is on its way within a millisecond, and allocates
 * nothing. {@link #send} blocks while as many as the window wait for the node, and throws a {@link RefusedException}
 * once the node will have none of this sender.
 */
public final class TickSender implements AutoCloseable {
    /** A price, or a time, that is not known. */
    public static final long ABSENT = Long.MIN_VALUE;

    private static final int FLUSH_AT = 512;
    private static final long LINGER_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long FIRST_PAUSE_MS = 50;
    private static final long LAST_PAUSE_MS = 2_000;
    private static final long CLOSE_WITHIN_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long NO_DEADLINE = Long.MAX_VALUE;
    private static final int DEFINED = 1;

    private final InetSocketAddress address;
    private final String sender;
    private final Supplier<String> token;
    private final RejectListener rejects;
    private final TickMemory memory = new TickMemory();
    private final Thread reader = new Thread(this::readUntilClosed, "tocsin-tick-sender-acks");
    private final Thread pump = new Thread(this::pumpUntilClosed, "tocsin-tick-sender");

    /** Of all that goes out; who holds it never waits for what comes in. */
    private final ReentrantLock writing = new ReentrantLock();

    private final List<String> symbols = new ArrayList<>();
    private volatile long sent;
    private boolean wasConnected;
    private volatile NodeLink link; // null without a connection

    /** Guards the answers below, whose waiters it wakes. */
    private final Object answers = new Object();

    /** Of each symbol why it is refused; empty when it is not, null before there is an answer. */
    private final List<String> definitions = new CopyOnWriteArrayList<>();

    private volatile long lastSequence;
    private volatile long acknowledged;
    private volatile long rejected;
    private volatile int window;
    private volatile long heartbeatNs;
    private volatile RefusedException refusal;
    private volatile boolean isClosed;

    /** Hears, on a thread of the sender, of ticks that the node leaves out. */
    @FunctionalInterface
    public interface RejectListener {
        /** One of the codes of {@code RejectCode} in the schema. */
        void onReject(long sequence, int code);
    }

    private TickSender(InetSocketAddress address, String sender, Supplier<String> token, RejectListener rejects) {
        this.address = address;
        this.sender = sender;
        this.token = token;
        this.rejects = rejects;
    }

    /**
     * Connects.
     *
     * @param sender 1 to 64 characters out of A-Z a-z 0-9 . _ -: one of the user's, which has one connection at a time.
     * @param token  asked for at each connection; it allows {@code ticks:write}.
     * @throws RefusedException when the node will not have it.
     * @throws IOException      when there is no node.
     */
    public static TickSender connect(
            String host, int port, String sender, Supplier<String> token, RejectListener rejects) throws IOException {
        TickSender made = new TickSender(new InetSocketAddress(host, port), sender, token, rejects);
        made.open();
        made.reader.setDaemon(true);
        made.pump.setDaemon(true);
        made.reader.start();
        made.pump.start();
        return made;
    }

    /** As the other one, for who counts rejects only. */
    public static TickSender connect(String host, int port, String sender, Supplier<String> token) throws IOException {
        return connect(host, port, sender, token, (sequence, code) -> {});
    }

    /** The last tick that was sent: at first the last that the node has. */
    public long lastSequence() {
        return lastSequence;
    }

    /** All ticks up to this one are journaled, or rejected. */
    public long acknowledged() {
        return acknowledged;
    }

    /** How many ticks the node has left out since it was connected to last. */
    public long rejected() {
        return rejected;
    }

    /**
     * The number by which ticks name a symbol, which is registered if need be.
     *
     * @throws IOException when there can be no such symbol.
     */
    public int define(String symbol) throws IOException {
        int localId = sendDefinition(symbol);
        await(() -> definitions.get(localId) != null, NO_DEADLINE);
        String reason = definitions.get(localId);
        if (!reason.isEmpty()) {
            throw new IOException(symbol + " is refused: " + reason);
        }
        return localId;
    }

    private int sendDefinition(String symbol) throws IOException {
        writing.lock();
        try {
            requireOpen();
            int localId = symbols.size();
            symbols.add(symbol);
            definitions.add(null);
            write(IngestWire.defineSymbol(localId, symbol));
            return localId;
        } finally {
            writing.unlock();
        }
    }

    /** As the other one, without a quote. */
    public long send(int symbol, int decimals, long price, long size, long exchangeTimeNs) throws IOException {
        return send(symbol, decimals, price, size, exchangeTimeNs, ABSENT, ABSENT);
    }

    /**
     * Sends a tick.
     *
     * @param symbol         from {@link #define}.
     * @param price          in units of 10^-decimals, as bid and ask, which can be {@link #ABSENT}.
     * @param size           in units of 10^-8; 0 when unknown.
     * @param exchangeTimeNs since the epoch, or {@link #ABSENT}.
     * @return its sequence.
     */
    public long send(int symbol, int decimals, long price, long size, long exchangeTimeNs, long bid, long ask)
            throws IOException {
        while (true) {
            writing.lock();
            try {
                requireOpen();
                long sequence = lastSequence + 1;
                if (sequence - acknowledged <= window) {
                    memory.put(sequence, symbol, decimals, price, size, exchangeTimeNs);
                    memory.putQuote(sequence, bid, ask);
                    lastSequence = sequence;
                    afterSend(sequence - sent);
                    return sequence;
                }
                flushNow();
            } finally {
                writing.unlock();
            }
            await(() -> lastSequence - acknowledged < window, NO_DEADLINE);
        }
    }

    private void afterSend(long unsent) {
        if (unsent >= FLUSH_AT) {
            flushNow();
        } else if (unsent == 1) {
            LockSupport.unpark(pump);
        }
    }

    /** Sends what waits for company. */
    public void flush() {
        writing.lock();
        try {
            flushNow();
        } finally {
            writing.unlock();
        }
    }

    /** Returns when all is acknowledged. */
    public void awaitAcknowledged() throws IOException {
        flush();
        await(() -> acknowledged >= lastSequence, NO_DEADLINE);
    }

    /**
     * Waits up to 30 s until all is acknowledged, and ends.
     *
     * @throws IOException when not all is.
     */
    @Override
    public void close() throws IOException {
        try {
            if (!isClosed) {
                flush();
                await(() -> acknowledged >= lastSequence, System.nanoTime() + CLOSE_WITHIN_NS);
            }
        } finally {
            abort();
        }
    }

    /** Ends at once, whatever is on its way. */
    public void abort() {
        isClosed = true;
        disconnect();
        LockSupport.unpark(pump);
        reader.interrupt();
        signal();
    }

    private void requireOpen() throws IOException {
        if (refusal != null) {
            throw refusal;
        }
        if (isClosed) {
            throw new IOException("the sender is closed");
        }
    }

    /** Waits until something is so, which answers of the node make it, or fails when that is not so in time. */
    private void await(BooleanSupplier isSo, long deadlineNs) throws IOException {
        synchronized (answers) {
            while (!isSo.getAsBoolean()) {
                requireOpen();
                if (deadlineNs != NO_DEADLINE && System.nanoTime() - deadlineNs > 0) {
                    throw new IOException("ticks after " + acknowledged + " are not acknowledged");
                }
                try {
                    answers.wait(100);
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                    throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(stopping);
                }
            }
        }
    }

    private void signal() {
        synchronized (answers) {
            answers.notifyAll();
        }
    }

    /** Without a connection nothing is sent: that is done when the next one is made. */
    private void flushNow() {
        long end = Math.min(lastSequence, acknowledged + window);
        while (link != null && sent < end) {
            long next = sent + 1;
            int count = (int) Math.min(end - sent, memory.run(next));
            sent = next + count - 1;
            write(memory.bytes(), memory.place(next), count * IngestWire.TICK_BYTES);
        }
    }

    private void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    private void write(byte[] bytes, int offset, int length) {
        NodeLink open = link;
        if (open != null) {
            try {
                open.write(bytes, offset, length);
            } catch (IOException lost) {
                // The reader finds out, too, and connects again.
                link = null;
                open.close();
            }
        }
    }

    private void disconnect() {
        NodeLink open = link;
        if (open != null) {
            open.close();
        }
    }

    /** Connects, and sends what the node has not. */
    private NodeLink open() throws IOException {
        NodeLink opened = NodeLink.open(address, sender, token.get());
        writing.lock();
        try {
            takeUp(opened);
            link = opened;
            for (int localId = 0; localId < symbols.size(); localId++) {
                write(IngestWire.defineSymbol(localId, symbols.get(localId)));
            }
            flushNow();
        } finally {
            writing.unlock();
        }
        signal();
        return opened;
    }

    private void takeUp(NodeLink opened) throws RefusedException {
        long resumeAfter = opened.resumeAfter();
        if (wasConnected && (resumeAfter < acknowledged || resumeAfter > lastSequence)) {
            opened.close();
            throw new RefusedException("the node has the ticks of this sender up to " + resumeAfter + ", of which "
                    + acknowledged + " were acknowledged and " + lastSequence + " sent");
        }
        lastSequence = Math.max(lastSequence, resumeAfter);
        acknowledged = resumeAfter;
        sent = resumeAfter;
        rejected = 0;
        window = Math.min(TickMemory.CAPACITY, opened.window());
        heartbeatNs = TimeUnit.MILLISECONDS.toNanos(opened.heartbeatMs());
        wasConnected = true;
    }

    /** Whatever of the user's ends this thread, such as a supplier of tokens that throws, ends the sender. */
    private void readUntilClosed() {
        try {
            readWhilePossible();
        } finally {
            isClosed = true;
            disconnect();
            signal();
        }
    }

    private void readWhilePossible() {
        long pauseMs = FIRST_PAUSE_MS;
        NodeLink open = link;
        while (!isClosed && refusal == null) {
            try {
                NodeLink reading = open == null ? open() : open;
                open = null;
                pauseMs = FIRST_PAUSE_MS;
                while (!isClosed) {
                    onMessage(reading.read());
                }
            } catch (RefusedException noMore) {
                refusal = noMore;
            } catch (IOException lost) {
                disconnect();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMs));
                pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS);
            }
        }
    }

    private void onMessage(Message message) {
        switch (message.templateId()) {
            case IngestWire.ACK -> {
                rejected = message.body().getLong(8);
                acknowledged = message.body().getLong(0);
                signal();
                if (sent < lastSequence) {
                    LockSupport.unpark(pump);
                }
            }
            case IngestWire.REJECT ->
                rejects.onReject(message.body().getLong(0), message.body().get(8));
            case IngestWire.SYMBOL_DEFINED -> {
                definitions.set(message.body().getInt(0), message.body().get(4) == DEFINED ? "" : message.text());
                signal();
            }
            default -> signal(); // of a later version of the schema
        }
    }

    private void pumpUntilClosed() {
        while (!isClosed) {
            LockSupport.parkNanos(this, heartbeatNs);
            if (sent < lastSequence) {
                LockSupport.parkNanos(this, LINGER_NS);
                flush();
            } else if (writing.tryLock()) {
                try {
                    write(IngestWire.heartbeat());
                } finally {
                    writing.unlock();
                }
            }
        }
    }
}
