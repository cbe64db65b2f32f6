package dev.seamstress.decode;

/**
 * What KVM does about a status word, as a clause.
 *
 * <p>Shape: {@code leaf} is null if nobody said which call it was. {@code isPrinted}: the kernel's log has it, and the
 * kernel prints only what it could not mend.
 *
 * <p>Source: Linux arch/x86/kvm/vmx/tdx.c (tdx_operand_busy(), tdh_do_no_vcpus(), TDX_BUG_ON, tdx_handle_exit(),
 * smp_func_do_phymem_cache_wb(), tdx_reclaim_page(), tdx_flush_vp(), tdx_mmu_release_hkid()), asm/tdx.h (sc_retry()),
 * virt/vmx/tdx/tdx.c; for guests coco/tdx/tdx-shared.c.
 */
final class KvmReaction {
    private static final String BUG = "a KVM_BUG_ON, after which the VM is dead";
    private static final String NO_BRANCH = "KVM has no branch for it: " + BUG;
    private static final String GIVES_UP = "the kernel gives up, and there is no TDX";
    private static final String VM_ENDS =
            "the VM cannot go on: userspace gets KVM_EXIT_SHUTDOWN for a triple fault, else KVM_EXIT_INTERNAL_ERROR";

    private static final String PREMAPPED =
            "; but 6.16 and 6.18 expect it of BLOCK before the TD runs, if the entry is FREE";

    private KvmReaction() {}

    static String to(long word, LeafName leaf, boolean isPrinted) {
        StatusCode code = StatusCode.of(word);
        if (code == null) {
            return word < 0 ? unexpected(word, leaf) : "";
        }
        return switch (code) {
            case SUCCESS -> (int) word == 0 ? "KVM goes on" : "KVM handles that exit";
            case OPERAND_BUSY -> busy(leaf, isPrinted);
            case OPERAND_BUSY_HOST_PRIORITY ->
                "only guests meet it, as OPERAND_BUSY, until a host call on the same lock succeeds";
            case HOST_PRIORITY_BUSY_TIMEOUT ->
                "KVM has no branch for it: TDH.VP.ENTER failed, and userspace gets KVM_EXIT_INTERNAL_ERROR";
            case PREVIOUS_TLB_EPOCH_BUSY -> "KVM does not count it as BUSY: " + BUG;
            case RND_NO_ENTROPY -> "Linux tries again, up to ten times";
            case INTERRUPTED_RESUMABLE -> "the host calls again; KVM expects it of TDH.PHYMEM.CACHE.WB alone";
            case INTERRUPTED_RESTARTABLE -> "the host calls again; none of the calls that upstream KVM makes ends so";
            case EPT_WALK_FAILED -> NO_BRANCH + "; mirror and secure EPT were no longer alike";
            case EPT_ENTRY_STATE_INCORRECT -> NO_BRANCH + (isBlock(leaf) ? PREMAPPED : "");
            case TLB_TRACKING_NOT_DONE ->
                NO_BRANCH + "; the kick that must follow TRACK was left out, or not waited for";
            case NO_HKID_READY_TO_WBCACHE -> "KVM takes it for success: somebody else has done it";
            case VCPU_NOT_ASSOCIATED -> "KVM takes it for success of TDH.VP.FLUSH";
            case FLUSHVP_NOT_DONE -> "KVM keeps the key identifier for now";
            case PAGE_ALREADY_ACCEPTED, PAGE_SIZE_MISMATCH ->
                "it goes to the guest, and Linux there takes it for a failure of that size";
            case NON_RECOVERABLE_VCPU,
                    NON_RECOVERABLE_TD,
                    NON_RECOVERABLE_TD_1_0,
                    NON_RECOVERABLE_TD_FATAL,
                    NON_RECOVERABLE_TD_NON_ACCESSIBLE,
                    NON_RECOVERABLE_TD_WRONG_APIC_MODE,
                    NON_RECOVERABLE_TD_WRONG_APIC_MODE_1_0,
                    NON_RECOVERABLE_TD_CORRUPTED_MD -> VM_ENDS;
            case SW_ERROR -> leaf == LeafName.TDH_VP_ENTER ? BUG + ", unless the machine is going down" : GIVES_UP;
            default -> unexpected(word, leaf);
        };
    }

    private static boolean isBlock(LeafName leaf) {
        return leaf == null || leaf == LeafName.TDH_MEM_RANGE_BLOCK;
    }

    private static String busy(LeafName leaf, boolean isPrinted) {
        if (leaf == null) {
            return "a fault gives its change of the mirror back and comes again; a removal kicks all vCPUs and tries "
                    + "once more, and a second refusal is a KVM_BUG_ON; an entry is tried again";
        }
        return switch (leaf) {
            case TDH_MEM_PAGE_ADD -> "KVM maps the page again; before 6.19 userspace got -EBUSY";
            case TDH_MEM_SEPT_ADD, TDH_MEM_PAGE_AUG ->
                "KVM gives its change of the mirror back and faults again (RET_PF_RETRY)";
            case TDH_MEM_RANGE_BLOCK, TDH_MEM_TRACK, TDH_MEM_PAGE_REMOVE ->
                isPrinted
                        ? "KVM had kicked all vCPUs and tried again; this second refusal is " + BUG
                        : "KVM sets wait_for_sept_zap, kicks all vCPUs and tries once more; a second refusal is " + BUG;
            case TDH_VP_ENTER -> "KVM runs the vCPU again";
            default -> leaf.isGuests() ? "the guest may try again" : "KVM does not expect it of this call and gives up";
        };
    }

    /** What comes of a word that KVM knows no answer to. */
    private static String unexpected(long word, LeafName leaf) {
        if (leaf != null && leaf.isGuests()) {
            return "it goes to the guest";
        }
        StatusClass about = StatusClass.of(word);
        if (leaf == null) {
            switch (about) {
                case SYSTEM, PLATFORM, MEMORY -> {
                    return GIVES_UP;
                }
                case MIGRATION, SERVICE_TD, PARTITIONING, REPORT -> {
                    return "upstream KVM makes no call that is answered so";
                }
                default -> {
                    return isSuccess(word) ? "no error, yet KVM takes all but zero for one" : NO_BRANCH;
                }
            }
        }
        if (leaf.name().startsWith("TDH_SYS")) {
            return GIVES_UP;
        }
        return switch (leaf) {
            case TDH_VP_ENTER -> VM_ENDS;
            case TDH_PHYMEM_PAGE_RECLAIM -> "KVM warns, and leaks the page";
            case TDH_PHYMEM_CACHE_WB -> "KVM warns, and the key identifier cannot be freed";
            default -> isSuccess(word) ? "no error, yet KVM takes all but zero for one: " + BUG : NO_BRANCH;
        };
    }

    private static boolean isSuccess(long word) {
        return word >>> 62 == 0;
    }
}
