package io.tocsin.gateway.delivery.push;

import com.google.firebase.FirebaseApp;
import com.google.firebase.ThreadManager;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the threads that the SDK uses, which would else be as many as there are messages. */
final class FirebaseThreads extends ThreadManager {
    private final int maxThreads;
    private final AtomicInteger started = new AtomicInteger();

    FirebaseThreads(int maxThreads) {
        this.maxThreads = maxThreads;
    }

    @Override
    protected ExecutorService getExecutor(FirebaseApp app) {
        return Executors.newFixedThreadPool(maxThreads, getThreadFactory());
    }

    @Override
    protected void releaseExecutor(FirebaseApp app, ExecutorService executor) {
        executor.shutdownNow();
    }

    @Override
    protected ThreadFactory getThreadFactory() {
        return task -> {
            Thread thread = new Thread(task, "tocsin-fcm-" + started.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
