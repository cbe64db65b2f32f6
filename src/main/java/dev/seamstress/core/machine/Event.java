package dev.seamstress.core.machine;

/**
 * What can be told of a run: the vocabulary of timelines, exports and monitors. A machine traces an event with up to
 * four numbers; who did it, and when, the driver knows.
 *
 * <p>Shape: each constant names its arguments and how people write them. Events named {@code kvm_*} are the kernel's
 * own tracepoints, emitted where the kernel emits them.
 */
public enum Event {
    // The kernel's tracepoints (kvm-mmu.h, mmutrace.h, trace.h).
    KVM_ENTRY("kvm_entry"),
    KVM_EXIT("kvm_exit", Arg.dec("reason"), Arg.hex("info1"), Arg.hex("info2")),
    KVM_PAGE_FAULT("kvm_page_fault", Arg.hex("address"), Arg.hex("error_code")),
    KVM_MMU_SPTE_REQUESTED("kvm_mmu_spte_requested", Arg.hex("gfn"), Arg.hex("pfn"), Arg.dec("level")),
    KVM_MMU_GET_PAGE("kvm_mmu_get_page", Arg.hex("gfn"), Arg.hex("role"), Arg.dec("root_count")),
    KVM_MMU_PREPARE_ZAP_PAGE("kvm_mmu_prepare_zap_page", Arg.hex("gfn"), Arg.hex("role"), Arg.dec("root_count")),
    KVM_TDP_MMU_SPTE_CHANGED(
            "kvm_tdp_mmu_spte_changed", Arg.hex("gfn"), Arg.dec("level"), Arg.hex("old_spte"), Arg.hex("new_spte")),
    KVM_MMU_SET_SPTE("kvm_mmu_set_spte", Arg.hex("gfn"), Arg.hex("spte"), Arg.dec("level"), Arg.hex("at")),
    MARK_MMIO_SPTE("mark_mmio_spte", Arg.hex("gfn"), Arg.hex("access"), Arg.hex("gen")),
    HANDLE_MMIO_PAGE_FAULT("handle_mmio_page_fault", Arg.hex("addr"), Arg.hex("gfn"), Arg.hex("access")),
    FAST_PAGE_FAULT("fast_page_fault", Arg.hex("gfn"), Arg.hex("old"), Arg.hex("new"), Arg.dec("ret")),
    KVM_USERSPACE_EXIT("kvm_userspace_exit", Arg.dec("reason"), Arg.dec("errno")),

    // The handshake, which the kernel does not trace.
    SPTE_FROZEN("spte_frozen", Arg.hex("gfn"), Arg.dec("level"), Arg.hex("old_spte")),
    SPTE_PUBLISHED("spte_published", Arg.hex("gfn"), Arg.dec("level"), Arg.hex("new_spte")),
    SPTE_ROLLED_BACK("spte_rolled_back", Arg.hex("gfn"), Arg.dec("level"), Arg.hex("old_spte")),
    FAULT_RETRY("fault_retry", Arg.hex("gfn"), Arg.word("why")),
    FAULT_DONE("fault_done", Arg.hex("gfn"), Arg.word("ret")),
    MEMORY_FAULT("memory_fault", Arg.hex("gfn"), Arg.hex("flags")),
    ROOT_FOUND("root_found", Arg.dec("root"), Arg.hex("role")),
    ROOT_INSERTED("root_inserted", Arg.dec("root"), Arg.hex("role")),
    /** Under mmu_lock for write: the root is being thrown away from now on. */
    ROOT_INVALIDATED("root_invalidated", Arg.dec("root"), Arg.hex("role")),
    /** The last reference to the root is put, and nobody can find it any more. */
    ROOT_REMOVED("root_removed", Arg.dec("root"), Arg.hex("role")),
    /** Who walks the list of roots under RCU alone is at this one. */
    ROOT_VISITED("root_visited", Arg.dec("root"), Arg.hex("role")),
    /** Who walks a direct tree under RCU alone reads its entry in the table at {@code level}. */
    LOCKLESS_READ("lockless_read", Arg.hex("gfn"), Arg.dec("level"), Arg.dec("root")),
    /** The page of a table, whose entries are at {@code level}, is free from now on, whoever is in it. */
    TABLE_FREED("table_freed", Arg.hex("gfn"), Arg.dec("level"), Arg.dec("root")),
    /** A root that is off the list is free from now on, whoever is at it. */
    ROOT_FREED("root_freed", Arg.dec("root"), Arg.hex("role")),
    /** Nothing of the MMU is in use any more; {@code roots} are left on the list. */
    MMU_UNINIT("mmu_uninit", Arg.dec("roots")),
    /** A walk that has given mmu_lock back in the middle begins again at its root. */
    WALK_RESTARTED("walk_restarted", Arg.dec("level"), Arg.hex("gfn"), Arg.hex("next"), Arg.hex("yielded")),
    BUG_ON("bug_on", Arg.word("what"), Arg.hex("detail")),
    WARN_ON("warn_on", Arg.word("warning"), Arg.hex("detail")),
    VM_DEAD("vm_dead"),
    /**
     * Under mmu_lock: a leaf was mapped by a fault whose snapshot of the invalidation sequence was {@code snapshot}.
     */
    LEAF_INSTALLED("leaf_installed", Arg.hex("gfn"), Arg.dec("snapshot"), Arg.hex("spte")),

