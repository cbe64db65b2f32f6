package dev.seamstress.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does many things by several threads, and hands on what comes out in the order in which it was asked for. */
public final class InOrder implements AutoCloseable {
    private final ExecutorService pool;

    public InOrder(int workers) {
        pool = Executors.newFixedThreadPool(workers);
    }

    /** Errors: what a task throws, at its place in the order. */
    public <T> void each(List<? extends Callable<T>> tasks, Consumer<T> taker) {
        for (Future<T> future : submit(tasks)) {
            taker.accept(get(future));
        }
    }

    /** All that comes out. Errors: what the first task that throws has thrown. */
    <T> List<T> all(List<? extends Callable<T>> tasks) {
        List<T> results = new ArrayList<>();
        each(tasks, results::add);
        return results;
    }

    private <T> List<Future<T>> submit(List<? extends Callable<T>> tasks) {
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> task : tasks) {
            futures.add(pool.submit(task));
        }
        return futures;
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
