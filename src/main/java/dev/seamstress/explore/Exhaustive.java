package dev.seamstress.explore;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.engine.Engine;
import dev.seamstress.engine.Exchanges;
import dev.seamstress.engine.Prompts;
import dev.seamstress.engine.SymmetryBroken;
import dev.seamstress.sched.Schedule;

/**
 * Visits every state that any schedule reaches, depth first, each once, and finds the traps among them.
 *
 * <p>A state is known by its fingerprint; a known state is not entered again, whatever schedule led to it. Of most
 * steps it is known where they lead before they are made ({@link Foresight}). What nobody can tell when it happens
 * happens with the step before it ({@link Prompts}), so there are no states in between.
 *
 * <p>A trap is a set of states that no step leaves, with at least one step inside, in which no operation ends. The
 * search goes depth first anyway, so it also finds the sets of states that lead to each other (Tarjan 1972): a state is
 * <em>open</em> while some state before it on the path may still be reached from it, and a set is <em>closed</em> whole
 * when the search leaves its first state for good. Of millions of states few are open at a time ({@link OpenStates}).
 */
final class Exhaustive {
    private static final int STEPS_BETWEEN_LOOKS = 1 << 10;
    private static final int NOTHING = -1;
    /** Far more than there ever are. */
    private static final int FOLLOWING_MAX = 1_000;

    private final Subject subject;
    private final Engine engine;
    private final Exchanges exchanges;
    private final Limits limits;
    private final Findings findings;
    private final SeenStates seen = new SeenStates();
    private final OpenStates open = new OpenStates();
    private final Path path = new Path();
    private final SelfCheck selfCheck;
    private final Prompts prompts;
    /** Whether the last step, or one that was made with it, ended an operation. */
    private boolean isProgress;

    private int maxSteps;
    private final Foresight foresight;
    private long transitions;
    private long unfolded;
    private int finals;
    private int starvations;
    private boolean isCut;
    private SearchEnd end;
    private StateTable trap;

    /** Puts what it finds into {@code findings}. */
    Exhaustive(Subject subject, Limits limits, Findings findings) {
        this(subject, limits, findings, Trust.FULL);
    }

    /** {@code trust}: which states are one is the subject's engine's to say. */
    Exhaustive(Subject subject, Limits limits, Findings findings, Trust trust) {
        this.subject = subject;
        this.engine = subject.engine();
        this.exchanges = engine.exchanges().orElse(null);
        this.limits = limits;
        this.findings = findings;
        this.selfCheck = trust.isSelfCheck() ? new SelfCheck(subject) : null;
        this.prompts = trust.isPrompt() && !trust.isSelfCheck() ? engine.prompts() : null;
        this.foresight = new Foresight(subject, limits);
    }

    /** Searches until everything is seen, enough is found, or a limit is met. Requires: not called before. */
    SearchEnd search() {
        long first = engine.fingerprint();
        enter(engine.mark(), seen.find(first), first);
        while (path.depth() > 0 && end == null) {
            int channel = nextChannel(path.nextChannel());
            if (channel < 0) {
                requireAChoice();
                leave();
            } else if (isWithinLimits()) {
                path.choose(channel);
                visit(channel);
            }
        }
        if (end == null) {
            end = isCut ? SearchEnd.DEPTH : SearchEnd.EXHAUSTED;
        }
        return end;
    }

    /** The first channel from that one on that may be chosen now, or -1. */
    private int nextChannel(int from) {
        int channel = engine.nextChannel(from);
        while (channel >= 0 && prompts != null && prompts.isLater(channel)) {
            channel = engine.nextChannel(channel + 1);
        }
        return channel;
    }

    /** A state from which nothing was chosen, though something could be: what was put off would never come. */
    private void requireAChoice() {
        if (path.nextChannel() == 0 && !engine.isQuiet()) {
            throw new ModelBug("everything waits for something later, and nothing comes before it");
        }
    }

    private boolean isWithinLimits() {
        if (seen.size() >= limits.states()) {
            end = SearchEnd.STATES;
        } else if (bytes() + seen.bytesToGrow() > limits.bytes()) {
            end = SearchEnd.MEMORY;
        } else if (transitions % STEPS_BETWEEN_LOOKS == 0) {
            end = limits.watch().look(seen.size(), transitions, path.depth());
        }
        return end == null;
    }

    /** A step that is known to lead to a state that was seen is not made. */
    private void visit(int channel) {
        transitions++;
        int step = foresight.find(channel);
        if (step == Foresight.NONE) {
            make(channel);
            return;
        }
        long fingerprint = foresight.fingerprintAfter(step);
        int place = seen.find(fingerprint);
        if (selfCheck != null) {
            selfCheck.expect(fingerprint, foresight.isProgress(step));
            make(channel);
        } else if (place < 0) {
            make(channel);
        } else {
            meet(open.number(fingerprint), foresight.isProgress(step));
        }
    }

    private void make(int channel) {
        int mark = engine.mark();
        Rule broken = step(channel);
        foresight.end(broken, isProgress);
        if (selfCheck != null) {
            selfCheck.compare(broken);
        }
        if (broken != null) {
            found(broken);
            path.setLeft();
            engine.undo(mark);
            return;
        }
        long fingerprint = engine.fingerprint();
        int place = seen.find(fingerprint);
        if (place < 0) {
            enter(mark, place, fingerprint);
            lookAgain();
            return;
        }
        meet(open.number(fingerprint), isProgress);
        lookAgain();
        engine.undo(mark);
    }