    // Zaps, conversions, invalidation.
    KVM_UNMAP_HVA_RANGE("kvm_unmap_hva_range", Arg.hex("start"), Arg.hex("end")),
    INVALIDATE_BEGIN("invalidate_begin", Arg.hex("start"), Arg.hex("end")),
    INVALIDATE_END("invalidate_end", Arg.dec("seq")),
    /**
     * A thread begins to zap {@code start} to {@code end}, exclusive, for a {@code reason}, in roots of these types.
     */
    ZAP_BEGIN("zap_begin", Arg.word("reason"), Arg.hex("start"), Arg.hex("end"), Arg.hex("types")),
    ZAP_END("zap_end", Arg.word("reason")),
    /** Something happened for which KVM zaps in other VMs, and not in this one. */
    NOTHING_ZAPPED("nothing_zapped", Arg.word("trigger"), Arg.word("because")),
    /** Who closes guest_memfd, or takes pages from it, follows one of the file's bindings to a memslot. */
    GMEM_BINDING("gmem_binding", Arg.dec("slot")),
    /** Readers find the memslot so from now on. */
    MEMSLOT_PUBLISHED("memslot_published", Arg.dec("slot"), Arg.word("memslot")),
    ATTRIBUTE_SET("attribute_set", Arg.hex("gfn"), Arg.word("attribute")),
    /** The host has cleared a page that it took back from the TDX module. */
    PAGE_CLEARED("page_cleared", Arg.hex("pfn")),
    /** The host uses the page for something else from now on. */
    PAGE_FREED("page_freed", Arg.hex("gfn"), Arg.hex("pfn")),

    // Requests, kicks, translations.
    REQUEST_MADE("request", Arg.word("request")),
    /** Every vCPU has left guest mode since the request. */
    KICK_DONE("kick_done", Arg.word("request")),
    VCPU_KICKED("vcpu_kicked", Arg.dec("vcpu")),
    SIGNALLED("signal", Arg.dec("vcpu")),
    /** All vCPUs have flushed, or will before they enter the guest. */
    FLUSH_DONE("flush_done"),
    TLB_FILLED("tlb_filled", Arg.hex("gfn"), Arg.word("side"), Arg.hex("pfn")),
    TLB_FLUSHED("tlb_flushed", Arg.word("side")),

    // Locks.
    LOCK_REQUESTED("lock_requested", Arg.word("lock"), Arg.word("mode")),
    LOCK_GRANTED("lock_granted", Arg.word("lock"), Arg.word("mode"), Arg.dec("holder")),
    LOCK_RELEASED("lock_released", Arg.word("lock"), Arg.word("mode")),

    // The TDX module.
    SEAMCALL_BEGIN("seamcall", Arg.word("call"), Arg.hex("gfn"), Arg.dec("level")),
    SEAMCALL_DONE("seamret", Arg.word("call"), Arg.hex("gfn"), Arg.dec("level"), Arg.hex("status")),
    SEAMCALL_BUSY("seambusy", Arg.word("call"), Arg.hex("gfn"), Arg.hex("status"), Arg.word("by")),
    SEPT_CHANGED("sept_changed", Arg.hex("gfn"), Arg.dec("level"), Arg.word("old"), Arg.word("new")),
    EPT_WALK("ept_walk", Arg.hex("gfn"), Arg.dec("level"), Arg.word("state")),

    // The guest and the script.
    GUEST_ACCESS("guest_access", Arg.word("kind"), Arg.hex("gfn"), Arg.word("side"), Arg.hex("content")),
    CONTENT_LOST("content_lost", Arg.hex("gfn"), Arg.hex("expected"), Arg.hex("found")),
    OPERATION_BEGIN("begin", Arg.dec("operation")),
    OPERATION_END("end", Arg.dec("operation"), Arg.word("result")),
    COLUMN_END("column_end", Arg.word("how"));

    private final String text;
    private final long tag;

    @SuppressWarnings("ImmutableEnumChecker") // never written, never handed out
    private final Arg[] args;

    Event(String text, Arg... args) {
        this.text = text;
        this.tag = Mix.tag(text);
        this.args = args;
    }

    /** The name in timelines: the kernel's where it has one. */
    public String text() {
        return text;
    }

    /** A number for digests that stays the same when other events are added. */
    public long tag() {
        return tag;
    }

    /** How many numbers the event carries, 0 to 4. */
    public int arity() {
        return args.length;
    }

    public Arg arg(int index) {
        return args[index];
    }

    /** One number of an event: its name and how people write it. */
    public record Arg(String name, Form form) {
        static Arg dec(String name) {
            return new Arg(name, Form.DECIMAL);
        }

        static Arg hex(String name) {
            return new Arg(name, Form.HEX);
        }

        static Arg word(String name) {
            return new Arg(name, Form.WORD);
        }

        /** How a number is written. {@code WORD}: the ordinal of an enum that the argument's name tells. */
        public enum Form {
            DECIMAL,
            HEX,
            WORD
        }
    }
}
