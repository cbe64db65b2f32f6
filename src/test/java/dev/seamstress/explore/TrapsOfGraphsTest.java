package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a livelock is found where there is a trap, and nowhere else. Method: random graphs, walked by a machine whose
 * next node two others decide, some of whose steps end an operation or break a rule; their traps are found by another
 * search.
 */
class TrapsOfGraphsTest {
    private static final int GRAPHS = 400;
    private static final int CHOOSERS = 2;
    private static final int WALKER = CHOOSERS;
    private static final int START = 0;
    private static final int GO = 1;
    private static final int AGAIN = 2;
    private static final int PHASES = 9;

    /** Where each choice leads from each node, and what it does on the way. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Graph(int nodes, int[][] next, boolean[][] isProgress, boolean[][] isBreach) {
        static Graph random(long seed) {
            SplitMix64 random = new SplitMix64(seed);
            int nodes = 1 + random.below(7);
            int progress = 1 + random.below(8);
            Graph graph = new Graph(
                    nodes, new int[nodes][CHOOSERS], new boolean[nodes][CHOOSERS], new boolean[nodes][CHOOSERS]);
            for (int node = 0; node < nodes; node++) {
                for (int choice = 0; choice < CHOOSERS; choice++) {
                    graph.next[node][choice] = random.below(nodes);
                    graph.isProgress[node][choice] = random.below(progress) == 0;
                    graph.isBreach[node][choice] = random.below(10) == 0;
                }
            }
            return graph;
        }

        private int state(int node, int one, int other) {
            return node * PHASES + one * 3 + other;
        }

        /** True if a trap can be reached: over node and phase of each chooser, as the machines below have them. */
        boolean hasTrap() {
            int sink = nodes * PHASES;
            boolean[] isReached = new boolean[sink + 1];
            List<Integer> open = new ArrayList<>(List.of(state(0, START, START)));
            isReached[open.get(0)] = true;
            TrapSearch search = new TrapSearch();
            while (!open.isEmpty()) {
                int from = open.remove(open.size() - 1);
                int node = from / PHASES;
                int[] phases = {from % PHASES / 3, from % 3};
                for (int choice = 0; choice < CHOOSERS; choice++) {
                    boolean isMove = phases[choice] == GO;
                    int phase = isMove ? AGAIN : GO;
                    int target = isMove ? next[node][choice] : node;
                    int to = choice == 0 ? state(target, phase, phases[1]) : state(target, phases[0], phase);
                    to = isMove && isBreach[node][choice] ? sink : to;
                    search.add(from, to, isMove && isProgress[node][choice]);
                    if (to != sink && !isReached[to]) {
                        isReached[to] = true;
                        open.add(to);
                    }
                }
            }
            return search.find(sink + 1) >= 0;
        }
    }

    private enum Signal implements Message {
        GOES,
        GONE;

        @Override
        public long content() {
            return ordinal();
        }
    }

    private static final class Chooser extends Machine {
        Chooser(int id) {
            super(id, "chooser" + id);
        }

        @Override
        public boolean starts() {
            return true;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            assertThat(message == Continue.CONTINUE || message == Signal.GONE).isTrue();
            fx.send(WALKER, Signal.GOES);
        }

        @Override
        public void fields(Fields f) {}
    }

    private static final class Walker extends Machine {
        private final Graph graph;
        private int node;
        private boolean isProgress;
        private boolean isBreach;

        Walker(Graph graph) {
            super(WALKER, "walker");
            this.graph = graph;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            isProgress = graph.isProgress[node][from];
            isBreach = graph.isBreach[node][from];
            node = graph.next[node][from];
            fx.send(from, Signal.GONE);
        }

        @Override
        public void fields(Fields f) {
            node = f.count("node", node);
        }
    }

    private static final class Walk implements Subject {
        private final Walker walker;
        private final Engine engine;
        private final boolean isKnowing;
        private int made;

        /** {@code isKnowing}: steps are known once they were made. */
        Walk(Graph graph, boolean isKnowing) {
            this.isKnowing = isKnowing;
            walker = new Walker(graph);
            List<Machine> machines = List.of(new Chooser(0), new Chooser(1), walker);
            engine = new Engine(new Assembly(machines, new MemoryMap(), List.of()), true);
        }

        @Override
        public Engine engine() {
            return engine;
        }

        @Override
        public KnownSteps knownSteps() {
            return isKnowing ? engine.knownSteps() : null;
        }

        @Override
        public void step(int channel) {
            made++;
            walker.isProgress = false;
            walker.isBreach = false;
            engine.step(channel);
        }

        @Override
        public Rule brokenByStep() {
            return walker.isBreach ? new Rule("breach", Rule.Kind.CLAIM, "a breach") : null;
        }

        @Override
        public boolean isProgress() {
            return walker.isProgress;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLivelockIsFoundWhereThereIsATrapAndNowhereElse(boolean isKnowing) {
        int traps = 0;
        long made = 0;
        long all = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            Graph graph = Graph.random(seed);
            Findings findings = Findings.all();
            Walk walk = new Walk(graph, isKnowing);
            Exhaustive search = new Exhaustive(walk, Limits.NONE, findings);
            assertThat(search.search()).isEqualTo(SearchEnd.EXHAUSTED);
            made += walk.made;
            all += search.transitions();
            assertThat(findings.has(Rule.LIVELOCK)).as("seed %d", seed).isEqualTo(graph.hasTrap());
            if (findings.has(Rule.LIVELOCK)) {
                traps++;
                comesBack(new Walk(graph, isKnowing), findings.find(Rule.LIVELOCK));
            }
        }
        assertThat(made < all).isEqualTo(isKnowing);
        assertThat(traps).isBetween(GRAPHS / 10, GRAPHS * 9 / 10);
    }

    private static void comesBack(Walk walk, Finding finding) {
        Schedule schedule = finding.schedule();
        long there = 0;
        for (int step = 0; step < schedule.size(); step++) {
            there = step == finding.loopStart() ? walk.engine.fingerprint() : there;
            walk.step(walk.engine.channel(schedule.from(step), schedule.to(step)));
            assertThat(walk.walker.isBreach).isFalse();
            assertThat(walk.walker.isProgress && step >= finding.loopStart()).isFalse();
        }
        assertThat(finding.loopStart()).isLessThan(schedule.size());
        assertThat(walk.engine.fingerprint()).isEqualTo(there);
    }
}