    /**
     * The step, and what happens with it. Returns what that breaks, but for the state that it leads to, or null. A
     * state on the way that breaks a claim is the end, so that the schedule is no longer than it need be; where a step
     * is known none is looked for, as what a claim looks at there it finds in another state too.
     */
    private Rule step(int channel) {
        foresight.begin(channel);
        isProgress = false;
        if (prompts != null) {
            prompts.begin();
        }
        Rule broken = makeStep(channel);
        int machine = engine.receiver(channel);
        int next = next(machine);
        for (int count = 0; next != NOTHING && broken == null; count++) {
            if (count == FOLLOWING_MAX) {
                throw new ModelBug("steps of which nobody can tell when they are made go round and round");
            }
            foresight.pause();
            broken = subject.brokenByState();
            foresight.goOn();
            if (broken == null) {
                path.follow(next);
                foresight.follow(next);
                broken = makeStep(next);
                next = next(machine);
            }
        }
        return broken;
    }

    private int next(int machine) {
        return prompts == null ? NOTHING : prompts.first(machine);
    }

    private Rule makeStep(int channel) {
        try {
            subject.step(channel);
            isProgress |= subject.isProgress();
            return subject.brokenByStep();
        } catch (SymmetryBroken | OutOfMemoryError notTheModels) {
            throw notTheModels;
        } catch (RuntimeException | Error thrown) {
            throw new SearchCrash(choices(path.depth()).toSchedule(), thrown);
        }
    }

    /** Comes last, as the steps that it makes leave nothing of what was known about the last one. */
    private void lookAgain() {
        if (selfCheck != null) {
            selfCheck.look(engine.fingerprint());
        }
    }

    /** Of two numbers that are not negative, as far as a {@code long} goes. */
    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    /** The step has led to a state that was seen before. */
    private void meet(int number, boolean isProgress) {
        if (number == OpenStates.CLOSED) {
            path.setLeft();
        } else {
            path.reach(number, isProgress);
        }
    }

    private void enter(int mark, int place, long fingerprint) {
        seen.add(place, fingerprint);
        path.push(mark, open.add(fingerprint), isProgress);
        maxSteps = Math.max(maxSteps, engine.steps());
        unfolded = sum(unfolded, exchanges == null ? 1 : exchanges.orbit());
        if (engine.isQuiet()) {
            finals++;
            subject.atTheEnd();
        }
        Rule broken = subject.brokenByState();
        if (broken != null) {
            found(broken);
            path.setLeft();
            path.skip();
        } else if (engine.steps() >= limits.depth() && !engine.isQuiet()) {
            isCut = true;
            path.setLeft();
            path.skip();
        }
    }

    /** All steps from the state were made: back to where it was entered from. */
    private void leave() {
        boolean isFirstOfItsSet = path.isFirstOfItsSet();
        if (isFirstOfItsSet) {
            close();
        }
        engine.undo(path.mark());
        path.pop(isFirstOfItsSet);
    }

    private void close() {
        int first = path.number();
        if (path.isTrap()) {
            trapped();
        } else if (path.isStarvation()) {
            starvations++;
        }
        open.truncate(first);
    }

    /** The newest state is the first of a trap: the schedule leads there, and once round. */
    private void trapped() {
        if (!findings.has(Rule.LIVELOCK)) {
            Schedule.Recorder recorder = choices(path.depth() - 1);
            int loopStart = recorder.size();
            Breadth.roundTrip(subject).forEach(choice -> recorder.add(choice.from(), choice.to()));
            Rule rule = new Rule(Rule.LIVELOCK, Rule.Kind.LIVELOCK, "no operation ends any more, whatever is chosen");
            trap = seenFromHere();
            found(new Finding(rule, recorder.toSchedule(), loopStart));
        }
    }

    /** All of the trap, also what this search passes over, as a shortest way into it may lead there. */
    private StateTable seenFromHere() {
        Breadth all = new Breadth(subject, limits.withDepth(Integer.MAX_VALUE), (broken, fingerprint) -> false);
        all.search();
        return all.end() == SearchEnd.EXHAUSTED ? all.seen() : null;
    }

    /** How many states there are if those that differ by an exchange of vCPUs are counted apart. */
    long unfolded() {
        return unfolded;
    }

    /** The states of the first trap that was found, or null if there was none, or too many for the limits. */
    StateTable trap() {
        return trap;
    }

    private void found(Rule rule) {
        if (!findings.has(rule.name())) {
            found(new Finding(rule, choices(path.depth()).toSchedule()));
        }
    }

    private void found(Finding finding) {
        findings.add(finding);
        if (findings.areEnough()) {
            end = SearchEnd.FOUND;
        }
    }

    /** The choices made at the first {@code states} states of the path. */
    private Schedule.Recorder choices(int states) {
        Schedule.Recorder recorder = new Schedule.Recorder();
        path.chosen(states, channel -> recorder.add(engine.sender(channel), engine.receiver(channel)));
        return recorder;
    }

    int states() {
        return seen.size();
    }

    long transitions() {
        return transitions;
    }

    /** How many states are final: no message is in flight. */
    int finals() {
        return finals;
    }

    /** The most steps that a schedule had. */
    int maxDepth() {
        return maxSteps;
    }

    /** How many sets of states lead round and round without progress, but can be left. */
    int starvations() {
        return starvations;
    }

    /** Bytes of all that the search remembers. */
    long bytes() {
        return seen.bytes() + open.bytes() + path.bytes() + engine.bytes() + foresight.bytes();
    }

    double collisionBound() {
        return seen.collisionBound() + foresight.collisionBound();
    }
}
