package dev.seamstress.trace;

import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;

/**
 * A machine threw in a step: our mistake, never the modelled kernel's.
 *
 * <p>Shape: {@code step} is {@link #UNKNOWN_STEP} in a live run without a log. {@code where} is a thread's stack of
 * procedures when it threw, and empty for other machines. {@code message} is what it took, null if it acted outside a
 * step.
 */
public record Crash(int step, String machine, String where, Message message, Throwable error) {
    public static final int UNKNOWN_STEP = -1;

    /** The crash of {@code machine} while it took {@code message}; called before anyone changes the machine. */
    public static Crash of(int step, Machine machine, Message message, Throwable error) {
        String where = machine instanceof KernelThread thread ? thread.where() : "";
        return new Crash(step, machine.name(), where, message, error);
    }
}
