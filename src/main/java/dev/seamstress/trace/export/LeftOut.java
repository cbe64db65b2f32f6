package dev.seamstress.trace.export;

import java.util.BitSet;
import java.util.stream.Collectors;

/** Steps that a timeline leaves out, from one that it shows to the next. */
final class LeftOut {
    private final Actors actors;
    private final BitSet who = new BitSet();
    private int steps;
    private int last = -1;

    LeftOut(Actors actors) {
        this.actors = actors;
    }

    /** Something that would have had a row. */
    void add(int step, int actor) {
        steps += step == last ? 0 : 1;
        last = step;
        who.set(actor);
    }

    boolean isEmpty() {
        return steps == 0;
    }

    /** What was left out, as in {@code 12 steps of P0, mmu}; then nothing is any more. */
    String take() {
        String names = who.stream().mapToObj(actors::name).collect(Collectors.joining(", "));
        String text = steps + (steps == 1 ? " step of " : " steps of ") + names;
        steps = 0;
        who.clear();
        return text;
    }
}
