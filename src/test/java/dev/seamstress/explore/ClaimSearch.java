package dev.seamstress.explore;

import dev.seamstress.check.ClaimMonitors;
import dev.seamstress.check.invariant.InvariantChecker;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.engine.Engine;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A search of all schedules with everything checked: claims, with what they remember in the state; invariants; KVM_BUG;
 * deadlock; traps. It ends with a verdict as a script's {@code expect} words it, at the first thing that is wrong.
 */
final class ClaimSearch implements TraceSink {
    private final World world;
    private final Engine engine;
    private final WorldView view;
    private final List<ResolvedClaim> claims;
    private final ClaimMonitors monitors;
    private final InvariantChecker invariants;
    private final StateWords words;
    private final StateNumbers seen = new StateNumbers();
    private final TrapSearch graph = new TrapSearch();
    private final boolean[] isWitnessed;
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

    /**
     * What came out.
     *
     * @param verdict {@code proved}, {@code refuted RULE}, {@code livelock}, {@code deadlock}, {@code bounded}
     * @param text what is wrong, empty if nothing
     * @param schedule how it comes to be wrong; empty if nothing is, or for a livelock
     */
    record Result(String verdict, String text, int states, long transitions, int finals, Schedule schedule) {}

    /** Searches; gives up after {@code maxStates}. */
    static Result of(World world, int maxStates) {
        return new ClaimSearch(world).search(maxStates);
    }

    private Result search(int maxStates) {
        engine.setSink(this);
        String[] wrong = enter(-1);
        while (wrong == null && !path.isEmpty()) {
            Frame frame = path.getLast();
            engine.undo(frame.mark);
            words.load(frame.words);
            int channel = engine.nextChannel(frame.channel);
            if (channel < 0) {
                path.removeLast();
                continue;
            }
            if (seen.size() >= maxStates) {
                return result("bounded", "");
            }
            frame.channel = channel + 1;
            wrong = step(frame, channel);
        }
        return wrong != null ? result(wrong[0], wrong[1]) : exhausted();
    }

    private String[] step(Frame frame, int channel) {
        isOperationEnded = false;
        monitors.begin();
        engine.step(channel);
        transitions++;
        return enter(frame.state);
    }

    /** Looks at the state; null, or a verdict and a text. */
    private String[] enter(int source) {
        if (isBugged) {
            return new String[] {"refuted bug_on", "a KVM_BUG_ON fired"};
        }
        if (invariants.isBroken()) {
            String rule = invariants.offences(0).get(0).invariant();
            return new String[] {
                "refuted " + rule, invariants.offences(engine.steps() - 1).toString()
            };
        }
        for (int i = 0; i < claims.size(); i++) {
            if (monitors.isBroken(i)) {
                return new String[] {
                    "refuted " + claims.get(i).name(), claims.get(i).text()
                };
            }
            isWitnessed[i] |= monitors.isWitnessed(i);
        }
        long key = engine.fingerprint() ^ words.hash();
        int next = seen.size();
        int state = seen.number(key);
        if (source >= 0) {
            graph.add(source, state, isOperationEnded);
        }
        if (state < next) {
            return null;
        }
        path.addLast(new Frame(engine.mark(), words.save(), state));
        return engine.isQuiet() ? end() : null;
    }

    private String[] end() {
        finals++;
        for (ColumnScript column : world.scenario().columns()) {
            if (view.column(column.id()) == ColumnState.RUNNING) {
                return new String[] {"deadlock", column.id().name() + " is neither done nor stopped"};
            }
        }
        for (int i = 0; i < claims.size(); i++) {
            if (monitors.isBrokenAtTheEnd(i)) {
                return new String[] {
                    "refuted " + claims.get(i).name(), claims.get(i).text()
                };
            }
        }
        return null;
    }

    private Result exhausted() {
        int trapped = graph.find(seen.size());
        if (trapped >= 0) {
            return result("livelock", "state " + trapped);
        }
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).kind() == Quantifier.SOMETIMES && !isWitnessed[i]) {
                return result("refuted " + claims.get(i).name(), claims.get(i).text());
            }
        }
        return result("proved", "");
    }

    private Result result(String verdict, String text) {
        List<Frame> frames = new ArrayList<>(path);
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (Frame frame : frames) {
            if (frame.channel > 0) {
                recorder.add(engine.sender(frame.channel - 1), engine.receiver(frame.channel - 1));
            }
        }
        return new Result(verdict, text, seen.size(), transitions, finals, recorder.toSchedule());
    }

    @Override
    public boolean wantsStores() {
        return true;
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        invariants.delivered(step, from, to, message);
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        invariants.sent(step, from, to, message);
    }

    @Override
    public void stored(int step, int actor, long word, long old, long next) {
        invariants.stored(step, actor, word, old, next);
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        invariants.event(step, actor, event, a, b, c, d);
        monitors.event(actor, event, a, b, c, d);
        isBugged |= event == Event.BUG_ON;
        isOperationEnded |= event == Event.OPERATION_END;
    }

    @Override
    public void stepped(int step) {
        invariants.stepped(step);
    }
}
