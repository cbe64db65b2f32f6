package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;

/** A judged world, for tests that want to do something besides. */
class Judged implements Subject {
    final Judge judge;

    Judged(Judge judge) {
        this.judge = judge;
    }

    @Override
    public Engine engine() {
        return judge.engine();
    }

    @Override
    public KnownSteps knownSteps() {
        return judge.knownSteps();
    }

    @Override
    public void step(int channel) {
        judge.step(channel);
    }

    @Override
    public Rule brokenByStep() {
        return judge.brokenByStep();
    }

    @Override
    public Rule brokenByState() {
        return judge.brokenByState();
    }

    @Override
    public boolean isProgress() {
        return judge.isProgress();
    }

    @Override
    public void atTheEnd() {
        judge.atTheEnd();
    }
}
