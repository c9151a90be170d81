package io.tocsin.gateway.node;

import io.tocsin.gateway.deadline.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What a node has opened, to be closed in the opposite order, within one deadline. One thread at a time. */
final class Parts {
    private final Deque<Consumer<Deadline>> closings = new ArrayDeque<>();
    private final List<Runnable> announcements = new ArrayList<>();

    /** Takes a part that closes at once. */
    <T> T own(T part, Consumer<T> close) {
        return own(part, (same, deadline) -> close.accept(same));
    }

    /** Takes a part that closes in what is left of the time. */
    <T> T own(T part, BiConsumer<T, Deadline> close) {
        closings.push(deadline -> close.accept(part, deadline));
        return part;
    }

    /** What has everybody who comes answered that the node stops; it runs before anything is closed. */
    void beforeClosing(Runnable announcement) {
        announcements.add(announcement);
    }

    /** Leaves to the end of the process what is not closed yet, as it is in use. */
    void leaveOpen() {
        closings.clear();
    }

    void close(Deadline deadline) {
        announcements.forEach(Runnable::run);
        announcements.clear();
        while (!closings.isEmpty()) {
            closings.pop().accept(deadline);
        }
    }
}
