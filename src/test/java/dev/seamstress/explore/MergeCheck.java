package dev.seamstress.explore;

import dev.seamstress.core.machine.Mix;
import dev.seamstress.engine.SymmetryBroken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Asks of every state, with nothing merged, whether those that a merging engine takes for one may be: whether they can
 * do the same, step by step, with the same broken rules and the same progress, and come to states that are again taken
 * for one. That is what a bisimulation is, and it knows nothing of vCPUs, names or blocks.
 */
final class MergeCheck {
    private final Subject plain;
    private final Subject merging;
    private final StateNumbers numbers = new StateNumbers();
    private final List<Long> classes = new ArrayList<>();
    private final List<Long> labels = new ArrayList<>();
    private final List<long[]> steps = new ArrayList<>();
    private final List<Frame> path = new ArrayList<>();

    /** {@code successor}: a state's number, or -1 if a rule was broken on the way. */
    private record Outcome(long label, int successor) {}

    private static final class Frame {
        private final int state;
        private final int mark;
        private final int mergingMark;
        private final List<Outcome> outcomes = new ArrayList<>();
        private int channel;

        Frame(int state, int mark, int mergingMark) {
            this.state = state;
            this.mark = mark;
            this.mergingMark = mergingMark;
        }
    }

    private MergeCheck(Subject plain, Subject merging) {
        this.plain = plain;
        this.merging = merging;
    }

    /**
     * What was found.
     *
     * @param states how many there are
     * @param classes how many are left when they are merged
     * @param isRight true if no two states were merged that can do different things
     */
    record Result(int states, int classes, boolean isRight) {}

    /**
     * Both make subjects of one world, the second one that merges. Errors: {@link SymmetryBroken} if it says that the
     * vCPUs are not alike.
     */
    static Result of(Supplier<Subject> plain, Supplier<Subject> merging) {
        return new MergeCheck(plain.get(), merging.get()).search();
    }

    private Result search() {
        enter();
        while (!path.isEmpty()) {
            Frame top = path.get(path.size() - 1);
            int channel = top.channel < 0 ? -1 : plain.engine().nextChannel(top.channel);
            if (channel < 0) {
                leave(top);
                continue;
            }
            top.channel = channel + 1;
            int mark = plain.engine().mark();
            int mergingMark = merging.engine().mark();
            plain.step(channel);
            merging.step(channel);
            Rule broken = plain.brokenByStep();
            long label = Mix.mix(broken == null ? 0 : Mix.tag(broken.name()), plain.isProgress() ? 1 : 0);
            int known = broken != null ? -1 : numbers.size();
            int number = broken != null ? -1 : numbers.number(plain.engine().fingerprint());
            top.outcomes.add(new Outcome(label, number));
            if (number < 0 || number != known) {
                plain.engine().undo(mark);
                merging.engine().undo(mergingMark);
            } else {
                enter(number, mark, mergingMark);
            }
        }
        return result();
    }

    private void enter() {
        enter(
                numbers.number(plain.engine().fingerprint()),
                plain.engine().mark(),
                merging.engine().mark());
    }

    private void enter(int number, int mark, int mergingMark) {
        Frame frame = new Frame(number, mark, mergingMark);
        Rule broken = plain.brokenByState();
        classes.add(merging.engine().fingerprint());
        labels.add(Mix.mix(
                broken == null ? 0 : Mix.tag(broken.name()), plain.engine().isQuiet() ? 1 : 0));
        steps.add(null);
        frame.channel = broken == null ? 0 : -1;
        path.add(frame);
    }

    private void leave(Frame frame) {
        steps.set(
                frame.state,
                frame.outcomes.stream()
                        .flatMapToLong(o -> Arrays.stream(new long[] {o.label(), o.successor()})
                                .sequential())
                        .toArray());
        plain.engine().undo(frame.mark);
        merging.engine().undo(frame.mergingMark);
        path.remove(path.size() - 1);
    }

    private Result result() {
        Map<Long, Long> futures = new TreeMap<>();
        boolean isRight = true;
        for (int state = 0; state < classes.size(); state++) {
            Long known = futures.putIfAbsent(classes.get(state), future(state));
            isRight &= known == null || known == future(state);
        }
        return new Result(classes.size(), new TreeSet<>(classes).size(), isRight);
    }

    /** All that can happen next, as a number; the order makes no difference. */
    private long future(int state) {
        long sum = labels.get(state);
        long[] outcomes = steps.get(state);
        for (int i = 0; i < outcomes.length; i += 2) {
            long to = outcomes[i + 1] < 0 ? -1 : classes.get((int) outcomes[i + 1]);
            sum += Mix.mix(outcomes[i], to);
        }
        return sum;
    }
}
