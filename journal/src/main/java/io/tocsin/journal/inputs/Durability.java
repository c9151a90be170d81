package io.tocsin.journal.inputs;

/** What an input has survived by the time that anything that follows from it leaves the node. */
public enum Durability {
    /** The death of the process: it is in the operating system's page cache. */
    PAGE_CACHE,
    /** The loss of power as well: it is on the disk, brought there together with what came meanwhile. */
    GROUP_FSYNC
}
