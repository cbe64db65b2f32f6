package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Scripts of two logical processors with a call each, and all refusals that any schedule of one meets.
 *
 * <p>Shape: {@code x} and {@code x[1]} are two entries of 4K, {@code x} and {@code y} lie below two of 2M; all are
 * MAPPED. A script is searched once.
 */
final class PairSearch {
    static final String ENTRY_BUSY = "8000020000000001";
    static final String TDR_BUSY = "8000020000000002";
    static final String TDR_IN_RCX_BUSY = "8000020000000001";
    static final String TDR_OF_A_VCPU_BUSY = "8000020000000080";
    static final String TREE_BUSY = "8000020000000092";
    static final String EPOCH_BUSY = "80000200000000a9";

    private static final int STATES_MAX = 100_000;
    private static final String SUSPECTED = "zerostep(P0) = 7;";
    private static final SortedMap<String, Set<String>> KNOWN = new TreeMap<>();

    private PairSearch() {}

    /** The raw call of {@code leaf} at {@code entry}, with a page if it takes one from the script. */
    static String call(String leaf, String entry) {
        return "seamcall " + leaf + " " + entry + (leaf.equals("mem.page.relocate") ? " x[5]" : "");
    }

    /** Both refuse each other, with {@code busy}; null, nobody is refused. */
    static Set<String> both(String busy) {
        return busy == null ? Set.of() : Set.of("0 by 1: " + busy, "1 by 0: " + busy);
    }

    /** Two threads of the host. */
    static Set<String> hosts(String one, String other) {
        return refusals("", " VMM1 | VMM2 ;\n " + one + " | " + other + " ;\n");
    }

    /** A vCPU that is in the guest before the host begins, and the host. */
    static Set<String> guest(String one, String other) {
        return refusals("", " P0 | VMM ;\n S: read x[2] | wait S ;\n " + one + " | " + other + " ;\n");
    }

    /** A vCPU that enters, and the host. */
    static Set<String> entering(String call) {
        return refusals("", " P0 | VMM ;\n enter | " + call + " ;\n");
    }

    /** A vCPU that has faulted seven times at one instruction and faults again, and the host. */
    static Set<String> suspected(String call) {
        return refusals(SUSPECTED, " P0 | VMM ;\n fault x[2] | " + call + " ;\n");
    }

    /** Two such vCPUs. */
    static Set<String> twoSuspected() {
        return refusals(SUSPECTED + " zerostep(P1) = 7;", " P0 | P1 ;\n fault x[3] | fault x[3] ;\n");
    }

    private static synchronized Set<String> refusals(String facts, String script) {
        return KNOWN.computeIfAbsent(facts + script, both -> searched(facts, script));
    }

    private static Set<String> searched(String facts, String script) {
        World world = Scene.of("pair", """
                TDX pair
                { slot 1 = 0x100+0x400 gmem; x = 0x100; y = 0x300; sept(x) = mapped; sept(x[1]) = mapped;
                  sept(x[2]) = mapped; sept(y) = mapped;""" + " " + facts + " }\n" + script).world();
        Judge judge = Judge.of(world);
        Refusals refusals = new Refusals();
        judge.setListener(refusals);
        Exhaustive search = new Exhaustive(judge, Limits.NONE.withStates(STATES_MAX), Findings.all());
        assertThat(search.search()).isEqualTo(SearchEnd.EXHAUSTED);
        return refusals.met;
    }

    /** Who was refused, by whom, with which status. */
    private static final class Refusals implements TraceSink {
        private final Set<String> met = new TreeSet<>();

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            if (event == Event.SEAMCALL_BUSY) {
                String by = d < 0 ? "nobody" : Integer.toString(CallName.lp(d));
                met.add(CallName.lp(a) + " by " + by + ": " + Long.toHexString(c));
            }
        }
    }
}
