package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Schedule;
import java.util.Optional;

/**
 * Asks of one state after the other whether a schedule from there can still pass: reach a final state without breaking
 * a rule.
 *
 * <p>Shape: depth first, each state once. It remembers the states from which nothing passes, so states are best asked
 * for in the order from the end of a schedule to its beginning: then each is searched only for what those behind it do
 * not reach. After one that passes, or of which it is unknown, no other may be asked for.
 */
final class PassSearch {
    private static final int STEPS_BETWEEN_LOOKS = 1 << 10;

    private final Subject subject;
    private final Engine engine;
    private final Limits limits;
    private final StateTable doomed = new StateTable();
    private Path path = new Path();
    private long transitions;
    private boolean isCut;
    private Schedule completion;

    /** What can come of a state. */
    enum Answer {
        /** A schedule passes. */
        PASSES,
        /** None does. */
        DOOMED,
        /** A limit was met first. */
        UNKNOWN
    }

    PassSearch(Subject subject, Limits limits) {
        this.subject = subject;
        this.engine = subject.engine();
        this.limits = limits;
    }

    /** The answer for the state that the engine is in, which breaks no rule; afterwards it is in it again. */
    Answer ask() {
        int place = doomed.find(engine.fingerprint());
        if (place >= 0) {
            return Answer.DOOMED;
        }
        int home = engine.mark();
        enter(home, place);
        while (path.depth() > 0 && completion == null && !isCut) {
            int channel = engine.nextChannel(path.nextChannel());
            if (channel < 0) {
                engine.undo(path.mark());
                path.pop(true);
            } else if (isWithinLimits()) {
                path.choose(channel);
                visit(channel);
            }
        }
        engine.undo(home);
        path = new Path();
        return completion != null ? Answer.PASSES : isCut ? Answer.UNKNOWN : Answer.DOOMED;
    }

    private boolean isWithinLimits() {
        isCut = doomed.size() >= limits.states()
                || path.depth() > limits.depth()
                || doomed.bytes() + doomed.bytesToGrow() + path.bytes() + engine.bytes() > limits.bytes()
                || transitions % STEPS_BETWEEN_LOOKS == 0
                        && limits.watch().look(doomed.size(), transitions, path.depth()) != null;
        return !isCut;
    }

    private void visit(int channel) {
        int mark = engine.mark();
        subject.step(channel);
        transitions++;
        int place = subject.brokenByStep() == null ? doomed.find(engine.fingerprint()) : 0;
        if (place >= 0 || subject.brokenByState() != null) {
            engine.undo(mark);
        } else {
            enter(mark, place);
        }
    }

    /** A state that is met again before all is known of it is no way out either: whatever passes from it is found. */
    private void enter(int mark, int place) {
        doomed.add(place, engine.fingerprint(), 0);
        path.push(mark, 0, false);
        if (engine.isQuiet()) {
            Schedule.Recorder recorder = new Schedule.Recorder();
            for (int i = 0; i < path.depth() - 1; i++) {
                recorder.add(engine.sender(path.chosen(i)), engine.receiver(path.chosen(i)));
            }
            completion = recorder.toSchedule();
        }
    }

    /** How many steps were made, for all answers together. */
    long steps() {
        return transitions;
    }

    /** The choices from the last state that was asked for to an end that passes, if there are any. */
    Optional<Schedule> completion() {
        return Optional.ofNullable(completion);
    }

    /** True if the state was seen on the way. Requires: so far the answers were {@link Answer#DOOMED}. */
    boolean isDoomed(long fingerprint) {
        return doomed.find(fingerprint) >= 0;
    }
}
