package dev.seamstress.check.invariant;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.mmu.ZapReason;
import dev.seamstress.core.mmu.ZapSection;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import java.util.List;

/** What is zapped why, and who is kept out of the guest meanwhile. */
final class ZapRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V25",
                            "a mirror leaf goes only because of a conversion to shared, a memslot, the guest_memfd"
                                    + " or the end of the VM",
                            "kvm_gfn_range_filter_to_root_types()")
                    .onStore(ZapRules::isReasonForAMirror, WordGroup.MIRROR),
            Invariant.always(
                            "V31",
                            "vCPUs are kept out only by a writer of mmu_lock, and none enters once they are kicked out",
                            "tdh_do_no_vcpus(); tdx_vcpu_run()")
                    .onTouch(ZapRules::isKeptOutByAWriter, WordGroup.SEPT_ZAP, WordGroup.LOCKS)
                    .onEvent(ZapRules::isNobodyEntering, Event.SEAMCALL_BEGIN));

    private ZapRules() {}

    /**
     * V25: a leaf of a mirror is removed only by the deletion of a memslot, a conversion to shared, a guest_memfd that
     * gives its pages back, under its invalidate lock, or the destruction of the VM; never by a notifier, which is
     * about shared memory.
     *
     * <p>Source: kvm_gfn_range_filter_to_root_types(); the callers of kvm_tdp_mmu_unmap_gfn_range().
     */
    private static String isReasonForAMirror(Look look) {
        boolean isRemoved = Spte.isLeaf(look.old(), look.level()) && !Spte.isPresent(look.next());
        if (!isRemoved) {
            return null;
        }
        KernelThread thread = look.thread(look.actor());
        ZapSection zap = thread == null ? null : thread.inside(ZapSection.class);
        if (zap == null) {
            return Text.actor(look) + " empties " + Text.entry(look) + " outside of any zap";
        }
        if (!isForPrivate(zap.reason())) {
            return Text.actor(look) + " empties " + Text.entry(look) + " because of " + zap.reason();
        }
        return isForGmem(zap.reason()) && !holdsInvalidateLock(thread)
                ? Text.actor(look) + " empties " + Text.entry(look) + " because of " + zap.reason()
                        + " and does not hold the invalidate lock"
                : null;
    }

    private static boolean isForGmem(ZapReason reason) {
        return reason == ZapReason.GMEM || reason == ZapReason.GMEM_RELEASE;
    }

    private static boolean holdsInvalidateLock(KernelThread thread) {
        int lock = KernelLock.GMEM_INVALIDATE_LOCK.number();
        return thread.held().has(lock, Grant.Mode.READ) || thread.held().has(lock, Grant.Mode.WRITE);
    }

    private static boolean isForPrivate(ZapReason reason) {
        return switch (reason) {
            case CONVERT_TO_SHARED, MEMSLOT, GMEM, GMEM_RELEASE, VM_DESTROY -> true;
            case CONVERT_TO_PRIVATE, NOTIFIER, APIC_PAGE, MEMORY_TYPE -> false;
        };
    }

    /**
     * V31: {@code wait_for_sept_zap} is true only while a thread holds mmu_lock for write. Source: tdh_do_no_vcpus().
     */
    private static String isKeptOutByAWriter(Look look) {
        boolean isKeptOut = look.read(look.kvm().words().waitForSeptZap()) != 0;
        return isKeptOut && !look.isWriteLocked()
                ? Text.actor(look) + " keeps vCPUs out of the guest, and nobody holds mmu_lock for write"
                : null;
    }

    /**
     * V31: no VP.ENTER begins while {@code wait_for_sept_zap} is true and the kick that goes with it has returned.
     *
     * <p>Source: tdx_vcpu_run(), which looks at the flag after it has set IN_GUEST_MODE.
     */
    private static String isNobodyEntering(Look look) {
        boolean isEntering = CallName.leaf(look.arg(0)) == Leaf.TDH_VP_ENTER
                && look.read(look.kvm().words().waitForSeptZap()) != 0
                && !look.isKicking();
        return isEntering
                ? Text.name(look, CallName.lp(look.arg(0))) + " enters the guest while vCPUs are kept out"
                : null;
    }
}
