package dev.seamstress.scenario;

import dev.seamstress.scenario.words.KnownNames;
import java.util.ArrayList;
import java.util.List;

/** The names of the first version, for tests of the language alone. */
final class TestNames implements KnownNames {
    /** As the first version has it. */
    static final TestNames FIRST_VERSION = new TestNames(List.of(
            "dpamt",
            "huge",
            "cpu",
            "zapfast",
            "VMM",
            "timers = any",
            "onfault = convert",
            "state = initialized",
            "zerostep",
            "thp",
            "readonly in a TD",
            "inject aug",
            "seq = far",
            "vcpu = created",
            "b29-no-rollback",
            "no-local-retry",
            "tlb",
            "vmdead"));

    /** Everything in the language can be run. */
    static final TestNames COMPLETE = new TestNames(List.of());

    private static final List<String> MUTATIONS = List.of(
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
            "x24-teardown-order",
            "x24f-vcpu-not-flushed",
            "x24r-reclaim-before-freeid",
            "x34-caches-not-filled",
            "x39-unbind-unlocked");

    private static final List<String> SWITCHES = List.of(
            "mirror-roots",
            "root-types-bit0",
            "gfn-range-filter",
            "fault-root-by-addr",
            "mirror-root-realloc-check",
            "root-alloc-shared",
            "roots-kept",
            "zap-sync",
            "zap-passes-by-level",
            "nonpresent-bit63",
            "slot-zap-quirk",
            "faultin-precheck",
            "spurious-early",
            "reload-frees-obsolete",
            "attr-hugepage-range",
            "lockless-aging",
            "nx-recovery-read-lock",
            "mmio-gen",
            "prefault-ioctl",
            "prefault-vm-dead-exit",
            "prefault-invalid-eagain",
            "local-retry",
            "invalid-slot-exits-retry",
            "vm-dead-tested-not-consumed",
            "kick-retry-once",
            "pending-access-kills",
            "premap-or-page-add",
            "premap-zap-tolerated",
            "image-map-direct",
            "gpa-mapped-check",
            "gmem-pin",
            "gmem-gup-first",
            "vp-init-write-lock",
            "ioctls-exclude-vcpus",
            "vcpu-list-unlink",
            "gmem-unbind-dying",
            "gmem-flag-fixed",
            "old-spte-refreshed",
            "external-op-before-accounting");

    private final List<String> missing;

    private TestNames(List<String> missing) {
        this.missing = missing;
    }

    @Override
    public List<String> models() {
        return List.of("kvm-6.12", "seed-2024", "kvm-6.16", "kvm-6.18", "kvm-6.19");
    }

    @Override
    public boolean hasTds(String model) {
        return !model.equals("kvm-6.12");
    }

    @Override
    public List<String> modules() {
        return List.of("1.5.01", "1.5.05", "dpamt");
    }

    @Override
    public List<String> mutations() {
        return MUTATIONS;
    }

    @Override
    public List<String> switches() {
        return SWITCHES;
    }

    @Override
    public List<String> rules() {
        List<String> rules = new ArrayList<>(List.of("bug_on"));
        for (int number = 1; number <= 38; number++) {
            rules.add((number < 10 ? "V0" : "V") + number);
        }
        rules.addAll(List.of("LOCK", "UAF", "DIRTY", "LIST"));
        return rules;
    }

    @Override
    public List<String> statuses() {
        return List.of(
                "ok",
                "busy",
                "lifecycle_state_incorrect",
                "flushvp_not_done",
                "wbcache_not_complete",
                "op_state_incorrect");
    }

    @Override
    public boolean isModelled(String word) {
        return !missing.contains(word);
    }
}
