package dev.seamstress.check.invariant;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.RootPut;
import dev.seamstress.core.thread.Vcpu;
import java.util.List;

/** The list of roots, their reference counts, and who points to them. */
final class RootRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V16",
                            "of each role at most one valid root is on the list",
                            "kvm_tdp_mmu_alloc_root(), which looks again under tdp_mmu_pages_lock")
                    .onTouch(RootRules::isValidRootAlone, WordGroup.ROOTS, WordGroup.ROLES),
            Invariant.always(
                            "V17",
                            "a root is on the list while it has references, and until who put the last has removed it",
                            "kvm_tdp_mmu_put_root(), its KVM_BUG_ON")
                    .onTouch(RootRules::areRootsReferenced, WordGroup.ROOTS)
                    .onEvent(RootRules::isRemovedUnreferenced, Event.ROOT_REMOVED),
            Invariant.atRest(
                            "V18",
                            "at rest a root's references are the vCPUs that point to it, and the MMU's own until the"
                                    + " root was zapped",
                            "kvm_mmu_free_roots(); a leak, or a use after free")
                    .onRest(RootRules::areReferencesCounted),
            Invariant.always(
                            "V20",
                            "no vCPU of a TD has a direct root and no mirror root",
                            "kvm_mmu_reload(), which looks at the direct root alone")
                    .onVcpuStep(RootRules::hasMirrorRoot),
            Invariant.always(
                            "V30",
                            "nobody links anything in a root that is thrown away; a root that goes leaves no table"
                                    + " and no leaf behind, and a VM that goes no root",
                            "kvm_mmu_uninit_tdp_mmu(), its WARN; is_page_fault_stale()")
                    .onStore(RootRules::isLinkedInAValidRoot, WordGroup.DIRECT)
                    .onEvent(RootRules::isEmptyWhenRemoved, Event.ROOT_REMOVED)
                    .onEvent(EndRules::isNoRootLeft, Event.MMU_UNINIT));

    private RootRules() {}

    /** V16: at most one valid root of each role is on the list. Source: kvm_tdp_mmu_alloc_root(), its second walk. */
    private static String isValidRootAlone(Look look) {
        long list = look.read(look.kvm().roots().list());
        for (int i = 0; RootList.at(list, i) != RootList.NONE; i++) {
            int root = RootList.at(list, i);
            long role = look.read(look.kvm().roots().role(root));
            for (int j = 0; j < i && !Role.isInvalid(role); j++) {
                int other = RootList.at(list, j);
                if (look.read(look.kvm().roots().role(other)) == role) {
                    return "roots " + other + " and " + root + " are both valid, with role " + Text.hex(role);
                }
            }
        }
        return null;
    }

    /**
     * V17: a root is on the list if and only if it has references. One without is there only while a thread is inside
     * the put of its last one, and it is invalid. A slot that was never on the list holds the count of a root that is
     * yet to come.
     *
     * <p>Source: kvm_tdp_mmu_put_root(), KVM_BUG_ON; tdp_mmu_next_root().
     */
    private static String areRootsReferenced(Look look) {
        long list = look.read(look.kvm().roots().list());
        for (int i = 0; RootList.at(list, i) != RootList.NONE; i++) {
            int root = RootList.at(list, i);
            long references = look.read(look.kvm().roots().references(root));
            if (references < 0 || references == 0 && !(look.isInvalid(root) && isBeingRemoved(look, root))) {
                return "root " + root + " is on the list and has " + references + " references";
            }
        }
        return null;
    }

    private static boolean isBeingRemoved(Look look, int root) {
        for (int i = 0; i < look.threads(); i++) {
            RootPut put = look.thread(i).inside(RootPut.class);
            if (put != null && put.removing() == root) {
                return true;
            }
        }
        return false;
    }

    /** V17, the other way round: a root that leaves the list has no references. Source: kvm_tdp_mmu_put_root(). */
    private static String isRemovedUnreferenced(Look look) {
        int root = (int) look.arg(0);
        long references = look.read(look.kvm().roots().references(root));
        return references == 0 ? null : "root " + root + " leaves the list with " + references + " references";
    }

    /**
     * V18: at rest a root's count is the number of vCPU pointers to it, plus the reference of the TDP MMU itself, which
     * is put when the root has become invalid and is zapped.
     *
     * <p>Source: kvm_mmu_load(), kvm_mmu_free_roots(); tdp_mmu.c, refcount_set(&root->tdp_mmu_root_count, 2).
     */
    private static String areReferencesCounted(Look look) {
        long list = look.read(look.kvm().roots().list());
        for (int i = 0; RootList.at(list, i) != RootList.NONE; i++) {
            int root = RootList.at(list, i);
            long references = look.read(look.kvm().roots().references(root));
            int pointers = pointers(look, root);
            int own = hasOwnReference(look, root) ? 1 : 0;
            if (references != pointers + own) {
                return "root " + root + " has " + references + " references, of which " + own + " the MMU's own and "
                        + pointers + " of vCPUs";
            }
        }
        return null;
    }

    private static boolean hasOwnReference(Look look, int root) {
        boolean isScheduled = look.read(look.kvm().roots().scheduled(root)) != 0;
        return look.kvm().roots().isKept() && (isScheduled || !look.isInvalid(root));
    }

    private static int pointers(Look look, int root) {
        int pointers = look.kvm().td().end() == null
                ? look.firstRoots().pointers(root) + look.parkedPointers(root)
                : EndRules.leftTo(look, root);
        for (int i = 0; i < look.threads(); i++) {
            Vcpu vcpu = look.vcpu(i);
            if (vcpu != null) {
                pointers += vcpu.mmu().root() == root ? 1 : 0;
                pointers += vcpu.mmu().mirrorRoot() == root ? 1 : 0;
            }
        }
        return pointers;
    }

    /**
     * V30, of one root: the tree of a root that leaves the list is empty. What is linked in it nobody finds any more:
     * tdp_mmu_pages never comes to 0.
     *
     * <p>Source: tdp_mmu_zap_root(); kvm_mmu_uninit_tdp_mmu(), WARN_ON of tdp_mmu_pages.
     */
    private static String isEmptyWhenRemoved(Look look) {
        int root = (int) look.arg(0);
        int level = look.shape().rootLevel();
        for (long gfn : look.gfns()) {
            long spte = look.spte(root, level, gfn);
            if (Spte.isPresent(spte)) {
                return "root " + root + " leaves the list, and its entry of " + Text.place(gfn, level) + " is "
                        + Text.spte(spte);
            }
        }
        return null;
    }

    /**
     * V30, of a store: an empty entry of a root that is being thrown away stays empty. So no table comes where one was
     * taken down, whose name it would have here. Source: is_page_fault_stale(), under the lock that the invalidation
     * takes for write.
     */
    private static String isLinkedInAValidRoot(Look look) {
        boolean isLinked = !Spte.isPresent(look.old()) && Spte.isPresent(look.next());
        return isLinked && Role.isInvalid(look.read(look.kvm().roots().role(look.root())))
                ? Text.actor(look) + " stores " + Text.spte(look.next()) + " in " + Text.entry(look) + ", in root "
                        + look.root() + ", which is thrown away"
                : null;
    }

    /**
     * V20: a vCPU of a TD never has a valid direct root and no mirror root, as a reload asks for the former only.
     *
     * <p>Source: kvm_mmu_reload(); mmu_alloc_direct_roots(), which takes the mirror root first.
     */
    private static String hasMirrorRoot(Look look) {
        Vcpu vcpu = look.vcpu(look.actor());
        boolean isMissing =
                vcpu.mmu().mirrorRoot() == RootList.NONE && vcpu.mmu().root() != RootList.NONE;
        return isMissing && look.tdx() != null
                ? vcpu.name() + " has direct root " + vcpu.mmu().root() + " and no mirror root"
                : null;
    }
}
