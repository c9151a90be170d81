package io.tocsin.engine.index;

import java.util.Arrays;
import org.agrona.UnsafeApi;

/**
 * Off-heap memory in blocks of one size, addressed by int handles.
 * <p>
 * The pool grows up to a fixed budget by chunks of 1 MiB, which the operating system commits as they are touched; the
 * JVM's limit on direct buffers does not count. Freed blocks are reused, last in, first out; chunks go back only with
 * {@link #close()}. Blocks are aligned to their size, so that none of up to 4 KiB straddles a page. Taking and freeing
 * a block is O(1) and creates no object unless a chunk is added.
 * <p>
 * For one thread. Memory is accessed without bounds checks: a handle must not be used once freed, nor a pool once
 * closed.
 */
public final class BlockPool implements AutoCloseable {
    /** The handle of no block. */
    public static final int NULL_HANDLE = 0;

    private static final int LEAST_BLOCK_BYTES = 16;
    private static final int MOST_BLOCK_BYTES = 8192;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNK_SHIFT = Integer.numberOfTrailingZeros(CHUNK_BYTES);
    private static final long CHUNK_MASK = CHUNK_BYTES - 1;

    private final int blockBytes;
    private final int blockShift;
    private final int maxChunks;
    private int chunkCount;
    private long[] allocations = new long[1];
    private long[] chunks = new long[1];
    private int unusedHandle = NULL_HANDLE + 1;
    private int freeHandle = NULL_HANDLE;
    private int blocksInUse;

    /**
     * Takes no memory yet.
     *
     * @param blockBytes the size of a block: a power of two from 16 to 8192.
     * @param maxBytes   the budget, from one MiB to 2³¹ blocks, rounded down to whole MiB; one block of it is not used.
     */
    public BlockPool(int blockBytes, long maxBytes) {
        if (blockBytes < LEAST_BLOCK_BYTES || blockBytes > MOST_BLOCK_BYTES || Integer.bitCount(blockBytes) != 1) {
            throw new IllegalArgumentException("blockBytes is not a power of two from 16 to 8192: " + blockBytes);
        }
        long greatestBudget = (long) blockBytes << 31;
        if (maxBytes < CHUNK_BYTES || maxBytes > greatestBudget) {
            throw new IllegalArgumentException(
                    "maxBytes is not within " + CHUNK_BYTES + " and " + greatestBudget + ": " + maxBytes);
        }
        this.blockBytes = blockBytes;
        blockShift = Integer.numberOfTrailingZeros(blockBytes);
        maxChunks = (int) (maxBytes >>> CHUNK_SHIFT);
    }

    /** The size of a block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** How many blocks are taken and not freed. */
    public int blocksInUse() {
        return blocksInUse;
    }

    /** Whether so many blocks can be taken before the budget is used up. */
    public boolean hasRoomFor(int blocks) {
        long capacity = ((long) maxChunks << (CHUNK_SHIFT - blockShift)) - 1;
        return blocks <= capacity - blocksInUse;
    }

    /** Memory taken from the operating system, free blocks included. */
    public long reservedBytes() {
        return (long) chunkCount << CHUNK_SHIFT;
    }

    /** A pool of its own with the same blocks under the same handles; O(bytes). */
    public BlockPool copy() {
        BlockPool copy = new BlockPool(blockBytes, (long) maxChunks << CHUNK_SHIFT);
        while (copy.chunkCount < chunkCount) {
            copy.addChunk();
            int chunk = copy.chunkCount - 1;
            UnsafeApi.copyMemory(chunks[chunk], copy.chunks[chunk], CHUNK_BYTES);
        }
        copy.unusedHandle = unusedHandle;
        copy.freeHandle = freeHandle;
        copy.blocksInUse = blocksInUse;
        return copy;
    }

    /** Gives all memory back; what is in this pool is gone. Closing again does nothing. */
    @Override
    public void close() {
        for (int i = 0; i < chunkCount; i++) {
            UnsafeApi.freeMemory(allocations[i]);
        }
        chunkCount = 0;
        chunks = new long[0];
    }

    /**
     * Takes a block, whose content is undefined.
     *
     * @return its handle, which is positive.
     * @throws IllegalStateException when the budget is used up; the pool has not changed then.
     */
    public int allocate() {
        int handle = freeHandle;
        if (handle == NULL_HANDLE) {
            handle = unusedHandle;
            if (offset(handle) >>> CHUNK_SHIFT == chunkCount) {
                addChunk();
            }
            unusedHandle = handle + 1;
        } else {
            freeHandle = ~UnsafeApi.getInt(address(handle));
        }
        blocksInUse++;
        return handle;
    }

    /**
     * Gives a block back. Its first int becomes the complement of the next free handle and so is negative while the
     * block is free, which gives away a block that is used nevertheless.
     */
    public void free(int handle) {
        UnsafeApi.putInt(address(handle), ~freeHandle);
        freeHandle = handle;
        blocksInUse--;
    }

    /** Where a block is, for as long as the pool is open. */
    public long address(int handle) {
        assert handle > NULL_HANDLE : "not a handle: " + handle;
        long offset = offset(handle);
        return chunks[(int) (offset >>> CHUNK_SHIFT)] + (offset & CHUNK_MASK);
    }

    private long offset(int handle) {
        return Integer.toUnsignedLong(handle) << blockShift;
    }

    private void addChunk() {
        if (chunkCount == maxChunks) {
            throw new IllegalStateException("pool is full: " + blocksInUse + " blocks of " + blockBytes + " bytes, "
                    + reservedBytes() + " bytes");
        }
        if (chunkCount == chunks.length) {
            allocations = Arrays.copyOf(allocations, chunkCount * 2);
            chunks = Arrays.copyOf(chunks, chunkCount * 2);
        }
        long allocation = UnsafeApi.allocateMemory(CHUNK_BYTES + blockBytes);
        allocations[chunkCount] = allocation;
        chunks[chunkCount] = (allocation + blockBytes - 1) & -blockBytes;
        chunkCount++;
    }
}
