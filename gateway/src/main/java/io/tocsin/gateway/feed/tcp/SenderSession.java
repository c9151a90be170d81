package io.tocsin.gateway.feed.tcp;

import io.tocsin.contract.ingest.codec.ByeCode;
import io.tocsin.contract.ingest.codec.DefineSymbolDecoder;
import io.tocsin.contract.ingest.codec.DoneDecoder;
import io.tocsin.contract.ingest.codec.HeartbeatDecoder;
import io.tocsin.contract.ingest.codec.HelloDecoder;
import io.tocsin.contract.ingest.codec.MessageHeaderDecoder;
import io.tocsin.contract.ingest.codec.RejectCode;
import io.tocsin.contract.ingest.codec.TickDecoder;
import io.tocsin.contract.value.Decimals;
import io.tocsin.gateway.feed.TickBatch;
import io.tocsin.gateway.feed.TickFault;
import io.tocsin.gateway.feed.TickSink;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;

/**
 * What is said over one connection. Event loop, but for what the engine answers.
 *
 * <pre>
 *   Hello ──► who is it? ──► how far did the source get? (the engine says) ──► Welcome ──► ticks ──► Done, Bye
 * </pre>
 *
 * Ticks are gathered, and offered at the end of what was read, or when a batch is full. The sequence that all of them
 * reach goes into the journal with them; when the engine says that it is there, it is acknowledged. A tick that makes
 * no sense is left out, and the sequence goes on.
 */
final class SenderSession {
    private static final long BUSY_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long DISK_FULL_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int MAX_PENDING_SYMBOLS = 256;
    /** Others are counted only. */
    private static final int MAX_REJECTS_PER_SECOND = 1_000;

    private static final int MAX_DECIMALS = 18;
    /** The header of a tick, as one number. */
    private static final long TICK_HEADER = TickDecoder.BLOCK_LENGTH
            | (long) TickDecoder.TEMPLATE_ID << 16
            | (long) TickDecoder.SCHEMA_ID << 32
            | (long) TickDecoder.SCHEMA_VERSION << 48;

    private final SenderConnection connection;
    private final Outbound outbound;
    private final Port port;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TickDecoder tick = new TickDecoder();
    private final LocalSymbols symbols = new LocalSymbols();
    private final AtomicBoolean isAckDue = new AtomicBoolean();
    private final TickBatch.Listener onJournaled = new Acknowledgement();
    private final int window;
    private Admitted sender;
    private TickBatch batch;
    private boolean isAsked;
    private boolean isWelcome;
    private boolean isDone;
    private volatile long journaled;
    private long received;
    private long offered;
    private long acknowledged;
    private long rejected;
    private long rejectSecondNs;
    private int rejectsInSecond;

    SenderSession(SenderConnection connection, Outbound outbound, Port port) {
        this.connection = connection;
        this.outbound = outbound;
        this.port = port;
        window = port.config().window();
    }

    boolean isWelcome() {
        return isWelcome;
    }

