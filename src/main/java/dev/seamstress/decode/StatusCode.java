package dev.seamstress.decode;

import java.util.Locale;

/**
 * The completion codes of the TDX module: all that its public source defines, those that Linux defines besides, and
 * those that have gone. {@link dev.seamstress.core.tdx.TdxStatus} has the part that the model uses; a test compares.
 *
 * <p>Shape: {@code code} is bits 63:32 of the word, and no two are the same. {@code meaning} is a clause in our words.
 *
 * <p>Source: include/auto_gen/tdx_error_codes_defs.h of module 1.5.01 and of the first published module; Linux
 * arch/x86/include/asm/tdx.h (TDX_SW_ERROR), and asm/shared/tdx_errno.h as posted with dynamic PAMT. Assumed: codes
 * later than 1.5.01 have the values that public tools give them.
 */
public enum StatusCode {
    SUCCESS(0x00000000, "the call did what it was asked to"),
    NON_RECOVERABLE_VCPU(0x40000001, "the vCPU has left the guest and can never enter it again"),
    NON_RECOVERABLE_TD(0x60000002, "the TD has left the guest and none of its vCPUs can ever enter it again"),
    INTERRUPTED_RESUMABLE(
            0x80000003, "an interrupt came; the work done so far is kept, and the same call goes on with it"),
    INTERRUPTED_RESTARTABLE(0x80000004, "an interrupt came; nothing was changed, and the same call begins anew"),
    NON_RECOVERABLE_TD_NON_ACCESSIBLE(0x60000005, "the TD is dead, and its private memory can no longer be read"),
    INVALID_RESUMPTION(0xC0000006, "the call says that it resumes one, and there is none to resume"),
    NON_RECOVERABLE_TD_WRONG_APIC_MODE(
            0xE0000007, "the TD is dead: single stepping was suspected while the local APIC was not in x2APIC mode"),
    CROSS_TD_FAULT(
            0x80000008, "a service TD failed in an access to the TD that it serves; the instruction was not completed"),
    CROSS_TD_TRAP(
            0x90000009, "a service TD failed in an access to the TD that it serves; the instruction was completed"),
    NON_RECOVERABLE_TD_CORRUPTED_MD(0x6000000A, "the TD is dead: the memory of its control structures is corrupted"),
    OPERAND_INVALID(0xC0000100, "an operand has a value that is never allowed"),
    OPERAND_ADDR_RANGE_ERROR(0xC0000101, "an address is in no TDMR, or in a reserved area of one"),
    OPERAND_BUSY(0x80000200, "a lock that the call needs is held by somebody else"),
    PREVIOUS_TLB_EPOCH_BUSY(0x80000201, "a vCPU is still in the guest since the epoch before the last TRACK"),
    SYS_BUSY(0x80000202, "another call that works on the module as a whole is running"),
    RND_NO_ENTROPY(0x80000203, "the processor had no random number to give"),
    OPERAND_BUSY_HOST_PRIORITY(0x80000204, "a lock is free, but kept for a host call that was refused there before"),
    HOST_PRIORITY_BUSY_TIMEOUT(
            0x90000205, "the guest was refused so long in favour of the host that the module made it leave"),
    PAGE_METADATA_INCORRECT(
            0xC0000300, "the PAMT says that the page is of another type, size or owner than the call needs"),
    PAGE_ALREADY_FREE(0x00000301, "the page is free already"),
    PAGE_NOT_OWNED_BY_TD(0xC0000302, "the page belongs to another TD, or to none"),
    PAGE_NOT_FREE(0xC0000303, "the page is in use already"),
    TD_ASSOCIATED_PAGES_EXIST(0xC0000400, "the TDR cannot go while other pages still belong to the TD"),
    SYS_INIT_NOT_PENDING(0xC0000500, "the module was initialized before"),
    SYS_LP_INIT_NOT_DONE(0xC0000502, "a processor was not initialized for the module"),
    SYS_LP_INIT_DONE(0xC0000503, "this processor was initialized for the module before"),
    SYS_NOT_READY(0xC0000505, "the module is not initialized as far as the call needs"),
    SYS_SHUTDOWN(0xC0000506, "the module has been shut down"),
    SYS_KEY_CONFIG_NOT_PENDING(0xC0000507, "the global key was not asked for, or was configured before"),
    SYS_STATE_INCORRECT(0xC0000508, "the module as a whole is in another state than the call needs"),
    SYS_INVALID_HANDOFF(0xC0000509, "what the module before an update left behind cannot be taken over"),
    SYS_INCOMPATIBLE_SIGSTRUCT(0xC000050A, "the new module's signature does not allow the update"),
    SYS_LP_INIT_NOT_PENDING(0xC000050B, "nobody asked for the initialization of this processor"),
    SYS_CONFIG_NOT_PENDING(0xC000050C, "the module was configured before, or it is not time for it yet"),
    INCOMPATIBLE_SEAM_CAPABILITIES(0xC000050D, "the processor lacks what the module needs of SEAM"),
    TD_FATAL(0xE0000604, "the TD has met a fatal error; only its teardown is left"),
    TD_NON_DEBUG(0xC0000605, "the call is for TDs that can be debugged, and this one cannot"),
    TDCS_NOT_ALLOCATED(0xC0000606, "the TD has not been given all pages of its control structure"),
    LIFECYCLE_STATE_INCORRECT(0xC0000607, "the TD's keys and teardown are in another state than the call needs"),
    OP_STATE_INCORRECT(
            0xC0000608, "the TD's operation state (UNINITIALIZED, INITIALIZED, RUNNABLE, …) does not allow the call"),
    NO_VCPUS(0xC0000609, "the TD has no vCPU"),
    TDCX_NUM_INCORRECT(0xC0000610, "a TD or a vCPU has too many or too few pages of its control structure"),
    VCPU_STATE_INCORRECT(0xC0000700, "the vCPU is not initialized, or is disabled"),
    VCPU_ASSOCIATED(0x80000701, "the vCPU is associated with another processor"),
    VCPU_NOT_ASSOCIATED(0x80000702, "the vCPU is associated with no processor, or not with this one"),
    NO_VALID_VE_INFO(0xC0000704, "there is no #VE that the guest has not asked about"),
    MAX_VCPUS_EXCEEDED(0xC0000705, "the TD has as many vCPUs as it may"),
    TSC_ROLLBACK(0xC0000706, "the time stamp counter is behind what the vCPU has seen"),
    TD_VMCS_FIELD_NOT_INITIALIZED(0xC0000730, "a field of the vCPU's VMCS has not been written yet"),
    TD_VMCS_FIELD_ERROR(0xC0000731, "a field of the vCPU's VMCS cannot be read or written"),
    KEY_GENERATION_FAILED(0x80000800, "the memory encryption engine could not make a key"),
    TD_KEYS_NOT_CONFIGURED(0x80000810, "the TD has no usable key: not yet, or no longer"),
    KEY_STATE_INCORRECT(0xC0000811, "the key is in another state than the call needs"),
    KEY_CONFIGURED(0x00000815, "the key is configured on this package already"),
    WBCACHE_NOT_COMPLETE(0x80000817, "some package has not written its caches back yet"),
    HKID_NOT_FREE(0xC0000820, "the key identifier is in use"),
    NO_HKID_READY_TO_WBCACHE(0x00000821, "no key identifier waits for its caches to be written back"),
    WBCACHE_RESUME_ERROR(
            0xC0000823, "the write-back says that it resumes one, and that is not the one that was interrupted"),
    FLUSHVP_NOT_DONE(0x80000824, "a vCPU of the TD was not flushed"),
    NUM_ACTIVATED_HKIDS_NOT_SUPPORTED(
            0xC0000825, "the BIOS has activated more key identifiers than the module can manage"),
    INCORRECT_CPUID_VALUE(
            0xC0000900, "CPUID says something that the module cannot live with; old firmware is the usual cause"),
    LIMIT_CPUID_MAXVAL_SET(0xC0000901, "the firmware limits the leaves of CPUID"),
    INCONSISTENT_CPUID_FIELD(0xC0000902, "processors differ in what CPUID says"),
    CPUID_MAX_SUBLEAVES_UNRECOGNIZED(0xC0000903, "a leaf of CPUID has more subleaves than the module knows"),
    CPUID_LEAF_1F_FORMAT_UNRECOGNIZED(
            0xC0000904, "the topology in CPUID leaf 0x1F has a form that the module does not know"),
    INVALID_WBINVD_SCOPE(0xC0000905, "the module does not know which processors one WBINVD covers"),
    INVALID_PKG_ID(0xC0000906, "a package has a number that the module cannot use"),
    ENABLE_MONITOR_FSM_NOT_SET(0xC0000907, "MONITOR and MWAIT are turned off"),
    CPUID_LEAF_NOT_SUPPORTED(0xC0000908, "the processor lacks a leaf of CPUID that the module needs"),
    SMRR_NOT_LOCKED(0xC0000910, "the firmware did not lock the SMRR range"),
    INVALID_SMRR_CONFIGURATION(0xC0000911, "the firmware set up the SMRR range wrongly"),
    SMRR_OVERLAPS_CMR(0xC0000912, "the SMRR range overlaps memory that is convertible"),
    SMRR_LOCK_NOT_SUPPORTED(0xC0000913, "the processor cannot lock the SMRR range"),
    SMRR_NOT_SUPPORTED(0xC0000914, "the processor has no SMRR range"),
    INCONSISTENT_MSR(0xC0000920, "processors differ in an MSR"),
    INCORRECT_MSR_VALUE(0xC0000921, "an MSR has a value that the module cannot live with"),
    SEAMREPORT_NOT_AVAILABLE(0xC0000930, "the processor cannot make a report"),
    SEAMDB_GETREF_NOT_AVAILABLE(0xC0000931, "the processor has no reference into its database of modules"),
    SEAMDB_REPORT_NOT_AVAILABLE(0xC0000932, "the processor cannot report by its database of modules"),
    SEAMVERIFYREPORT_NOT_AVAILABLE(0xC0000933, "the processor cannot verify a report"),
    INVALID_TDMR(0xC0000A00, "a TDMR is not aligned, or not of a size that it may have"),
    NON_ORDERED_TDMR(0xC0000A01, "the TDMRs are not in ascending order, or overlap"),
    TDMR_OUTSIDE_CMRS(0xC0000A02, "memory of a TDMR that is not reserved lies outside convertible memory"),
    TDMR_ALREADY_INITIALIZED(0x00000A03, "the TDMR has nothing left to initialize"),
    INVALID_PAMT(0xC0000A10, "a PAMT is not aligned, or too small"),
    PAMT_OUTSIDE_CMRS(0xC0000A11, "a PAMT lies outside convertible memory"),
    PAMT_OVERLAP(0xC0000A12, "a PAMT overlaps a TDMR or another PAMT"),
    INVALID_RESERVED_IN_TDMR(0xC0000A20, "a reserved area of a TDMR is not aligned, or not inside it"),
    NON_ORDERED_RESERVED_IN_TDMR(0xC0000A21, "the reserved areas of a TDMR are not in ascending order, or overlap"),
    CMR_LIST_INVALID(0xC0000A22, "the firmware's list of convertible memory makes no sense"),
    EPT_WALK_FAILED(0xC0000B00, "the walk of the secure EPT ended above the level that was asked for"),
    EPT_ENTRY_FREE(0xC0000B01, "the secure EPT entry is FREE"),
    EPT_ENTRY_NOT_FREE(0xC0000B02, "the secure EPT entry is not FREE"),
    EPT_ENTRY_NOT_PRESENT(0xC0000B03, "the secure EPT has no present entry there"),
    EPT_ENTRY_NOT_LEAF(0xC0000B04, "the secure EPT entry points to a table, and a page was expected"),
    EPT_ENTRY_LEAF(0xC0000B05, "the secure EPT entry points to a page, and a table was expected"),
    GPA_RANGE_NOT_BLOCKED(0xC0000B06, "the range was not blocked before"),
    GPA_RANGE_ALREADY_BLOCKED(0x00000B07, "the range is blocked already; nothing was changed"),
    TLB_TRACKING_NOT_DONE(0xC0000B08, "a vCPU may still hold a translation from before the range was blocked"),
    EPT_INVALID_PROMOTE_CONDITIONS(
            0xC0000B09, "the 512 entries cannot become one: not alike, not contiguous, or not all there"),
    PAGE_ALREADY_ACCEPTED(0x00000B0A, "the guest has accepted the page before; nothing was changed"),
    PAGE_SIZE_MISMATCH(0xC0000B0B, "the host has mapped smaller pages than the guest asked to accept"),
    GPA_RANGE_BLOCKED(0xC0000B0C, "the range is blocked"),
    EPT_ENTRY_STATE_INCORRECT(0xC0000B0D, "the secure EPT entry is in a state that the call does not take"),
    EPT_PAGE_NOT_FREE(0xC0000B0E, "a table of the secure EPT is not empty"),
    L2_SEPT_WALK_FAILED(0xC0000B0F, "the walk of an L2 VM's secure EPT ended above the level that was asked for"),
    L2_SEPT_ENTRY_NOT_FREE(0xC0000B10, "the entry of an L2 VM's secure EPT is not free"),
    PAGE_ATTR_INVALID(0xC0000B11, "the page attributes make no sense, or cannot be given"),
    L2_SEPT_PAGE_NOT_PROVIDED(0xC0000B12, "a table for an L2 VM's secure EPT is needed, and none was given"),
    METADATA_FIELD_ID_INCORRECT(0xC0000C00, "no field has this identifier"),
    METADATA_FIELD_NOT_WRITABLE(0xC0000C01, "the field cannot be written"),
    METADATA_FIELD_NOT_READABLE(0xC0000C02, "the field cannot be read"),
    METADATA_FIELD_VALUE_NOT_VALID(0xC0000C03, "the field cannot have this value"),
    METADATA_LIST_OVERFLOW(0xC0000C04, "the list of fields is longer than it may be"),
    INVALID_METADATA_LIST_HEADER(0xC0000C05, "the head of the list of fields makes no sense"),
    REQUIRED_METADATA_FIELD_MISSING(0xC0000C06, "the list lacks a field that it must have"),
    METADATA_ELEMENT_SIZE_INCORRECT(0xC0000C07, "the list gives a field another size than it has"),
    METADATA_LAST_ELEMENT_INCORRECT(0xC0000C08, "the list gives a field another number of elements than it has"),
    METADATA_FIELD_CURRENTLY_NOT_WRITABLE(0xC0000C09, "the field cannot be written in the present state"),
    METADATA_WR_MASK_NOT_VALID(0xC0000C0A, "the mask covers bits that cannot be written"),
    METADATA_FIRST_FIELD_ID_IN_CONTEXT(0x00000C0B, "the first field was asked for, and here it is"),
    METADATA_FIELD_SKIP(0x00000C0C, "the field was skipped"),
    SERVTD_ALREADY_BOUND_FOR_TYPE(0xC0000D00, "a service TD of this type is bound already"),
    SERVTD_TYPE_MISMATCH(0xC0000D01, "the service TD is of another type"),
    SERVTD_ATTR_MISMATCH(0xC0000D02, "the service TD has other attributes"),
    SERVTD_INFO_HASH_MISMATCH(0xC0000D03, "the service TD is not the one that was measured"),
    SERVTD_UUID_MISMATCH(0xC0000D04, "the service TD is another one"),
    SERVTD_NOT_BOUND(0xC0000D05, "no service TD is bound"),
    SERVTD_BOUND(0xC0000D06, "a service TD is bound"),
    TARGET_UUID_MISMATCH(0xC0000D07, "the target TD is another one"),
    TARGET_UUID_UPDATED(0xC0000D08, "the target TD has another identity now; ask again with that"),
    INVALID_MBMD(0xC0000E00, "the head of a migration bundle makes no sense"),
    INCORRECT_MBMD_MAC(0xC0000E01, "the head of a migration bundle was changed on the way"),
    NOT_WRITE_BLOCKED(0xC0000E02, "the page was not blocked for writing before"),
    ALREADY_WRITE_BLOCKED(0x00000E03, "the page is blocked for writing already"),
    NOT_EXPORTED(0xC0000E04, "the page was not exported"),
    MIGRATION_STREAM_STATE_INCORRECT(0xC0000E05, "the migration stream is in another state than the call needs"),
    MAX_MIGS_NUM_EXCEEDED(0xC0000E06, "the TD has as many migration streams as it may"),
    EXPORTED_DIRTY_PAGES_REMAIN(0xC0000E07, "pages were written after their export and not exported again"),
    MIGRATION_DECRYPTION_KEY_NOT_SET(0xC0000E08, "the key for the migration was not set"),
    TD_NOT_MIGRATABLE(0xC0000E09, "the TD was not made to be migrated"),
    PREVIOUS_EXPORT_CLEANUP_INCOMPLETE(0xC0000E0A, "what an aborted export left behind is not restored yet"),
    NUM_MIGS_HIGHER_THAN_CREATED(0xC0000E0B, "the bundle needs more migration streams than there are"),
    IMPORT_MISMATCH(0xC0000E0C, "what is imported does not fit what is there"),
    MIGRATION_EPOCH_OVERFLOW(0xC0000E0D, "the migration has had as many epochs as it may"),
    MAX_EXPORTS_EXCEEDED(0xC0000E0E, "the TD was exported as often as it may"),
    INVALID_PAGE_MAC(0xC0000E0F, "a migrated page was changed on the way"),
    MIGRATED_IN_CURRENT_EPOCH(0xC0000E10, "the page has been migrated in this epoch"),
    DISALLOWED_IMPORT_OVER_REMOVED(0xC0000E11, "a page that was removed cannot be imported again"),
    SOME_VCPUS_NOT_MIGRATED(0xC0000E12, "a vCPU was not migrated"),
    ALL_VCPUS_IMPORTED(0xC0000E13, "all vCPUs are imported already"),
    MIN_MIGS_NOT_CREATED(0xC0000E14, "there are fewer migration streams than a migration needs"),
    VCPU_ALREADY_EXPORTED(0xC0000E15, "the vCPU was exported before"),
    INVALID_MIGRATION_DECRYPTION_KEY(0xC0000E16, "the key for the migration makes no sense"),
    INVALID_CPUSVN(0xC0001000, "the report is of another security version of the processor"),
    INVALID_REPORTMACSTRUCT(0xC0001001, "the report was not made on this machine, or was changed"),
    L2_EXIT_HOST_ROUTED_ASYNC(0x00001100, "an L2 VM left by an exit that goes to the host"),
    L2_EXIT_HOST_ROUTED_TDVMCALL(0x00001101, "an L2 VM left by a TDVMCALL, which goes to the host"),
    L2_EXIT_PENDING_INTERRUPT(0x00001102, "an L2 VM left because an interrupt waits for L1"),
    PENDING_INTERRUPT(0x00001120, "an interrupt waits"),
    TD_EXIT_BEFORE_L2_ENTRY(0x00001140, "the TD left the guest before its L2 VM was entered"),
    TD_EXIT_ON_L2_VM_EXIT(0x00001141, "the TD left the guest when its L2 VM did"),
    TD_EXIT_ON_L2_TO_L1(0x00001142, "the TD left the guest on the way from its L2 VM"),
    GLA_NOT_CANONICAL(0xC0001160, "a guest linear address is not canonical"),
    UNINITIALIZE_ERROR(
            0xFFFFFFFF, "the module never returns it: it is what its own variables hold before they are set"),
    EVENT_FILTER_INVALID(0xC0000102, Since.LATER, "an entry of the event filter makes no sense"),
    EVENT_FILTER_ORDER_INVALID(0xC0000103, Since.LATER, "the event filter is not in order"),
    HPA_RANGE_NOT_FREE(0xC0000304, Since.LATER, "pages for the PAMT are there already, or a range is in use"),
    CRYPTO_SELF_TEST_FAILED(0xC0000511, Since.LATER, "the module's cryptography failed its own test"),
    X2APIC_ID_NOT_UNIQUE(0xC0000621, Since.LATER, "two vCPUs have the same x2APIC number"),
    INTERRUPTIBILITY_BLOCKED(0xC0000707, Since.LATER, "an event cannot be injected while the vCPU blocks it"),
    METADATA_FIELD_NOT_ALLOCATED(0xC0000C0E, Since.LATER, "the memory of the field was not given yet"),
    VIRTUAL_MSR_VALUE_NOT_VALID(0xC0000C0D, Since.LATER, "a virtual MSR cannot have this value"),
    L2_VM_ENTRY_FAILED(0x80001103, Since.LATER, "an L2 VM could not be entered"),
    NON_RECOVERABLE_TD_1_0(
            0x40000002, Since.V10, "the TD has left the guest and none of its vCPUs can ever enter it again"),
    NON_RECOVERABLE_TD_FATAL(0x40000005, Since.V10, "the TD has met a fatal error and is dead"),
    NON_RECOVERABLE_TD_WRONG_APIC_MODE_1_0(
            0xC0000007,
            Since.V10,
            "the TD is dead: single stepping was suspected while the local APIC was not in x2APIC mode"),
    SYS_INIT_NOT_DONE(0xC0000501, Since.V10, "the module was not initialized before"),
    TD_NOT_INITIALIZED(0xC0000600, Since.V10, "the TD is not initialized"),
    TD_INITIALIZED(0xC0000601, Since.V10, "the TD is initialized already"),
    TD_NOT_FINALIZED(0xC0000602, Since.V10, "the TD's measurement is not complete, so it cannot run"),
    TD_FINALIZED(0xC0000603, Since.V10, "the TD's measurement is complete, so its image cannot change"),
    TD_FATAL_1_0(0xC0000604, Since.V10, "the TD has met a fatal error; only its teardown is left"),
    TDVPX_NUM_INCORRECT(0xC0000703, Since.V10, "a vCPU has too many or too few pages of its control structure"),
    FIELD_NOT_WRITABLE(0xC0000720, Since.V10, "the field cannot be written"),
    FIELD_NOT_READABLE(0xC0000721, Since.V10, "the field cannot be read"),
    SW_ERROR(0x8000FF00, Since.LINUX, "the SEAMCALL instruction itself did not work, and Linux made this word");

