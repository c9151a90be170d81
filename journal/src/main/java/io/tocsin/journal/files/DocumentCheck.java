package io.tocsin.journal.files;

import org.agrona.DirectBuffer;

/** Knows the documents of one queue: which are whole, and in which order they must come. */
public interface DocumentCheck {
    /** Whether the bytes are a whole, undamaged document. */
    boolean isIntact(DirectBuffer buffer, int offset, int length);

    /** Takes in the next intact document; false when it is not the one that has to come next. */
    boolean onDocument(DirectBuffer buffer, int offset, int length);

    /** The number that the next document has to bear. */
    long expectedSequence();
}
