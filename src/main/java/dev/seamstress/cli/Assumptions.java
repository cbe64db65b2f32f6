package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.world.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a proof takes for granted: it holds of the model, and of nothing that the model leaves out. */
final class Assumptions {
    private static final List<String> LIST = List.of(
            "memory is sequentially consistent: a missing barrier cannot be found",
            "private pages are 4K; allocation never fails",
            "guest page tables, nested virtualization, shadow paging, migration and partitioning are not modelled",
            "states are told apart by a hash of 64 bits: see collision_bound");

    /** Places where the kernel has a barrier that the model cannot miss. Source: the functions named. */
    private static final List<String> BARRIERS = List.of(
            "kvm_mmu_faultin_pfn(): read barrier after the snapshot of mmu_invalidate_seq",
            "kvm_mmu_invalidate_end(), mmu_invalidate_retry(): seq before in_progress",
            "vcpu_enter_guest(): mode = IN_GUEST_MODE before requests are looked at",
            "tdx_no_vcpus_enter_start(), tdx_vcpu_run(): wait_for_sept_zap against the mode",
            "kvm_flush_remote_tlbs(): entries before modes are read",
            "kvm_make_request(), kvm_check_request(): what is published with a request",
            "vcpu_enter_guest(): mode = OUTSIDE_GUEST_MODE before SRCU",
            "tdx_td_finalize(), tdx_sept_set_private_spte(): state before pre_fault_allowed",
            "tdx_disassociate_vp(), tdx_vcpu_load(): the list is left before the CPU is forgotten",
            "kvm_vm_ioctl_create_vcpu(), kvm_get_vcpu(): the vCPU before online_vcpus",
            "kvm_gmem_release(), kvm_gmem_unbind(), kvm_gmem_get_pfn(): the slot's file against its last reference",
            "__tdp_mmu_set_spte_atomic(): full order of the compare-and-swap",
            "list_add_rcu(), call_rcu(), synchronize_srcu(): publication and grace periods",
            "qrwlock.c, spinlocks: acquire and release",
            "tdx_clear_page(): a full fence after direct stores",
            "the TDX module: epoch and counts are read as one value; entry locks are locked operations");

    private Assumptions() {}

    static void write(JsonGenerator json, World world) throws IOException {
        List<String> all = new ArrayList<>(LIST);
        all.addAll(1, LiveParts.assumptions(world));
        all.addAll(LiveParts.exceptions(world));
        world.model().rulesOff().forEach(rule -> all.add("nobody has looked whether " + rule + " is broken"));
        JsonStrings.write(json, "assumptions", all);
        JsonStrings.write(json, "barriers_taken_for_granted", BARRIERS);
    }
}
