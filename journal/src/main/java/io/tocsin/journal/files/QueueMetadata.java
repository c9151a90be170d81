package io.tocsin.journal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.impl.TableStore;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.table.AbstractTSQueueLock;
import net.openhft.chronicle.queue.impl.table.Metadata.NoMeta;
import net.openhft.chronicle.queue.impl.table.SingleTableBuilder;
import net.openhft.chronicle.wire.Wires;
import org.agrona.collections.MutableLong;

/**
 * What Chronicle notes of a queue beside its roll files: who appends, and which file is the newest. It makes all of it
 * again from the roll files when there is none.
 */
final class QueueMetadata {
    static final long NO_CYCLE = -1;

    private static final String WRITE_LOCK = "chronicle.write.lock";
    private static final String HIGHEST_CYCLE = "listing.highestCycle";

    private final Path file;

    /** @param directory of the queue. */
    QueueMetadata(Path directory) {
        file = directory.resolve(SingleChronicleQueue.QUEUE_METADATA_FILE);
    }

    Path file() {
        return file;
    }

    /**
     * Frees Chronicle's write lock, a process id that outlives a killed process. Where the next process gets the same
     * id, always 1 in a container, Chronicle would wait for itself. A file whose creation was not finished is removed.
     */
    void unlock() throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        if (!isReady()) {
            remove();
            return;
        }
        try (TableStore<NoMeta> store = builder().build();
                LongValue writeLock = store.acquireValueFor(WRITE_LOCK)) {
            writeLock.setVolatileValue(AbstractTSQueueLock.UNLOCKED);
        }
    }

    /** The cycle of the newest file that was made since the queue was opened, or {@link #NO_CYCLE}. Writes nothing. */
    long newestCycle() throws IOException {
        // For a shorter file than it maps Chronicle would wait.
        if (Files.notExists(file) || Files.size(file) < OS.mapAlignment() || !isReady()) {
            return NO_CYCLE;
        }
        MutableLong cycle = new MutableLong(NO_CYCLE);
        try (TableStore<NoMeta> store = builder().readOnly(true).build()) {
            store.forEachKey(cycle, (found, key, value) -> {
                if (HIGHEST_CYCLE.contentEquals(key)) {
                    found.set(value.int64());
                }
            });
        }
        return Math.max(NO_CYCLE, cycle.get());
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    private SingleTableBuilder<NoMeta> builder() {
        SingleChronicleQueueBuilder.addAliases();
        return SingleTableBuilder.binary(file, NoMeta.INSTANCE);
    }

    /** Whether the first document, which describes the file, was finished. */
    private boolean isReady() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(Wires.SPB_HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.read(header, 0) == header.capacity() && Wires.isReadyMetaData(header.getInt(0));
        }
    }
}
