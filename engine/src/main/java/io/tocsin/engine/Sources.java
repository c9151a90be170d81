package io.tocsin.engine;

import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SourceProgressDecoder;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far sources got that number their ticks: for each the highest number that is in the journal. As ticks and the
 * input that says so are one record of the journal, there are either both or none after a crash.
 * <p>
 * There are {@value #CAPACITY} of them at most; none is forgotten, as its ticks would count twice. Nothing is allocated
 * but for a source that is new.
 */
final class Sources {
    static final int CAPACITY = 1_024;
    /** In bytes; edges allow less. */
    static final int MAX_NAME_LENGTH = 512;

    private final Outputs outputs;
    private final UnsafeBuffer name = new UnsafeBuffer(0, 0);
    private UnsafeBuffer[] names = new UnsafeBuffer[16];
    private int[] hashes = new int[16];
    private long[] sequences = new long[16];
    private int count;

    Sources(Outputs outputs) {
        this.outputs = outputs;
    }

    void onProgress(SourceProgressDecoder input) {
        long sequence = input.sourceSequence();
        input.wrapSource(name);
        if (sequence < 0 || name.capacity() == 0 || name.capacity() > MAX_NAME_LENGTH) {
            outputs.onRejected(RejectReason.MALFORMED, 0);
            return;
        }
        int source = find(name);
        if (source == count) {
            if (count == CAPACITY) {
                outputs.onRejected(RejectReason.SOURCE_CAPACITY, CAPACITY);
                return;
            }
            add(name, 0);
        }
        sequences[source] = Math.max(sequences[source], sequence);
        outputs.onSourceProgressed(names[source], sequences[source]);
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Writes them in the order in which they came; only of a state whose layout has them. */
    void write(StateSink sink) {
        sink.putInt(count);
        for (int i = 0; i < count; i++) {
            sink.putText(names[i], 0, names[i].capacity());
            sink.putLong(sequences[i]);
        }
    }

    void read(StateSource source) {
        for (int left = source.getInt(); left > 0; left--) {
            byte[] bytes = new byte[source.getInt()];
            UnsafeBuffer read = new UnsafeBuffer(bytes);
            source.getBytes(read, 0, bytes.length);
            add(read, source.getLong());
        }
    }

    /** There are so few, and so many ticks for each look, that looking at all hashes is quick enough. */
    private int find(DirectBuffer wanted) {
        int hash = hash(wanted);
        for (int i = 0; i < count; i++) {
            if (hashes[i] == hash && names[i].equals(wanted)) {
                return i;
            }
        }
        return count;
    }

    private void add(DirectBuffer newName, long sequence) {
        if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
            hashes = Arrays.copyOf(hashes, 2 * count);
            sequences = Arrays.copyOf(sequences, 2 * count);
        }
        byte[] copy = new byte[newName.capacity()];
        newName.getBytes(0, copy);
        names[count] = new UnsafeBuffer(copy);
        hashes[count] = hash(newName);
        sequences[count] = sequence;
        count++;
    }

    private static int hash(DirectBuffer name) {
        int hash = 0;
        for (int i = 0; i < name.capacity(); i++) {
            hash = 31 * hash + name.getByte(i);
        }
        return hash;
    }
}