    private static final StatusCode[] VALUES = values();
    private static final String OLD_FORM = "_1_0";

    private final int code;
    private final Since since;
    private final String meaning;

    StatusCode(int code, String meaning) {
        this(code, Since.V15, meaning);
    }

    StatusCode(int code, Since since, String meaning) {
        this.code = code;
        this.since = since;
        this.meaning = meaning;
    }

    /** Who defines a code. */
    public enum Since {
        V10("only the first module"),
        V15("module 1.5.01"),
        LATER("modules later than 1.5.01"),
        LINUX("Linux, never the module");

        private final String text;

        Since(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }

    /** The code of a status word, or null. */
    public static StatusCode of(long word) {
        for (StatusCode candidate : VALUES) {
            if (candidate.code == (int) (word >>> 32)) {
                return candidate;
            }
        }
        return null;
    }

    /** The code with that name, with {@code TDX_} or without, in any case; or null. */
    public static StatusCode named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (StatusCode candidate : VALUES) {
            if (upper.equals(candidate.text()) || upper.equals(candidate.text().replaceFirst("^TDX_", ""))) {
                return candidate;
            }
        }
        return null;
    }

    /** The word with nothing in its low half. */
    public long word() {
        return (long) code << 32;
    }

    /** The name as the sources have it. */
    public String text() {
        boolean isBare = this == TD_VMCS_FIELD_ERROR || this == UNINITIALIZE_ERROR;
        String name = name().endsWith(OLD_FORM) ? name().substring(0, name().length() - OLD_FORM.length()) : name();
        return isBare ? name : "TDX_" + name;
    }

