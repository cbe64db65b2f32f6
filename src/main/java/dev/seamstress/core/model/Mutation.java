package dev.seamstress.core.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The bugs that can be planted: each is one that was found in KVM, or could be made there.
 *
 * <p>Shape: in the order of the corpus. {@code rule} is what must find it: an invariant, {@code bug_on}, or a verdict.
 */
public enum Mutation {
    /** A notifier's zap leaves invalid roots out. */
    B01_UNMAP_VALID_ONLY("b01-unmap-valid-only", "V23", Built.YES),
    /** A fault does not look whether its root is being thrown away. */
    B02_STALE_ROOT_UNTESTED("b02-stale-root-untested", "V30", Built.YES),
    /** A reload with a root ignores FREE_OBSOLETE_ROOTS. */
    B03_RELOAD_IGNORES_REQUEST("b03-reload-ignores-request", "livelock", Built.YES),
    /** A new root starts with one reference. */
    B04_ROOT_REFCOUNT_ONE("b04-root-refcount-one", "bug_on", Built.YES),
    /** Each load takes a mirror reference. */
    B05_MIRROR_ROOT_EACH_LOAD("b05-mirror-root-each-load", "V18", Built.YES),
    /** A root is inserted without a second walk of the list. */
    B06_NO_ROOT_RECHECK("b06-no-root-recheck", "V16", Built.YES),
    /** An invalid root matches. */
    B07_ROLE_IGNORES_INVALID("b07-role-ignores-invalid", "V19", Built.YES),
    /** A deletion returns before invalid roots are zapped. */
    B08_ZAP_ASYNC("b08-zap-async", "V27", Built.YES),
    /** NX recovery drops the lock without a flush. */
    B11_NX_NO_FLUSH("b11-nx-no-flush", "V26", Built.NO),
    /** A volatile leaf is stored to without an exchange. */
    B13_PLAIN_STORE_VOLATILE("b13-plain-store-volatile", "DIRTY", Built.NO),
    /** The snapshot of the sequence is an int. */
    B14_SEQ_AS_INT("b14-seq-as-int", "livelock", Built.YES),
    /** A fault looks whether an invalidation is in progress, not whether one has been. */
    B15_SEQ_IGNORED("b15-seq-ignored", "V21", Built.YES),
    /** A conversion guards its range, not the huge pages that straddle it. */
    B17_NO_HUGEPAGE_RANGE("b17-no-hugepage-range", "V24", Built.YES),
    /** A prefault retries an INVALID slot. */
    B18_PREFAULT_RETRIES_INVALID("b18-prefault-retries-invalid", "livelock", Built.YES),
    /** The local retry loop ignores an INVALID slot. */
    B19_RETRY_IGNORES_INVALID("b19-retry-ignores-invalid", "livelock", Built.YES),
    /** A BUSY zap is an error. */
    B20_BLOCK_BUSY_FAILS("b20-block-busy-fails", "bug_on", Built.YES),
    /** A BUSY RANGE.BLOCK counts as done. */
    B21_BLOCK_RESULT_IGNORED("b21-block-result-ignored", "bug_on", Built.YES),
    /** A BUSY TRACK counts as done. */
    B21T_TRACK_RESULT_IGNORED("b21t-track-result-ignored", "bug_on", Built.YES),
    /** A FREE entry at BLOCK before finalize is an error. */
    B22_PREMAP_ERROR_FATAL("b22-premap-error-fatal", "bug_on", Built.YES),
    /** No loop looks whether the VM is dead. */
    B23_NO_VM_DEAD_TEST("b23-no-vm-dead-test", "livelock", Built.YES),
    /** VP.INIT without mmu_lock. */
    B24_VP_INIT_UNLOCKED("b24-vp-init-unlocked", "bug_on", Built.YES),
    /** Statistics change before the external operation. */
    B26_COUNT_BEFORE_OP("b26-count-before-op", "V29", Built.YES),
    /** The external operation is done twice. */
    B27_OP_TWICE("b27-op-twice", "bug_on", Built.YES),
    /** A mirror entry gets its value first, and the external operation follows. */
    B28_NO_FREEZE("b28-no-freeze", "V07", Built.YES),
    /** A BUSY external operation leaves the entry FROZEN. */
    B29_NO_ROLLBACK("b29-no-rollback", "V05", Built.YES),
    /** A conversion zaps the wrong alias. */
    B31A_ATTR_FILTERS_SWAPPED("b31a-attr-filters-swapped", "V24", Built.YES),
    /** A notifier zaps both aliases. */
    B31B_NOTIFIER_BOTH("b31b-notifier-both", "V25", Built.YES),
    /** A memslot deletion zaps the shared alias only. */
    B31C_DELETE_SHARED_ONLY("b31c-delete-shared-only", "V27", Built.YES),
    /** A zap drops mmu_lock, then flushes. */
    B32_UNLOCK_BEFORE_FLUSH("b32-unlock-before-flush", "V26", Built.YES),
    /** Nobody is kicked after TRACK. */
    B33_TRACK_NO_KICK("b33-track-no-kick", "bug_on", Built.YES),
    /** VCPUs may enter again before the SEAMCALL is retried. */
    B35_FLAG_CLEARED_EARLY("b35-flag-cleared-early", "bug_on", Built.YES),
    /** A zap stores 0. */
    B36_ZAP_WRITES_ZERO("b36-zap-writes-zero", "V35", Built.YES),
    /** A table is freed without RCU. */
    B37_FREE_TABLE_AT_ONCE("b37-free-table-at-once", "UAF", Built.YES),
    /** A root leaves the list without RCU. */
    B37R_LIST_DEL("b37r-list-del", "UAF", Built.YES),
    /** An unbind skips a closing file. */
    B39_UNBIND_SKIPS_DYING("b39-unbind-skips-dying", "UAF", Built.YES),
    /** The source page is taken under the invalidate lock. */
    B40_GUP_IN_CALLBACK("b40-gup-in-callback", "LOCK", Built.YES),
    /** TDX ioctls do not exclude each other. */
    B41_IOCTLS_NOT_EXCLUSIVE("b41-ioctls-not-exclusive", "bug_on", Built.YES),
    /** A vCPU is freed while on a CPU's list. */
    B42_VCPU_FREE_LINKED("b42-vcpu-free-linked", "LIST", Built.NO),
    /** Zap_all_fast invalidates mirror roots too. */
    B46_ZAP_ALL_FAST_MIRROR("b46-zap-all-fast-mirror", "bug_on", Built.YES),
    /** A mirror maps huge pages. */
    B47_MIRROR_HUGE_GOAL("b47-mirror-huge-goal", "bug_on", Built.YES),
    /** A root's zap leaves out the shared half. */
    B48_ZAP_BOUND_LOW("b48-zap-bound-low", "V30", Built.YES),
    /** A leaf zap holds mmu_lock for read. */
    X11_REMOVE_UNDER_READ("x11-remove-under-read", "V13", Built.YES),
    /** A flush counts as done when VP.ENTER begins. */
    X22_FLUSH_DONE_AT_BEGIN("x22-flush-done-at-begin", "V26", Built.YES),
    /** The key of a TD is freed before the caches are written back. */
    X24_TEARDOWN_ORDER("x24-teardown-order", "V14", Built.YES),
    /** A vCPU is not flushed before the key of its TD is taken. */
    X24F_VCPU_NOT_FLUSHED("x24f-vcpu-not-flushed", "V14", Built.YES),
    /** Pages of a TD are reclaimed before its key is freed. */
    X24R_RECLAIM_BEFORE_FREEID("x24r-reclaim-before-freeid", "V14", Built.YES),
    /** A fault takes mmu_lock with caches that it has not filled. */
    X34_CACHES_NOT_FILLED("x34-caches-not-filled", "V34", Built.YES),
    /** An open guest_memfd file forgets a memslot without its invalidate lock. */
    X39_UNBIND_UNLOCKED("x39-unbind-unlocked", "V22", Built.YES);

    private static final List<Mutation> ALL = List.of(values());

    private final String id;
    private final String rule;
    private final Built built;

    Mutation(String id, String rule, Built built) {
        this.id = id;
        this.rule = rule;
        this.built = built;
    }

    /** Whether this version has the code that the mutation changes. */
    enum Built {
        YES,
        NO
    }

    /** The name in scripts and verdicts. */
    public String id() {
        return id;
    }

    /** What must find it: {@code V12}, {@code bug_on}, {@code livelock}. */
    public String rule() {
        return rule;
    }

    /** True if it can be planted in this version. */
    public boolean isBuilt() {
        return built == Built.YES;
    }

    /** The mutation of that name. */
    public static Optional<Mutation> named(String id) {
        return ALL.stream().filter(mutation -> mutation.id.equals(id)).findFirst();
    }

    /** All names, built or not. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Mutation::id).toList();
    }
}
