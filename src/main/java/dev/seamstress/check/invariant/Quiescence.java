package dev.seamstress.check.invariant;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.thread.Vcpu;

/**
 * When everything is at rest: every thread is between two operations, in guest mode, done or stopped; all locks are
 * free, but for the mutex of a vCPU, which it has in guest mode; no message is on its way but what a thread sends
 * itself, and that a lock was given back.
 *
 * <p>This is not the {@code at rest} of scenarios, which is about the entries of some gfns only.
 */
final class Quiescence {
    private Quiescence() {}

    /**
     * True if the step that is just over left everything at rest. The actor, which rests least often, comes first, and
     * the other threads last: who looks at them depends on them.
     */
    static boolean is(Look look) {
        boolean isNothingUnderWay = isAtRest(look.thread(look.actor()))
                && look.monitors().isNothingInFlight()
                && isEachFree(look)
                && (look.tdx() == null || look.tdx().isAtRest());
        for (int i = 0; isNothingUnderWay && i < look.threads(); i++) {
            isNothingUnderWay = isAtRest(look.thread(i));
        }
        return isNothingUnderWay;
    }

    private static boolean isEachFree(Look look) {
        for (RwLock lock : look.kvm().locks().all()) {
            if (!lock.isSole() && !isVcpuMutex(lock) && look.read(lock.word()) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVcpuMutex(RwLock lock) {
        return KernelLock.of(lock.number()) == KernelLock.VCPU_MUTEX;
    }

    /** Of a machine that is no thread, the messages on their way tell. */
    private static boolean isAtRest(KernelThread thread) {
        if (thread == null || thread.depth() <= 1) {
            return true;
        }
        return !thread.isWaiting() && thread instanceof Vcpu vcpu && vcpu.isInGuest();
    }
}
