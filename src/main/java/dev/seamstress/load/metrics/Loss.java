package dev.seamstress.load.metrics;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.tdx.OperandId;
import java.util.Locale;

/** What threads lose time to: everything that another thread must have done something about first. */
public enum Loss {
    /** Waits for mmu_lock while a thread held it for write. */
    MMU_LOCK_WRITE("mmu_lock for write"),
    /** Waits for mmu_lock while threads held it for read. */
    MMU_LOCK_READ("mmu_lock for read"),
    /** Waits for mmu_lock while nobody held it: for a turn at its word. */
    MMU_LOCK_WORD("the word of mmu_lock"),
    SLOTS_LOCK("slots_lock"),
    TDX_LOCK("tdx_lock"),
    /** TDX calls refused, and attempts lost, because of the tree lock of the secure EPT. */
    MODULE_TREE("the module's tree lock"),
    /** The same because of a lock of an entry, or of the page that it points to. */
    MODULE_ENTRY("the module's entry locks"),
    MODULE_EPOCH("the module's epoch lock"),
    /** The same because of another lock of the module. */
    MODULE_OTHER("the module's other locks"),
    /** Attempts that found an entry of KVM's table frozen, or changed meanwhile. */
    SPTE("entries of KVM's page table"),
    /** Attempts that found the page under invalidation. */
    INVALIDATION("invalidations of what faults map"),
    /** Attempts that found a memslot or a root that is going away. */
    SLOT_OR_ROOT("memslots and roots that go away"),
    /** Waits until other vCPUs have left the guest. */
    KICK("kicks of vCPUs"),
    /** Waits in the guest until another vCPU has accepted a page. */
    GUEST_ACCEPT("pages that another vCPU is accepting");

    private final String text;

    Loss(String text) {
        this.text = text;
    }

    /** What it is, for people. */
    public String text() {
        return text;
    }

    /** As metrics call it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is in the way of who waits for that lock; {@code holder}: in which mode it is held, null for not at all. */
    static Loss ofLock(int lock, Grant.Mode holder) {
        if (lock != KernelLock.MMU_LOCK.number()) {
            return lock == KernelLock.TDX_LOCK ? TDX_LOCK : SLOTS_LOCK;
        } else if (holder == null) {
            return MMU_LOCK_WORD;
        }
        return holder == Grant.Mode.WRITE ? MMU_LOCK_WRITE : MMU_LOCK_READ;
    }

    /** What is in the way of a call that was refused with that status. */
    static Loss ofRefusal(long status) {
        int operand = (int) (status & 0xffff_ffffL);
        if (operand == OperandId.SEPT_TREE.number()) {
            return MODULE_TREE;
        } else if (operand == OperandId.RCX.number() || operand == OperandId.SEPT_ENTRY.number()) {
            return MODULE_ENTRY;
        }
        return operand == OperandId.TD_EPOCH.number() ? MODULE_EPOCH : MODULE_OTHER;
    }

    /** What made an attempt of a fault come to nothing; {@code refusal}: what its last refused call stumbled over. */
    static Loss ofRetry(RetryWhy why, Loss refusal) {
        return switch (why) {
            case FROZEN, LOST -> SPTE;
            case STALE -> INVALIDATION;
            case INVALID, ROOT -> SLOT_OR_ROOT;
            case BUSY, BUGGED -> refusal == null ? MODULE_OTHER : refusal;
        };
    }
}
