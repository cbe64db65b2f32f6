package dev.seamstress.core.thread;

import dev.seamstress.core.mmu.ZapReason;

/**
 * What makes KVM throw translations away in some VMs, and nothing go in others; each with the reason.
 *
 * <p>Source: kvm_zap_gfn_range() and its callers; tdx_vm_init(). Simplified: where leaves go, faults map the pages
 * anew; the page of the APIC is one of userspace's if a memslot has it, where KVM would emulate the access; no request
 * tells vCPUs of APICv. Userspace leaves the quirk of PAT on, as it is by default, and entries carry no memory type.
 */
public enum ZapTrigger {
    /**
     * Something inhibits APICv, after which the APIC's page must not be mapped. Source:
     * __kvm_set_or_clear_apicv_inhibit(). Simplified: it is left open who inhibits it.
     */
    APICVINHIBIT(Because.APICV_IS_MANDATORY, ZapReason.APIC_PAGE, 0xfee00, 0xfee01),
    /**
     * The first device that does not snoop caches is assigned. Source: kvm_noncoherent_dma_assignment_start_or_stop(),
     * which zaps while KVM_X86_QUIRK_IGNORE_GUEST_PAT is on; tdx_vm_init(), which turns it off.
     */
    NONCOHERENT(Because.GUEST_PAT_IS_HONOURED, ZapReason.MEMORY_TYPE, 0, Long.MAX_VALUE),
    /** The guest writes an MTRR. Source: kvm_mtrr_set_msr(); a TD's guest cannot. */
    MTRR(Because.NO_ENTRY_DEPENDS_ON_IT),
    /** The guest sets CR0.CD. Source: kvm_post_set_cr0(). */
    CR0CD(Because.NO_ENTRY_DEPENDS_ON_IT);

    private final Because because;
    private final ZapReason reason;
    private final long start;
    private final long end;

    ZapTrigger(Because because) {
        this(because, null, 0, 0);
    }

    ZapTrigger(Because because, ZapReason reason, long start, long end) {
        this.because = because;
        this.reason = reason;
        this.start = start;
        this.end = end;
    }

    /** Why nothing goes in a TD. */
    public Because because() {
        return because;
    }

    /** True if it is so in a TD alone: in other VMs entries go. */
    public boolean isOfATd() {
        return because != Because.NO_ENTRY_DEPENDS_ON_IT;
    }

    /** Why entries go in other VMs; null if none do. */
    ZapReason reason() {
        return reason;
    }

    /** The first gfn whose entries go there: the APIC's page is at its default place. */
    long start() {
        return start;
    }

    /** The gfn after the last one. */
    long end() {
        return end;
    }

    /** A reason to zap nothing. */
    public enum Because {
        APICV_IS_MANDATORY("a TD's APICv is not inhibited, and no slot with guest_memfd has the page of the APIC"),
        GUEST_PAT_IS_HONOURED("a TD's own PAT is honoured, devices or not: no entry has another memory type"),
        NO_ENTRY_DEPENDS_ON_IT("no entry's memory type comes from it");

        private final String text;

        Because(String text) {
            this.text = text;
        }

        /** The reason, for people. */
        public String text() {
            return text;
        }
    }
}
