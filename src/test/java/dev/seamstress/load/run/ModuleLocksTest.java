package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Goal: each of the module's locks is held as long as the calls take that hold it.
 *
 * <p>Method: one vCPU that accepts and converts, and calls that always take the same, so that how long a lock is held
 * in all follows from how many calls there are.
 *
 * <p>Source: the module's table of locks: the tree is held by AUG, SEPT.ADD, BLOCK and REMOVE, the epoch by TRACK, the
 * op_state by all of them and by an entry, an entry by the first four and by ACCEPT.
 */
class ModuleLocksTest {
    private static final LoadResult RESULT = Jobs.played(
            Jobs.of(
                    "td { vcpus = 1, memory = 1MiB, pool = 64KiB }",
                    "phases = [{ closed {}, do = accept }, { do = churn, closed {}, unit = 16KiB, for = 2ms }]",
                    "costs.module { page-aug = 6us, sept-add = 6us, range-block = 3us, page-remove = 4us, track = 5us",
                    "  page-wbinvd = 9us, vp-enter = 7us, accept = 8us, accept-refused = 0ns, early-fail = 0ns }",
                    "replications = 1"),
            1);

    private static double mean(String metric) {
        return RESULT.estimate(metric).mean();
    }

    /** How long a lock is held in all, by however many. */
    private static double held(String lock) {
        return mean("module." + lock + ".holders") * mean("run.time");
    }

    private static double mapping() {
        return mean("module.tree.count") - 2 * mean("track.count");
    }

    private static double treeNs() {
        return 6_000 * mapping() + 7_000 * mean("track.count");
    }

    @Test
    void theTreeIsHeldByWhatChangesIt() {
        assertThat(mapping()).isBetween(mean("fault.private.count"), mean("fault.private.count") + 5);
        assertThat(held("tree")).isCloseTo(treeNs(), within(6_000.0));
        assertThat(mean("module.tree.utilisation")).isCloseTo(mean("module.tree.holders"), within(1e-9));
    }

    /** An entry takes it, too, for no time. */
    @Test
    void theEpochIsHeldByTrack() {
        assertThat(mean("track.count")).isGreaterThan(10);
        assertThat(held("epoch")).isCloseTo(5_000 * mean("track.count"), within(5_000.0));
        assertThat(mean("module.epoch.count")).isCloseTo(mean("track.count") + mean("module.tdr.count"), within(2.0));
        assertThat(mean("module.epoch.hold.mean")).isCloseTo(held("epoch") / mean("module.epoch.count"), within(1.0));
    }

    @Test
    void theOpStateIsHeldByAllAndByEntries() {
        double entries = mean("module.tdr.count");
        assertThat(held("op_state"))
                .isCloseTo(treeNs() + 5_000 * mean("track.count") + 7_000 * entries, within(14_000.0));
    }

    /** An ACCEPT that finds nothing looks at the entry, too, for no time. */
    @Test
    void entriesAreHeldByWhatChangesThemAndByAccepts() {
        assertThat(held("entry")).isCloseTo(treeNs() + 8_000 * mean("op.accept.count"), within(14_000.0));
    }

    /** All calls but entries, the guest's ACCEPTs among them; WBINVD takes no lock of these. */
    @Test
    void callsTakeTheirTimeTogether() {
        double calls = treeNs() + (5_000 + 9_000) * mean("track.count") + 8_000 * mean("op.accept.count");
        assertThat(mean("actor.tdx.calls") * mean("run.time")).isCloseTo(calls, within(9_000.0));
        assertThat(mean("actor.tdx.utilisation")).isCloseTo(mean("actor.tdx.calls"), within(1e-9));
    }
}
