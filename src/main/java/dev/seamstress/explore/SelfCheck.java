package dev.seamstress.explore;

import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.engine.Engine;
import dev.seamstress.engine.Prompts;
import java.util.OptionalLong;

/**
 * Does not believe the engine: computes each fingerprint from nothing, makes each step twice, also those of which it is
 * known where they lead, asks whether a state that was reached before can do now what it could do then, and, of a
 * message or a step that a search makes at once, whether all that can come before it leads to the same after it.
 *
 * <p>What a state can do finds a word that it depends on and no field list has. It costs a few times the search.
 *
 * <p>Errors: {@link ModelBug} says what did not agree.
 */
final class SelfCheck {
    private final Subject subject;
    private final Engine engine;
    private final Prompts prompts;
    private final StateTable futures = new StateTable();
    private boolean isExpecting;
    private long expected;
    private boolean isProgressExpected;

    SelfCheck(Subject subject) {
        this.subject = subject;
        this.engine = subject.engine();
        this.prompts = engine.prompts();
    }

    /** The step that is made next is known to lead to that state. */
    void expect(long fingerprint, boolean isProgress) {
        isExpecting = true;
        expected = fingerprint;
        isProgressExpected = isProgress;
    }

    /** The step was made; {@code broken}: what it broke, or null. */
    void compare(Rule broken) {
        if (!isExpecting) {
            return;
        }
        isExpecting = false;
        boolean isAsExpected =
                broken == null && engine.fingerprint() == expected && subject.isProgress() == isProgressExpected;
        if (!isAsExpected) {
            throw new ModelBug("self-check: step " + (engine.steps() - 1) + " did not do what was known of it: "
                    + (broken == null ? "it led elsewhere" : "it broke " + broken.name()));
        }
    }

    /** Looks at the state that a step has just led to; afterwards the engine is in it again. */
    void look(long fingerprint) {
        long computed = engine.recomputeFingerprint();
        if (computed != fingerprint) {
            throw new ModelBug("self-check: the fingerprint is " + Long.toHexString(fingerprint)
                    + ", and computed anew " + Long.toHexString(computed) + " after step " + engine.steps());
        }
        lookAtOrder();
        int future = future();
        int place = futures.find(fingerprint);
        if (place < 0) {
            futures.add(place, fingerprint, future);
        } else if (futures.value(place) != future) {
            throw new ModelBug("self-check: two schedules lead to the state " + Long.toHexString(fingerprint)
                    + ", and it goes on differently after them; a field is missing from a list");
        }
    }

    /**
     * Of what a search makes at once, or later, nobody can tell when it is made. A rule that another step breaks before
     * it may be silent after it, where the message wakes somebody up whom the rule looks at; it speaks where that one
     * has not asked yet.
     */
    private void lookAtOrder() {
        for (int one = engine.nextChannel(0); one >= 0; one = engine.nextChannel(one + 1)) {
            if (!prompts.is(one) && !prompts.isLater(one)) {
                continue;
            }
            for (int other = engine.nextChannel(0); other >= 0; other = engine.nextChannel(other + 1)) {
                if (other != one) {
                    lookAtOrder(one, other);
                }
            }
        }
    }

    private void lookAtOrder(int one, int other) {
        OptionalLong first = steps(one, other);
        OptionalLong last = steps(other, one);
        if (first.isPresent() && last.isPresent() && first.getAsLong() != last.getAsLong()) {
            throw new ModelBug("self-check: it makes a difference whether a message from " + engine.sender(one) + " to "
                    + engine.receiver(one) + " comes before the one from " + engine.sender(other) + " to "
                    + engine.receiver(other) + ", which it must not");
        }
    }

    private int nextPrompt(int from) {
        int channel = engine.nextChannel(from);
        while (channel >= 0 && !prompts.is(channel)) {
            channel = engine.nextChannel(channel + 1);
        }
        return channel;
    }

    /** The fingerprint after two steps and all that happens at once then; empty if they break something. */
    private OptionalLong steps(int one, int other) {
        int mark = engine.mark();
        subject.step(one);
        boolean isBroken = broken() != null;
        for (int next = other; next >= 0 && !isBroken; next = nextPrompt(0)) {
            subject.step(next);
            isBroken = broken() != null;
        }
        OptionalLong after = isBroken ? OptionalLong.empty() : OptionalLong.of(engine.fingerprint());
        engine.undo(mark);
        return after;
    }

    private Rule broken() {
        Rule broken = subject.brokenByStep();
        return broken == null ? subject.brokenByState() : broken;
    }

    /** A number for all that can happen next: each choice, what it breaks, and where it leads. */
    private int future() {
        long sum = 0;
        for (int channel = engine.nextChannel(0); channel >= 0; channel = engine.nextChannel(channel + 1)) {
            long first = step(channel);
            long again = step(channel);
            if (first != again) {
                throw new ModelBug("self-check: the same step from the same state leads to " + Long.toHexString(first)
                        + ", then to " + Long.toHexString(again));
            }
            sum += Mix.mix(choice(channel), first);
        }
        return (int) Mix.mix(sum);
    }

    /** Of two merged states either has the other's choices, for other vCPUs. */
    private long choice(int channel) {
        return engine.exchanges()
                .map(all -> all.commonChoice(engine.sender(channel), engine.receiver(channel)))
                .orElse((long) channel);
    }

    private long step(int channel) {
        int mark = engine.mark();
        subject.step(channel);
        Rule broken = broken();
        long result = broken == null ? engine.fingerprint() : Mix.tag(broken.name());
        engine.undo(mark);
        return result;
    }
}
