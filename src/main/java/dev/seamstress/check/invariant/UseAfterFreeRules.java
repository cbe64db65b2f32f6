package dev.seamstress.check.invariant;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.BindingWalk;
import dev.seamstress.core.mmu.KvmSetMemoryRegion;
import dev.seamstress.core.mmu.RootPut;
import dev.seamstress.core.mmu.TableRemoval;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.GmemBindings;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import java.util.List;

/** Objects that nobody can find any more, and who uses them all the same. */
final class UseAfterFreeRules {
    static final List<Invariant> ALL = List.of(Invariant.always(
                    "UAF",
                    "nobody uses a root that is off the list, an entry of a table that was taken down, or a freed"
                            + " memslot",
                    "tdp_mmu_free_sp_rcu_callback(); handle_removed_pt(), which freezes what it takes down")
            .onVcpuStep(UseAfterFreeRules::arePointersToRoots)
            .onEvent(UseAfterFreeRules::isTableThere, Event.LOCKLESS_READ)
            .onEvent(UseAfterFreeRules::isRootThere, Event.ROOT_VISITED)
            .onEvent(UseAfterFreeRules::isBindingToASlot, Event.GMEM_BINDING)
            .onEvent(UseAfterFreeRules::isFollowedMemslotThere, Event.INVALIDATE_BEGIN)
            .onStore(UseAfterFreeRules::isReferenceToARoot, WordGroup.ROOTS)
            .onStore(UseAfterFreeRules::isEntryOfALinkedTable, WordGroup.DIRECT, WordGroup.MIRROR));

    private UseAfterFreeRules() {}

    private static boolean isListed(Look look, int root) {
        return RootList.contains(look.read(look.kvm().roots().list()), root);
    }

    /**
     * UAF, of a vCPU's pointers: each is to a root on the list. Only who is giving up the last reference to a root may
     * still have the pointer that he drops next. Source: kvm_tdp_mmu_put_root(), list_del_rcu(), mmu_free_root_page().
     */
    private static String arePointersToRoots(Look look) {
        Vcpu vcpu = look.vcpu(look.actor());
        boolean isDirectGone = isGone(look, vcpu.mmu().root());
        if (!isDirectGone && !isGone(look, vcpu.mmu().mirrorRoot())) {
            return null;
        }
        int root = isDirectGone ? vcpu.mmu().root() : vcpu.mmu().mirrorRoot();
        return vcpu.name() + " points to root " + root + ", which is gone";
    }

    private static boolean isGone(Look look, int root) {
        return root != RootList.NONE && !isListed(look, root) && !isRemoving(look, root);
    }

    private static boolean isRemoving(Look look, int root) {
        RootPut put = look.thread(look.actor()).inside(RootPut.class);
        return put != null && put.removing() == root;
    }

    /**
     * UAF, of a binding of guest_memfd: who follows it finds a memslot, published or not. Source: kvm_gmem_release(),
     * kvm_gmem_invalidate_begin(), their loops over the bindings; kvm_free_memslot(), which unbinds before it frees.
     */
    private static String isBindingToASlot(Look look) {
        Slots slots = look.kvm().slots();
        for (int i = 0; i < slots.size(); i++) {
            boolean isBound = slots.slot(i).id() == look.arg(0)
                    && slots.slot(i).hasGmem()
                    && look.read(look.kvm().gmemBindings().word(i)) == GmemBindings.BOUND;
            if (isBound && isFreed(look, i)) {
                return Text.name(look, look.actor()) + " follows guest_memfd's binding to memslot " + look.arg(0)
                        + ", which is freed";
            }
        }
        return null;
    }

    /**
     * UAF, of a memslot that was found by a binding: it is still there when mmu_lock has been waited for. Source:
     * kvm_gmem_invalidate_begin(), which goes on with the slot after KVM_MMU_LOCK().
     */
    private static String isFollowedMemslotThere(Look look) {
        BindingWalk walk = look.thread(look.actor()).inside(BindingWalk.class);
        int slot = walk == null ? Slots.NONE : walk.memslot();
        return slot != Slots.NONE && isFreed(look, slot)
                ? Text.name(look, look.actor()) + " has found memslot "
                        + look.kvm().slots().slot(slot).id() + " by guest_memfd's binding, and it is freed"
                : null;
    }

