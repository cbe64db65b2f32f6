package dev.seamstress.core.model;

import java.util.List;

/**
 * The bugs that can be planted, by name; each is a bug that was found, or could be made, in KVM.
 *
 * <p>None is built yet: a scenario may name them, and what needs one answers so.
 */
public final class Mutation {
    /** All names, in the order of the corpus. */
    public static final List<String> NAMES = List.of(
            "b01-unmap-valid-only",
            "b02-stale-root-untested",
            "b03-reload-ignores-request",
            "b04-root-refcount-one",
            "b05-mirror-root-each-load",
            "b06-no-root-recheck",
            "b07-role-ignores-invalid",
            "b08-zap-async",
            "b11-nx-no-flush",
            "b13-plain-store-volatile",
            "b14-seq-as-int",
            "b15-seq-ignored",
            "b17-no-hugepage-range",
            "b18-prefault-retries-invalid",
            "b19-retry-ignores-invalid",
            "b20-block-busy-fails",
            "b21-block-result-ignored",
            "b21t-track-result-ignored",
            "b22-premap-error-fatal",
            "b23-no-vm-dead-test",
            "b24-vp-init-unlocked",
            "b26-count-before-op",
            "b27-op-twice",
            "b28-no-freeze",
            "b29-no-rollback",
            "b31a-attr-filters-swapped",
            "b31b-notifier-both",
            "b31c-delete-shared-only",
            "b32-unlock-before-flush",
            "b33-track-no-kick",
            "b35-flag-cleared-early",
            "b36-zap-writes-zero",
            "b37-free-table-at-once",
            "b37r-list-del",
            "b39-unbind-skips-dying",
            "b40-gup-in-callback",
            "b41-ioctls-not-exclusive",
            "b42-vcpu-free-linked",
            "b46-zap-all-fast-mirror",
            "b47-mirror-huge-goal",
            "b48-zap-bound-low",
            "x11-remove-under-read",
            "x22-flush-done-at-begin",
            "x24-teardown-order");

    private Mutation() {}
}
