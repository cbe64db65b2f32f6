package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.vm.Ipi;
import java.util.Arrays;

/**
 * The interrupts of the processor that a vCPU's thread runs on: off from the step that stores IN_GUEST_MODE to the one
 * that stores OUTSIDE_GUEST_MODE. In between an IPI stays pending, and makes the guest exit.
 *
 * <p>No caller waits for ever. While interrupts are on it is answered at once, whatever the thread itself waits for.
 * While they are off the thread waits for nothing but the TDX module, which never waits, and looks for pending
 * interrupts before each instruction of the guest, so it reaches the step that answers. Two threads that wait for each
 * other's answer both have interrupts on.
 *
 * <p>None is lost. An IPI either comes before interrupts go off, when it is answered and its sender has already made
 * its request, which the vCPU looks for afterwards; or it is pending when the guest looks. In a scenario with kicks
 * others can run before each such look.
 *
 * <p>Source: local_irq_disable() and local_irq_enable() in vcpu_enter_guest(); smp_call_function_many().
 */
final class VcpuInterrupts implements Stateful {
    private static final int[] NOBODY = {};

    private boolean isOff;
    private boolean isRescheduled;
    private int[] callers = NOBODY;

    /** Takes an IPI of the thread {@code from}, which is {@link Ipi#CALL} or {@link Ipi#RESCHEDULE}. */
    void take(int from, Ipi ipi, Fx fx) {
        if (ipi == Ipi.RESCHEDULE) {
            // With interrupts on there is nothing to do: what it announces is in memory.
            isRescheduled |= isOff;
        } else if (isOff) {
            add(from);
        } else {
            fx.send(from, Ipi.DONE);
        }
    }

    /** In ascending order: in which order they called makes no difference. */
    private void add(int caller) {
        callers = Arrays.copyOf(callers, callers.length + 1);
        callers[callers.length - 1] = caller;
        Arrays.sort(callers);
    }

    /** True while interrupts stay pending. */
    boolean isOff() {
        return isOff;
    }

    /** From now on interrupts stay pending. */
    void disable() {
        isOff = true;
    }

    /** Takes what is pending: each caller gets its answer. */
    void enable(Fx fx) {
        isOff = false;
        isRescheduled = false;
        for (int caller : callers) {
            fx.send(caller, Ipi.DONE);
        }
        callers = NOBODY;
    }

    /** True if an interrupt waits for the guest to exit. */
    boolean isPending() {
        return isRescheduled || callers.length > 0;
    }

    @Override
    public void fields(Fields f) {
        isOff = f.flag("interrupts off", isOff);
        if (!isOff) { // none is pending
            isRescheduled = false;
            callers = NOBODY;
            return;
        }
        isRescheduled = f.flag("rescheduled", isRescheduled);
        int count = f.count("callers", callers.length);
        if (count != callers.length) {
            callers = Arrays.copyOf(callers, count);
        }
        for (int i = 0; i < count; i++) {
            callers[i] = f.machine("caller", callers[i]);
        }
    }
}