    private static boolean isFreed(Look look, int slot) {
        Slots slots = look.kvm().slots();
        return slots.state(slot, look.read(slots.word(slot))) == Slot.State.NONE && !isChanging(look, slot);
    }

    private static boolean isChanging(Look look, int slot) {
        for (int i = 0; i < look.threads(); i++) {
            KvmSetMemoryRegion change = look.thread(i).inside(KvmSetMemoryRegion.class);
            if (change != null && change.isChanging(slot)) {
                return true;
            }
        }
        return false;
    }

    /**
     * UAF, of a reference count: it changes only while its root is on the list. Source: refcount_inc_not_zero() in
     * kvm_tdp_mmu_get_root(); refcount_dec_and_test() in kvm_tdp_mmu_put_root().
     */
    private static String isReferenceToARoot(Look look) {
        for (int root = 0; root < look.kvm().tables().roots(); root++) {
            if (look.word() == look.kvm().roots().references(root) && !isListed(look, root)) {
                return Text.actor(look) + " makes the references of root " + root + ", which is gone, " + look.next();
            }
        }
        return null;
    }

    /**
     * UAF, of an entry: it is in a linked table, or in one that a thread is taking down, which waits for whoever is in
     * it: what he has stored before his entry is FROZEN is found. Source: handle_removed_pt(), rcu_read_lock() in
     * kvm_tdp_mmu_map().
     */
    private static String isEntryOfALinkedTable(Look look) {
        if (isLinked(look) || isListed(look, look.root()) && isBeingRemoved(look)) {
            return null;
        }
        return Text.actor(look) + " stores " + Text.spte(look.next()) + " in " + Text.entry(look)
                + ", in a table that is gone";
    }

    private static boolean isBeingRemoved(Look look) {
        return isBeingRemoved(look, look.root()) || Spte.isFrozen(look.next());
    }

    private static boolean isBeingRemoved(Look look, int root) {
        for (int i = 0; i < look.threads(); i++) {
            TableRemoval removal = look.thread(i).inside(TableRemoval.class);
            if (removal != null && removal.removedFrom() == root) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLinked(Look look) {
        return isLinked(look, look.root(), look.level(), look.gfn());
    }

    /** True if a walk from the root comes to the table that has the gfn's entry at {@code level}. */
    private static boolean isLinked(Look look, int root, int level, long gfn) {
        boolean isLinked = isListed(look, root);
        for (int above = look.shape().rootLevel(); isLinked && above > level; above--) {
            isLinked = Spte.isTable(look.spte(root, above, gfn), above);
        }
        return isLinked;
    }

    /**
     * UAF, of a table: who walks a tree without mmu_lock is in no table that was freed. RCU keeps those for him that
     * were taken down since he came.
     *
     * <p>Source: rcu_read_lock() in fast_page_fault() and get_mmio_spte(); call_rcu() in handle_removed_pt().
     */
    private static String isTableThere(Look look) {
        int root = (int) look.arg(2);
        int level = (int) look.arg(1);
        boolean isFreed = look.monitors().isFreedAtOnce(root)
                && !isLinked(look, root, level, look.arg(0))
                && !isBeingRemoved(look, root);
        return isFreed
                ? Text.actor(look) + " reads the entry of " + Text.place(look.arg(0), level) + " in root " + root
                        + ", in a table that is freed"
                : null;
    }

    /**
     * UAF, of the list of roots: who walks it is at no root that was freed. Source: tdp_mmu_next_root(),
     * list_next_or_null_rcu(); list_del_rcu() in kvm_tdp_mmu_put_root().
     */
    private static String isRootThere(Look look) {
        int root = (int) look.arg(0);
        return look.monitors().isFreedAtOnce(root) && !isListed(look, root)
                ? Text.actor(look) + " is at root " + root + " of the list, which is freed"
                : null;
    }
}
