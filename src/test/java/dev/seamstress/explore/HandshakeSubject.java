package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.engine.KnownSteps;
import dev.seamstress.model.handshake.Handshake;
import dev.seamstress.model.handshake.Sink;

/** The handshake as a search sees it: at the end all threads are done. */
final class HandshakeSubject implements Subject {
    private final Handshake model;
    private final Engine engine;

    HandshakeSubject(Handshake model) {
        this.model = model;
        this.engine = new Engine(model.assembly(), true);
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public KnownSteps knownSteps() {
        return engine.knownSteps();
    }

    @Override
    public Rule brokenByState() {
        int done = ((Sink) engine.machine(model.sinkId())).done();
        return engine.isQuiet() && done != model.vcpus() + 1
                ? new Rule(Rule.DEADLOCK, Rule.Kind.DEADLOCK, "only " + done + " threads are done")
                : null;
    }
}
