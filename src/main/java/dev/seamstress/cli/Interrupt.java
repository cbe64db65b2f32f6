package dev.seamstress.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while a command works: the command is asked to come to an end, and the process ends when it has printed what
 * it has.
 *
 * <p>Requires: {@link #close}, when all is printed. Who presses Ctrl-C twice, or waits for longer than a few seconds,
 * gets no result.
 */
final class Interrupt implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;

    private final CountDownLatch printed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::raise, "interrupt");
    private volatile boolean isRaised;

    Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void raise() {
        isRaised = true;
        try {
            printed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** True once the process is asked to end. */
    boolean isRaised() {
        return isRaised;
    }

    @Override
    public void close() {
        printed.countDown();
        if (!isRaised) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                isRaised = true; // it was raised at this very moment, and everything is printed
            }
        }
    }
}