    /** Who defines it. */
    public Since since() {
        return since;
    }

    /** What it says, as a clause. */
    public String meaning() {
        return meaning;
    }

    /** What the low half of a word with this code holds. */
    public LowHalf lowHalf() {
        return switch (this) {
            case SUCCESS,
                    NON_RECOVERABLE_VCPU,
                    NON_RECOVERABLE_TD,
                    NON_RECOVERABLE_TD_1_0,
                    NON_RECOVERABLE_TD_FATAL,
                    NON_RECOVERABLE_TD_NON_ACCESSIBLE,
                    NON_RECOVERABLE_TD_WRONG_APIC_MODE,
                    NON_RECOVERABLE_TD_WRONG_APIC_MODE_1_0,
                    NON_RECOVERABLE_TD_CORRUPTED_MD,
                    CROSS_TD_FAULT,
                    CROSS_TD_TRAP,
                    L2_EXIT_HOST_ROUTED_ASYNC,
                    L2_EXIT_HOST_ROUTED_TDVMCALL,
                    L2_EXIT_PENDING_INTERRUPT,
                    TD_EXIT_BEFORE_L2_ENTRY,
                    TD_EXIT_ON_L2_VM_EXIT,
                    TD_EXIT_ON_L2_TO_L1 -> LowHalf.EXIT_REASON;
            case PAGE_ALREADY_ACCEPTED, PAGE_SIZE_MISMATCH -> LowHalf.LEVEL;
            case INCONSISTENT_MSR, INCORRECT_MSR_VALUE -> LowHalf.MSR;
            case SW_ERROR -> LowHalf.LINUX;
            default -> StatusClass.of(word()).hasFreeLowHalf() ? LowHalf.DETAIL : LowHalf.OPERAND;
        };
    }
}
