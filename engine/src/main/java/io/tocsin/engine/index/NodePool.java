package io.tocsin.engine.index;

import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Off-heap memory for the nodes of {@link LevelTree}s: a slab of {@value #NODE_BYTES}-byte nodes addressed by int
 * handles.
 * <p>
 * The slab grows up to a fixed budget by chunks of 1 MiB, which the operating system commits as they are touched; the
 * JVM's limit on direct buffers does not count. Freed nodes are reused, last in, first out; chunks go back only with
 * {@link #close()}. Nodes are aligned to their size, so that none straddles a page. Taking and freeing a node is O(1)
 * and creates no object unless a chunk is added.
 * <p>
 * For one thread. Memory is accessed without bounds checks: a handle must not be used once freed, nor a pool once
 * closed.
 */
public final class NodePool implements AutoCloseable {
    static final int NODE_BYTES = 512;
    static final int NULL_HANDLE = 0;

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNK_SHIFT = Integer.numberOfTrailingZeros(CHUNK_BYTES / NODE_BYTES);
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;
    private static final long MAX_BYTES = (long) NODE_BYTES << 31;

    private final int maxChunks;
    private int chunkCount;
    private long[] allocations = new long[1];
    private long[] chunks = new long[1];
    private int unusedHandle = NULL_HANDLE + 1;
    private int freeHandle = NULL_HANDLE;
    private int nodesInUse;

    /**
     * Takes no memory yet.
     *
     * @param maxBytes the budget, from one MiB to one TiB, rounded down to whole MiB. What it must hold is up to the
     *                 caller: 32 bytes for each pair and one node for each set are ample.
     */
    public NodePool(final long maxBytes) {
        if (maxBytes < CHUNK_BYTES || maxBytes > MAX_BYTES) {
            throw new IllegalArgumentException("maxBytes is not within 1 MiB and 1 TiB: " + maxBytes);
        }
        maxChunks = (int) (maxBytes / CHUNK_BYTES);
    }

    /** How many nodes are taken and not freed. */
    public int nodesInUse() {
        return nodesInUse;
    }

    /** Memory taken from the operating system, free nodes included. */
    public long reservedBytes() {
        return (long) chunkCount * CHUNK_BYTES;
    }

    /** Gives all memory back; every tree in this pool is gone. Closing again does nothing. */
    @Override
    public void close() {
        for (int i = 0; i < chunkCount; i++) {
            UnsafeApi.freeMemory(allocations[i]);
        }
        chunkCount = 0;
        chunks = new long[0];
    }

    /**
     * Takes a node, whose content is undefined.
     *
     * @throws IllegalStateException when the budget is used up; the pool has not changed then.
     */
    int allocate() {
        int handle = freeHandle;
        if (handle == NULL_HANDLE) {
            handle = unusedHandle;
            if (handle >>> CHUNK_SHIFT == chunkCount) {
                addChunk();
            }
            unusedHandle = handle + 1;
        } else {
            freeHandle = ~UnsafeApi.getInt(address(handle));
        }
        nodesInUse++;
        return handle;
    }

    /**
     * Gives a node back. Its first int becomes the complement of the next free handle and so is negative while the node
     * is free, which gives away a node that is used nevertheless.
     */
    void free(final int handle) {
        UnsafeApi.putInt(address(handle), ~freeHandle);
        freeHandle = handle;
        nodesInUse--;
    }

    /** Where a node is, for as long as the pool is open. */
    long address(final int handle) {
        assert handle != NULL_HANDLE : "null handle";
        return chunks[handle >>> CHUNK_SHIFT] + (long) (handle & CHUNK_MASK) * NODE_BYTES;
    }

    private void addChunk() {
        if (chunkCount == maxChunks) {
            throw new IllegalStateException("index is full: " + nodesInUse + " nodes, " + reservedBytes() + " bytes");
        }
        if (chunkCount == chunks.length) {
            allocations = Arrays.copyOf(allocations, chunkCount * 2);
            chunks = Arrays.copyOf(chunks, chunkCount * 2);
        }
        final long allocation = UnsafeApi.allocateMemory(CHUNK_BYTES + NODE_BYTES);
        allocations[chunkCount] = allocation;
        chunks[chunkCount] = (allocation + NODE_BYTES - 1) & -NODE_BYTES;
        chunkCount++;
    }
}
