package io.tocsin.gateway.websocket.tick;

import java.util.Arrays;

/** The subscribers of one symbol on one event loop, in no particular order. Event loop only. */
final class TickSlots {
    private TickSlot[] slots = new TickSlot[4];
    private int size;

    int size() {
        return size;
    }

    TickSlot get(int index) {
        return slots[index];
    }

    void add(TickSlot slot) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * size);
        }
        slot.listIndex = size;
        slots[size++] = slot;
    }

    void remove(TickSlot slot) {
        TickSlot last = slots[--size];
        last.listIndex = slot.listIndex;
        slots[slot.listIndex] = last;
        slots[size] = null;
    }
}
