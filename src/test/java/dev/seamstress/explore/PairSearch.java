package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Scripts of two logical processors with a call each, and all refusals that any schedule of one meets.
 *
 * <p>Shape: {@code x} and {@code x[1]} are two entries of 4K, {@code x} and {@code y} two of 2M, which have tables; x,
 * x[1], x[2] and y are MAPPED. A refusal is {@code 1 by 0: } and the status word, of numbers of columns. A script is
 * searched once.
 */
final class PairSearch {
    static final String ENTRY_BUSY = "8000020000000001";
    static final String TDR_BUSY = "8000020000000002";
    static final String TDR_IN_RCX_BUSY = "8000020000000001";
    static final String TDR_OF_A_VCPU_BUSY = "8000020000000080";
    static final String TREE_BUSY = "8000020000000092";
    static final String EPOCH_BUSY = "80000200000000a9";

    /** A state of the TD in which leaves are refused in the end that only build one, and one in which they are not. */
    enum Td {
        RUNNABLE(""),
        INITIALIZED("td { state = initialized; }\n");

        private final String words;

        Td(String words) {
            this.words = words;
        }
    }

    private static final int STATES_MAX = 100_000;
    private static final SortedMap<String, Set<String>> KNOWN = new TreeMap<>();

    private PairSearch() {}

    /** All refusals between the two at one entry of that size. */
    static Set<String> atOneEntry(Td td, PairKind one, PairKind other, String size) {
        return refusals(td, one, one.at("x", size), other, other.at("x", size));
    }

    /** The same at two entries, of which each is of a size that its kind can work at. */
    static Set<String> atTwoEntries(Td td, PairKind one, PairKind other) {
        boolean isLarge = PairKind.common(one, other).equals(List.of("2M"));
        String size = isLarge ? "2M" : one.ownSize();
        String otherSize = isLarge ? "2M" : other.ownSize();
        return refusals(td, one, one.at("x", size), other, other.at(otherSize.equals("2M") ? "y" : "x[1]", otherSize));
    }

    /** The same of a call at a table and one at an entry in it. */
    static Set<String> atTableAndEntry(Td td, PairKind one, PairKind other) {
        return refusals(td, one, one.at("x", "2M"), other, other.at("x", "4K"));
    }

    private static Set<String> refusals(Td td, PairKind one, String first, PairKind other, String second) {
        if (other.isGuest() && !one.isGuest()) {
            return exchanged(refusals(td, other, second, one, first));
        }
        String facts =
                (one == PairKind.VP0 ? " zerostep(P0) = 7;" : "") + (other == PairKind.VP0 ? " zerostep(P1) = 7;" : "");
        String heads = one.isGuest() ? other.isGuest() ? "P0 | P1" : "P0 | VMM" : "VMM1 | VMM2";
        String before = one.isInside()
                ? " S: read x[2] | " + (other.isInside() ? "read x[2]" : other.isGuest() ? "" : "wait S") + " ;\n"
                : other.isInside() ? " | read x[2] ;\n" : "";
        return refusals(td, facts, " " + heads + " ;\n" + before + " " + first + " | " + second + " ;\n");
    }

    private static Set<String> exchanged(Set<String> refusals) {
        Set<String> exchanged = new TreeSet<>();
        for (String refusal : refusals) {
            exchanged.add(
                    refusal.charAt(0) == '0'
                            ? "1" + refusal.substring(1).replace("by 1", "by 0")
                            : "0" + refusal.substring(1).replace("by 0", "by 1"));
        }
        return exchanged;
    }

    private static synchronized Set<String> refusals(Td td, String facts, String script) {
        return KNOWN.computeIfAbsent(td.words + facts + script, all -> searched(td, facts, script));
    }

    private static Set<String> searched(Td td, String facts, String script) {
        Refusals refusals = new Refusals();
        search(td.words, facts, script, refusals);
        return refusals.met;
    }

    /** The answers that TRACK gets of a vCPU that stays in the guest. */
    static Set<String> answersToTracks(String guest) {
        Tracks tracks = new Tracks();
        search(
                "",
                "",
                " P0 | VMM ;\n S: read x[2] | wait S ;\n " + guest + " | seamcall mem.track ;\n"
                        + " | seamcall mem.track ;\n",
                tracks);
        return tracks.met;
    }

    private static void search(String td, String facts, String script, TraceSink listener) {
        World world = Scene.of("pair", "TDX pair\n" + td + """
                { slot 1 = 0x200+0x400 gmem; x = 0x200; y = 0x400; sept(x) = mapped; sept(x[1]) = mapped;
                  sept(x[2]) = mapped; sept(y) = mapped;""" + " " + facts + " }\n" + script)
                .world();
        Judge judge = Judge.of(world);
        judge.setListener(listener);
        Exhaustive search = new Exhaustive(judge, Limits.NONE.withStates(STATES_MAX), Findings.all());
        assertThat(search.search()).isEqualTo(SearchEnd.EXHAUSTED);
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

    /** What TRACK answers. */
    private static final class Tracks implements TraceSink {
        private final Set<String> met = new TreeSet<>();

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            if (event == Event.SEAMCALL_DONE && CallName.leaf(a) == Leaf.TDH_MEM_TRACK) {
                met.add(TdxStatus.name(d));
            }
        }
    }
}
