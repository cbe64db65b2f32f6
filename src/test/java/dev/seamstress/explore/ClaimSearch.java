package dev.seamstress.explore;

import dev.seamstress.check.ClaimMonitors;
import dev.seamstress.check.KvmBugs;
import dev.seamstress.check.invariant.InvariantChecker;
import dev.seamstress.core.machine.Event;
import dev.seamstress.engine.Engine;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.PassedOn;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A search of all schedules with everything checked: claims, with what they remember in the state; invariants; KVM_BUG;
 * deadlock; traps. Where a schedule breaks a rule it is followed no further.
 */
final class ClaimSearch implements PassedOn {
    private final World world;
    private final Engine engine;
    private final WorldView view;
    private final List<ResolvedClaim> claims;
    private final ClaimMonitors monitors;
    private final InvariantChecker invariants;
    private final KvmBugs bugs;
    private final StateWords words;
    private final StateNumbers seen = new StateNumbers();
    private final TrapSearch graph = new TrapSearch();
    private final boolean[] isWitnessed;
    private final Map<String, Offence> offences = new TreeMap<>();
    private final ArrayDeque<Frame> path = new ArrayDeque<>();
    private long transitions;
    private int finals;
    private boolean isBugged;
    private boolean isOperationEnded;

    private ClaimSearch(World world) {
        this.world = world;
        this.engine = new Engine(world.assembly(), true);
        this.view = world.view(engine.memory(), engine::machine);
        this.claims = world.scenario().claims();
        this.monitors = new ClaimMonitors(claims, view);
        this.invariants = new InvariantChecker(world, engine.memory(), engine::machine);
        this.bugs = new KvmBugs(world.scenario());
        this.words = new StateWords(monitors, invariants.monitors());
        this.isWitnessed = new boolean[claims.size()];
    }

    /** Where the search goes back to, which channel it tries next from there, and which it came by. */
    private static final class Frame {
        private final int mark;
        private final long[] words;
        private final int state;
        private int channel;

        Frame(int mark, long[] words, int state) {
            this.mark = mark;
            this.words = words;
            this.state = state;
        }
    }

    /** How the rule was broken that a schedule broke first. */
    record Offence(String text, Schedule schedule) {}

    /**
     * What came out.
     *
     * @param offences by rule, as {@code expect} names it: a claim, an invariant, {@code bug_on}, {@code deadlock},
     *     {@code livelock}; of each the first that was met. Empty if all is proved
     */
    record Result(Map<String, Offence> offences, boolean isExhausted, int states, long transitions, int finals) {
        /** The rules, in order, or {@code proved}. */
        String verdict() {
            return !isExhausted ? "bounded" : offences.isEmpty() ? "proved" : String.join(", ", offences.keySet());
        }
    }

    /** Searches; gives up after {@code maxStates}. */
    static Result of(World world, int maxStates) {
        return new ClaimSearch(world).search(maxStates);
    }

    private Result search(int maxStates) {
        engine.setSink(this);
        enter(-1);
        while (!path.isEmpty()) {
            Frame frame = path.getLast();
            engine.undo(frame.mark);
            words.load(frame.words);
            int channel = engine.nextChannel(frame.channel);
            if (channel < 0) {
                path.removeLast();
                continue;
            }
            if (seen.size() >= maxStates) {
                return result(false);
            }
            frame.channel = channel + 1;
            isBugged = false;
            isOperationEnded = false;
            monitors.begin();
            engine.step(channel);
            transitions++;
            enter(frame.state);
        }
        exhausted();
        return result(true);
    }

    private void enter(int source) {
        if (isBroken()) {
            if (source >= 0) {
                graph.add(source, source, true); // a way out, though it is not followed
            }
            return;
        }
        for (int i = 0; i < claims.size(); i++) {
            isWitnessed[i] |= monitors.isWitnessed(i);
        }
        int next = seen.size();
        int state = seen.number(engine.fingerprint() ^ words.hash());
        if (source >= 0) {
            graph.add(source, state, isOperationEnded);
        }
        if (state == next) {
            path.addLast(new Frame(engine.mark(), words.save(), state));
            if (engine.isQuiet()) {
                end();
            }
        }
    }

    /** Of the rules that one step breaks, the first counts: KVM_BUG, invariants by number, claims in file order. */
    private boolean isBroken() {
        if (isBugged) {
            return broken("bug_on", "a KVM_BUG_ON fired");
        }
        if (invariants.isBroken()) {
            dev.seamstress.check.Offence first =
                    invariants.offences(engine.steps() - 1).get(0);
            return broken(first.invariant(), first.text());
        }
        for (int i = 0; i < claims.size(); i++) {
            if (monitors.isBroken(i)) {
                return broken(claims.get(i).name(), claims.get(i).text());
            }
        }
        return false;
    }

    private boolean broken(String rule, String text) {
        offences.computeIfAbsent(rule, first -> new Offence(text, schedule()));
        return true;
    }

    private void end() {
        finals++;
        for (ColumnScript column : world.scenario().columns()) {
            if (view.column(column.id()) == ColumnState.RUNNING) {
                broken("deadlock", column.id().name() + " is neither done nor stopped");
                return;
            }
        }
        for (int i = 0; i < claims.size(); i++) {
            if (monitors.isBrokenAtTheEnd(i)) {
                broken(claims.get(i).name(), claims.get(i).text());
            }
        }
    }

    /** What can only be told once everything was seen. */
    private void exhausted() {
        int trapped = graph.find(seen.size());
        if (trapped >= 0) {
            broken("livelock", "no schedule leaves the set of state " + trapped);
        }
        for (int i = 0; i < claims.size() && offences.isEmpty(); i++) {
            if (claims.get(i).kind() == Quantifier.SOMETIMES && !isWitnessed[i]) {
                broken(claims.get(i).name(), claims.get(i).text());
            }
        }
    }

    private Result result(boolean isExhausted) {
        return new Result(offences, isExhausted, seen.size(), transitions, finals);
    }

    private Schedule schedule() {
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (Frame frame : path) {
            if (frame.channel > 0) {
                recorder.add(engine.sender(frame.channel - 1), engine.receiver(frame.channel - 1));
            }
        }
        return recorder.toSchedule();
    }

    @Override
    public TraceSink next() {
        return invariants;
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        PassedOn.super.event(step, actor, event, a, b, c, d);
        monitors.event(actor, event, a, b, c, d);
        isBugged |= bugs.is(event, b);
        isOperationEnded |= event == Event.OPERATION_END;
    }
}
