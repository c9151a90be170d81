package io.tocsin.journal;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.oracle.RandomInputs;
import io.tocsin.engine.pipeline.SteppedPipeline;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.engine.state.StateBytes;
import io.tocsin.engine.state.StateHash;
import io.tocsin.engine.wire.OutputHeader;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The inputs of a seed, and what comes of them when nothing goes wrong: in memory, without a journal or an outbox. */
final class Recording {
    static final Limits LIMITS = new Limits(4_096, 64, 4_096, 8_192, 8_192, 100, 1_000);
    private static final int MIN_INPUTS = 20;
    private static final int MAX_INPUTS = 160;
    private static final int SEQUENCE_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH;

    private final List<Input> inputs = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final long stateHash;
    private final byte[] quotes;

    /** One message and its time. */
    record Input(UnsafeBuffer message, long timeNs) {}

    /** One message and the sequence of its cause. */
    record Output(long sequence, UnsafeBuffer message) {
        boolean isEvent() {
            return new OutputHeader().wrap(message, 0).isEvent();
        }
    }

    Recording(long seed) {
        RandomInputs market = new RandomInputs(seed, new SplittableRandom(seed).nextInt(MIN_INPUTS, MAX_INPUTS));
        QuoteBoard board = new QuoteBoard();
        OutputListener recorder =
                EveryOutput.to((message, offset, length) -> outputs.add(output(message, offset, length)));
        long[] nowNs = {0};
        try (SteppedPipeline pipeline =
                new SteppedPipeline(LIMITS, new NoJournal(), List.of(market, board, recorder), () -> nowNs[0])) {
            pipeline.recover();
            while (market.next()) {
                nowNs[0] = market.timeNs();
                UnsafeBuffer message = new UnsafeBuffer(new byte[market.length()]);
                market.buffer().getBytes(0, message, 0, market.length());
                inputs.add(new Input(message, market.timeNs()));
                pipeline.offer(message, market.length(), true);
                pipeline.drain(Integer.MAX_VALUE);
            }
            stateHash = stateHashOf(pipeline);
        }
        quotes = bytesOf(board);
    }

    static Output output(DirectBuffer message, int offset, int length) {
        byte[] copy = new byte[length];
        message.getBytes(offset, copy);
        return new Output(message.getLong(offset + SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN), new UnsafeBuffer(copy));
    }

    static long stateHashOf(SteppedPipeline pipeline) {
        StateHash hash = new StateHash();
        pipeline.writeState(hash);
        return hash.value();
    }

    static byte[] bytesOf(QuoteBoard board) {
        StateBytes rows = new StateBytes();
        board.writeState(rows);
        return rows.toArray();
    }

    int inputCount() {
        return inputs.size();
    }

    /** The input of a sequence. */
    Input input(long sequence) {
        return inputs.get((int) sequence - 1);
    }

    List<Output> outputs() {
        return outputs;
    }

    /** The index of the first output after an input. */
    int outputsUpTo(long sequence) {
        int index = 0;
        while (index < outputs.size() && outputs.get(index).sequence() <= sequence) {
            index++;
        }
        return index;
    }

    List<Output> events() {
        return outputs.stream().filter(Output::isEvent).toList();
    }

    long stateHash() {
        return stateHash;
    }

    byte[] quotes() {
        return quotes;
    }

    private static final class NoJournal implements Journal {
        @Override
        public void append(DirectBuffer batch, int offset, int length) {
            // Nothing will be asked for.
        }

        @Override
        public void replay(long sequence, BatchHandler handler) {
            // There is nothing.
        }

        @Override
        public void close() {
            // There is nothing.
        }
    }
}