    /** Deals with a message; false when that has to wait, and the same message is to come again. */
    boolean onMessage(DirectBuffer buffer, int offset, int length) {
        if (isWelcome && !isDone && Bytes.header(buffer, offset) == TICK_HEADER && length == Bytes.TICK_LENGTH) {
            return onTick(tick.wrap(
                    buffer,
                    offset + MessageHeaderDecoder.ENCODED_LENGTH,
                    TickDecoder.BLOCK_LENGTH,
                    TickDecoder.SCHEMA_VERSION));
        }
        header.wrap(buffer, offset);
        int template = header.templateId();
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID || header.version() < 1) {
            return malformed("schema " + header.schemaId() + " version " + header.version() + ", not "
                    + MessageHeaderDecoder.SCHEMA_ID + " version " + MessageHeaderDecoder.SCHEMA_VERSION);
        }
        if (!Bytes.isWhole(header, buffer, offset, length)) {
            return malformed("message " + template + " is cut off");
        }
        if (sender == null) {
            return template == HelloDecoder.TEMPLATE_ID
                    ? onHello(new HelloDecoder().wrapAndApplyHeader(buffer, offset, header))
                    : malformed("message " + template + " before Hello");
        }
        if (!isWelcome) {
            return ask();
        }
        if (isDone) {
            return malformed("message " + template + " after Done");
        }
        return switch (template) {
            case TickDecoder.TEMPLATE_ID -> onTick(tick.wrapAndApplyHeader(buffer, offset, header));
            case DefineSymbolDecoder.TEMPLATE_ID ->
                onDefinition(new DefineSymbolDecoder().wrapAndApplyHeader(buffer, offset, header));
            case HeartbeatDecoder.TEMPLATE_ID -> {
                port.ticks().heard();
                yield true;
            }
            case DoneDecoder.TEMPLATE_ID -> {
                isDone = true;
                yield true;
            }
            default -> malformed("message " + template + (template == HelloDecoder.TEMPLATE_ID ? " twice" : ""));
        };
    }

    private boolean malformed(String words) {
        connection.bye(ByeCode.MALFORMED, words);
        return true;
    }

    private boolean onHello(HelloDecoder hello) {
        String name = hello.sender();
        try {
            sender = Admitted.of(port, name, hello.token());
        } catch (RefusedException refused) {
            connection.bye(refused.code(), refused.getMessage());
            return true;
        }
        port.enter(sender.source(), connection);
        batch = port.ticks().batch(sender.source());
        ask();
        return true;
    }

    /** Asks how far the source got; what an earlier connection has offered is counted in. Always false. */
    private boolean ask() {
        if (!isAsked) {
            isAsked = onTaken(batch.offer(0, new Resumption()));
        }
        return false;
    }

    private void onResumption(long sequence) {
        if (connection.isOver()) {
            return;
        }
        isWelcome = true;
        received = sequence;
        offered = sequence;
        acknowledged = sequence;
        journaled = sequence;
        outbound.welcome(sequence, window, port.config().timing().heartbeat().toMillis());
        connection.decode();
    }

    private boolean onDefinition(DefineSymbolDecoder definition) {
        int localId = definition.localId();
        if (localId < 0 || localId > LocalSymbols.MAX_ID) {
            return malformed("the number " + localId + " for a symbol; there are 0 to " + LocalSymbols.MAX_ID);
        }
        if (symbols.pending() == MAX_PENDING_SYMBOLS || symbols.find(localId) == LocalSymbols.PENDING) {
            return false;
        }
        symbols.put(localId, LocalSymbols.PENDING);
        register(localId, definition.symbolName());
        return true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what is executed fails with its connection only
    private void register(int localId, String name) {
        port.ticks()
                .registerSoon(name)
                .whenComplete((id, refusal) -> connection.execute(() -> onDefined(localId, id, refusal)));
    }

    private void onDefined(int localId, Integer id, Throwable refusal) {
        if (connection.isOver()) {
            return;
        }
        symbols.put(localId, refusal == null ? id : LocalSymbols.UNKNOWN);
        outbound.symbolDefined(localId, refusal == null ? "" : String.valueOf(refusal.getMessage()));
        connection.decode();
    }

    private boolean onTick(TickDecoder next) {
        long sequence = next.sequence();
        if (sequence <= received) {
            return true;
        }
        if (sequence != received + 1) {
            connection.bye(ByeCode.SEQUENCE_GAP, "tick " + sequence + " after " + received);
            return true;
        }
        if (sequence - acknowledged > window) {
            connection.bye(
                    ByeCode.WINDOW_EXCEEDED,
                    "tick " + sequence + ", with " + acknowledged + " acknowledged and a window of " + window);
            return true;
        }
        int symbolId = symbols.find(next.localId());
        if (symbolId == LocalSymbols.PENDING || (batch.isFull() && !offer())) {
            return false;
        }
        received = sequence;
        add(symbolId, next);
        return true;
    }

    private void add(int symbolId, TickDecoder next) {
        if (symbolId == LocalSymbols.UNKNOWN) {
            reject(RejectCode.UNKNOWN_SYMBOL);
        } else if (next.decimals() > MAX_DECIMALS) {
            reject(RejectCode.DECIMALS_OUT_OF_RANGE);
        } else if (next.size() < 0 || next.size() > Decimals.MAX_PRICE) {
            reject(RejectCode.SIZE_OUT_OF_RANGE);
        } else {
            TickFault fault = batch.add(
                    symbolId,
                    next.decimals(),
                    next.price(),
                    valueOrNull(next.bid()),
                    valueOrNull(next.ask()),
                    next.size(),
                    valueOrNull(next.exchangeTimeNs()));
            if (fault != TickFault.NONE) {
                reject(codeOf(fault));
            }
        }
    }

    private static RejectCode codeOf(TickFault fault) {
        return switch (fault) {
            case PRICE_NOT_POSITIVE -> RejectCode.PRICE_NOT_POSITIVE;
            case PRICE_OUT_OF_RANGE -> RejectCode.PRICE_OUT_OF_RANGE;
            case CROSSED_QUOTE -> RejectCode.CROSSED_QUOTE;
            case TIME_RUNS_BACK -> RejectCode.TIME_RUNS_BACK;
            case NONE -> RejectCode.NULL_VAL;
        };
    }

    private static long valueOrNull(long value) {
        return value == TickDecoder.bidNullValue() ? TickSink.NULL_VALUE : value;
    }

    private void reject(RejectCode code) {
        rejected++;
        port.ticks().reject("tick " + received + " of " + sender.source(), Bytes.words(code));
        long nowNs = System.nanoTime();
        if (nowNs - rejectSecondNs > TimeUnit.SECONDS.toNanos(1)) {
            rejectSecondNs = nowNs;
            rejectsInSecond = 0;
        }
        if (rejectsInSecond < MAX_REJECTS_PER_SECOND && connection.isWritable()) {
            rejectsInSecond++;
            outbound.reject(received, code);
        }
    }

    /** All that was read is dealt with, or waits; false when what was gathered has to wait, too. */
    boolean onBatchEnd() {
        if (sender == null) {
            return true;
        }
        if (!isWelcome) {
            return ask();
        }
        boolean isTaken = received == offered || offer();
        acknowledge();
        return isTaken;
    }

    private boolean offer() {
        boolean isTaken = onTaken(batch.offer(received, onJournaled));
        if (isTaken) {
            offered = received;
        }
        return isTaken;
    }

    private boolean onTaken(TickBatch.Taken taken) {
        switch (taken) {
            case YES -> {
                return true;
            }
            case BUSY -> connection.retryIn(BUSY_RETRY_NS);
            case DISK_FULL -> connection.retryIn(DISK_FULL_RETRY_NS);
            case OVER -> connection.bye(ByeCode.STOPPING, "the feed stops");
        }
        return false;
    }

    private void acknowledge() {
        long sequence = journaled;
        if (sequence > acknowledged && connection.isWritable()) {
            acknowledged = sequence;
            outbound.ack(sequence, rejected);
        }
        if (isDone && acknowledged == received) {
            connection.bye(ByeCode.DONE, "all is journaled");
        }
    }

    /** Looks whether it may go on. */
    void onTime() {
        if (sender != null && sender.isExpired()) {
            connection.bye(ByeCode.TOKEN_EXPIRED, "the token has expired");
        }
    }

    /** Nothing more comes. */
    void onGone() {
        if (sender != null) {
            port.leave(sender.source(), connection);
        }
    }

    private final class Acknowledgement implements TickBatch.Listener {
        @Override
        public void onJournaled(long sequence) {
            journaled = sequence;
            if (isAckDue.compareAndSet(false, true)) {
                connection.execute(this::onLoop);
            }
        }

        /** What was held back for want of room may find some now. */
        private void onLoop() {
            isAckDue.set(false);
            connection.decode();
        }

        @Override
        public void onRefused(String reason) {
            connection.execute(() -> connection.bye(ByeCode.TOO_MANY_SENDERS, reason));
        }
    }

    private final class Resumption implements TickBatch.Listener {
        @Override
        public void onJournaled(long sequence) {
            connection.execute(() -> onResumption(sequence));
        }

        @Override
        public void onRefused(String reason) {
            connection.execute(() -> connection.bye(ByeCode.TOO_MANY_SENDERS, reason));
        }
    }
}
