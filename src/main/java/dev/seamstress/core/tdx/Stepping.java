package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Fx;

/**
 * The module's defence against a host that steps a guest without letting it get on: private EPT violations at one RIP
 * are counted, and from the seventh on their GPAs are listed. VP.ENTER of a vCPU with a list looks whether it would
 * fault again; see {@link VpEnter}.
 *
 * <p>Shape: the count goes to {@link #THRESHOLD} and stays; the list has {@link #LIST_SIZE} different GPAs at most, and
 * forgets those that come later. Nothing is counted unless {@link ModuleContext#filtersSteps}.
 *
 * <p>Source: td_exit_stepping.c, td_exit_epf_stepping_log(), is_epf_expected(). Simplified: the guest's RIP is not
 * kept. Whoever runs the guest says, when it comes to the module, whether the guest has got on since it came last; that
 * is when the count is taken back, and not at the exit before, since nobody looks at it in between. Assumed: no guest
 * comes back to an RIP at which it faulted, so a loop has as many RIPs as rounds. The defence against single steps by
 * interrupts is not modelled.
 */
final class Stepping {
    /** STEPPING_EPF_THRESHOLD: two fetches and twice two operands of one instruction may fault. */
    static final int THRESHOLD = 6;

    /** EPF_GPA_LIST_SIZE. */
    static final int LIST_SIZE = 32;

    private static final int NONE = -1;

    private Stepping() {}

    /** The guest of the vCPU has got on: what was counted was counted at another RIP. */
    static void progress(TdxMemory memory, Fx fx, int vcpu) {
        long count = memory.tdvps(vcpu, TdvpsWord.POSSIBLY_EPF_STEPPING);
        if (fx.own(count) == 0) {
            return;
        }
        fx.own(count, 0);
        for (int i = 0; i < LIST_SIZE && fx.own(memory.listed(vcpu, i)) != 0; i++) {
            fx.own(memory.listed(vcpu, i), 0);
        }
    }

    /** The vCPU leaves the guest by a private EPT violation that no TDCALL has caused. */
    static void log(TdxMemory memory, Fx fx, int vcpu, long gfn) {
        long word = memory.tdvps(vcpu, TdvpsWord.POSSIBLY_EPF_STEPPING);
        long count = fx.own(word);
        if (count < THRESHOLD) {
            fx.own(word, count + 1);
            return;
        }
        for (int i = 0; i < LIST_SIZE; i++) {
            long listed = fx.own(memory.listed(vcpu, i));
            if (listed == 0) {
                fx.own(memory.listed(vcpu, i), entry(gfn));
            }
            if (listed == 0 || listed == entry(gfn)) {
                return;
            }
        }
    }

    /** A word of the list. */
    static long entry(long gfn) {
        return gfn << 12 | 1;
    }

    /** True if the vCPU is suspected. */
    static boolean hasList(TdxMemory memory, Fx fx, int vcpu) {
        return fx.own(memory.listed(vcpu, 0)) != 0;
    }

    /** The first gfn of the list at which the guest would fault again, or a negative number. */
    static long expected(TdxMemory memory, Fx fx, int vcpu) {
        for (int i = 0; i < LIST_SIZE; i++) {
            long listed = fx.own(memory.listed(vcpu, i));
            if (listed == 0) {
                return NONE;
            }
            long gfn = listed >>> 12;
            int level = SecureEpt.walk(memory, fx, gfn, 0);
            if (SeptEntry.state(fx.own(memory.entry(level, gfn))) != SeptState.MAPPED) {
                return gfn;
            }
        }
        return NONE;
    }
}
