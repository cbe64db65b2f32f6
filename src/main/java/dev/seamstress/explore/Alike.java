package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;

/**
 * A judged world in which a rule counts as broken only in a certain {@link Manner}. In another it is broken by another
 * name, so a search goes no further there, and goes on elsewhere.
 */
final class Alike implements Subject {
    private final Judge judge;
    private final String rule;
    private final Manner manner;
    private final Manner.Told told = new Manner.Told();

    /** {@code rule}: the name of the one that has to be broken in that manner. */
    Alike(Judge judge, String rule, Manner manner) {
        this.judge = judge;
        this.rule = rule;
        this.manner = manner;
        judge.setListener(told);
    }

    @Override
    public Engine engine() {
        return judge.engine();
    }

    /** What was told is asked for only after a step that was made, and of that step alone. */
    @Override
    public KnownSteps knownSteps() {
        return judge.engine().knownSteps();
    }

    @Override
    public void step(int channel) {
        judge.step(channel);
    }

    @Override
    public Rule brokenByStep() {
        return named(judge.brokenByStep());
    }

    @Override
    public Rule brokenByState() {
        return named(judge.brokenByState());
    }

    private Rule named(Rule broken) {
        boolean isOther = broken != null && broken.name().equals(rule) && !manner.isThatOf(broken, judge, told);
        return isOther ? new Rule(rule + " otherwise", broken.kind(), broken.text()) : broken;
    }

    @Override
    public boolean isProgress() {
        return judge.isProgress();
    }
}
