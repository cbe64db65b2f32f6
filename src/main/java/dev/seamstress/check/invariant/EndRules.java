package dev.seamstress.check.invariant;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.LifeCycle;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.EndWords;
import java.util.List;

/** The end of a TD's life, and of a VM's. */
final class EndRules {
    static final List<Invariant> ALL = List.of(Invariant.always(
                    "V14",
                    "what a TD has is taken back in order: pages while it has its key, then the key, once no vCPU is"
                            + " associated and the caches are written back, then tables",
                    "tdx_mmu_release_hkid(); the KVM_BUG_ONs of tdx_sept_remove_private_spte() and"
                            + " tdx_sept_free_private_spt()")
            .onEvent(EndRules::isRemovedWithKey, Event.SEAMCALL_BEGIN)
            .onEvent(EndRules::isInOrder, Event.SEAMCALL_DONE));

    private static final List<TdxStatus> OUT_OF_ORDER =
            List.of(TdxStatus.LIFECYCLE_STATE_INCORRECT, TdxStatus.FLUSHVP_NOT_DONE, TdxStatus.WBCACHE_NOT_COMPLETE);

    private EndRules() {}

    /** V14: no leaf is removed when the key is gone. Source: tdx_sept_remove_private_spte(), its KVM_BUG_ON. */
    private static String isRemovedWithKey(Look look) {
        Leaf leaf = CallName.leaf(look.arg(0));
        boolean isRemoval = leaf == Leaf.TDH_MEM_RANGE_BLOCK || leaf == Leaf.TDH_MEM_PAGE_REMOVE;
        LifeCycle now = look.tdx().lifeCycle();
        return isRemoval && now != LifeCycle.KEYS_CONFIGURED
                ? Text.name(look, CallName.lp(look.arg(0))) + " calls " + leaf.text() + " for gfn "
                        + Text.hex(look.arg(1)) + ", and the TD is in " + now
                : null;
    }

    /**
     * V14: the module refuses no call because one that must come before it has not been made.
     *
     * <p>Source: tdh_mng_vpflushdone.c, tdh_mng_key_freeid.c, tdh_phymem_page_reclaim.c.
     */
    private static String isInOrder(Look look) {
        for (TdxStatus status : OUT_OF_ORDER) {
            if (status.is(look.arg(3))) {
                return Text.name(look, CallName.lp(look.arg(0))) + " is told " + status + " by "
                        + CallName.leaf(look.arg(0)).text();
            }
        }
        return null;
    }

    /**
     * How many pointers to the root are left by vCPUs that no thread runs, or no thread runs any more, and that are not
     * destroyed yet.
     *
     * <p>Requires: somebody destroys the VM. Source: kvm_arch_vcpu_destroy().
     */
    static int leftTo(Look look, int root) {
        int pointers = 0;
        for (int vcpu = 0; vcpu < look.kvm().vcpuCount(); vcpu++) {
            long left = look.read(look.kvm().td().end().vcpu(vcpu));
            pointers += EndWords.isThere(left) && EndWords.root(left) == root ? 1 : 0;
            pointers += EndWords.isThere(left) && EndWords.mirrorRoot(left) == root ? 1 : 0;
        }
        return pointers;
    }

    /** V30: when the MMU goes no root is left. Source: kvm_mmu_uninit_tdp_mmu(), WARN_ON of tdp_mmu_roots. */
    static String isNoRootLeft(Look look) {
        long list = look.read(look.kvm().roots().list());
        return list == RootList.EMPTY
                ? null
                : "root " + RootList.at(list, 0) + " is left with "
                        + look.read(look.kvm().roots().references(RootList.at(list, 0)))
                        + " references, and the VM is gone";
    }
}
