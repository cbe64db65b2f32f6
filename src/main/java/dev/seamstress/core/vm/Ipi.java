package dev.seamstress.core.vm;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/** An interrupt from one processor to another. */
public enum Ipi implements Message {
    /** smp_call_function_many(): the receiver's processor acknowledges with {@link #DONE} when it takes interrupts. */
    CALL,
    /** A rescheduling interrupt: makes a guest exit, and nobody waits for it. */
    RESCHEDULE,
    /** The called function has run. */
    DONE;

    private final long content = Mix.tag("Ipi." + name());

    @Override
    public long content() {
        return content;
    }

    @Override
    public boolean isUpToReceiver() {
        return true;
    }
}
