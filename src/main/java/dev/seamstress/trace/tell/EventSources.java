package dev.seamstress.trace.tell;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.thread.ZapTrigger;
import dev.seamstress.trace.log.LogEntry.Told;
import dev.seamstress.trace.log.ToldCall;
import java.util.Locale;

/**
 * Where the rule behind an event is from, as far as the event itself tells: the kernel's function that does such a
 * thing, the file of the module's leaf, or what grants locks. Who called that function it does not tell.
 */
final class EventSources {
    private EventSources() {}

    /**
     * The source; empty only for a change of the module's own tree, which is its call's.
     *
     * @param isTd whether the run is of a TD
     */
    static String of(Told told, boolean isTd) {
        return switch (told.event()) {
            case KVM_ENTRY -> "vcpu_enter_guest";
            case TLB_FLUSHED -> "vmx/main.c"; // vt_flush_tlb_all() or vt_flush_tlb_current()
            case KVM_EXIT, KVM_USERSPACE_EXIT -> "vcpu_run";
            case KVM_PAGE_FAULT -> isTd ? "tdx_handle_ept_violation" : "handle_ept_violation";
            case KVM_MMU_GET_PAGE ->
                Role.level(told.number(1)) >= Level.PG_512G ? "kvm_tdp_mmu_alloc_root" : "kvm_tdp_mmu_map";
            case KVM_MMU_SPTE_REQUESTED, KVM_MMU_SET_SPTE, MARK_MMIO_SPTE, LEAF_INSTALLED -> "kvm_tdp_mmu_map";
            case KVM_MMU_PREPARE_ZAP_PAGE, TABLE_FREED -> "handle_removed_pt";
            case KVM_TDP_MMU_SPTE_CHANGED -> "handle_changed_spte";
            case HANDLE_MMIO_PAGE_FAULT -> "handle_mmio_page_fault";
            case FAST_PAGE_FAULT -> "fast_page_fault";
            case LOCKLESS_READ -> "walk_shadow_page_lockless_begin";
            case SPTE_FROZEN, SPTE_PUBLISHED, SPTE_ROLLED_BACK -> "tdp_mmu_set_spte_atomic";
            case FAULT_RETRY -> retry(told.word(1));
            case FAULT_DONE -> "kvm_mmu_page_fault";
            case MEMORY_FAULT -> "kvm_mmu_faultin_pfn";
            case ROOT_FOUND, ROOT_INSERTED, ROOT_VISITED -> "kvm_tdp_mmu_alloc_root";
            case ROOT_INVALIDATED -> "kvm_tdp_mmu_invalidate_roots";
            case ROOT_REMOVED, ROOT_FREED -> "kvm_tdp_mmu_put_root";
            case MMU_UNINIT -> "kvm_mmu_uninit_tdp_mmu";
            case WALK_RESTARTED -> "tdp_mmu_iter_cond_resched";
            case BUG_ON -> BugSources.ofBug(told.number(0));
            case WARN_ON -> BugSources.ofWarning(told.number(0));
            case VM_DEAD -> "kvm_vm_dead";
            case KVM_UNMAP_HVA_RANGE -> "kvm_mmu_notifier_invalidate_range";
            case INVALIDATE_BEGIN -> "kvm_mmu_invalidate_begin";
            case INVALIDATE_END -> "kvm_mmu_invalidate_end";
            case ZAP_BEGIN, ZAP_END -> "kvm_tdp_mmu_unmap_gfn_range";
            case NOTHING_ZAPPED -> trigger((int) told.number(0));
            case GMEM_BINDING -> "guest_memfd.c";
            case MEMSLOT_PUBLISHED -> "kvm_swap_active_memslots";
            case ATTRIBUTE_SET -> "kvm_vm_set_mem_attributes";
            case PAGE_CLEARED -> "tdx_clear_page";
            case PAGE_FREED -> "the host's memory management";
            case REQUEST_MADE, KICK_DONE, VCPU_KICKED -> "kvm_make_all_cpus_request";
            case SIGNALLED -> "signal_wake_up";
            case FLUSH_DONE -> "kvm_flush_remote_tlbs";
            case LOCK_REQUESTED, LOCK_GRANTED, LOCK_RELEASED -> lock(told.word(0));
            case SEAMCALL_BEGIN, SEAMCALL_DONE, SEAMCALL_BUSY -> file(told);
            case SEPT_CHANGED -> "";
            case EPT_WALK -> "the processor";
            case TLB_FILLED, GUEST_ACCESS, CONTENT_LOST -> "the guest";
            case OPERATION_BEGIN, OPERATION_END, COLUMN_END -> "the script";
        };
    }

    /** Who would zap in another VM. */
    private static String trigger(int number) {
        return switch (ZapTrigger.values()[number]) {
            case APICVINHIBIT -> "__kvm_set_or_clear_apicv_inhibit";
            case NONCOHERENT -> "kvm_noncoherent_dma_assignment_start_or_stop";
            case MTRR -> "kvm_mtrr_set_msr";
            case CR0CD -> "kvm_post_set_cr0";
        };
    }

    private static String retry(String why) {
        return switch (why) {
            case "root" -> "kvm_mmu_page_fault";
            case "stale", "invalid" -> "kvm_mmu_faultin_pfn";
            default -> "kvm_tdp_mmu_map";
        };
    }

    /** What grants a lock of that name. */
    private static String lock(String name) {
        return switch (name) {
            case "mmu_lock" -> "qrwlock.c";
            case "mmap_lock", "gmem_invalidate_lock" -> "rwsem.c";
            case "srcu" -> "srcutree.c";
            default -> "mutex.c";
        };
    }

    /** {@code tdh_mem_page_aug.c}. */
    private static String file(Told told) {
        return ToldCall.leaf(told).toLowerCase(Locale.ROOT).replace('.', '_') + ".c";
    }
}
