package dev.seamstress.cli;

import dev.seamstress.explore.Explanation;
import dev.seamstress.explore.NearestPass;
import dev.seamstress.sched.Choice;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.Wrap;
import dev.seamstress.world.World;
import java.io.PrintWriter;

/** A counterexample as a person reads it. */
final class CounterexampleText {
    private final PrintWriter out;
    private final Actors actors;

    CounterexampleText(PrintWriter out, World world) {
        this.out = out;
        this.actors = Actors.of(world.assembly());
    }

    void print(Counterexample counterexample) {
        Explanation explanation = counterexample.explanation();
        line("  " + explanation.doom().text());
        explanation.nearest().ifPresent(nearest -> line("  " + text(nearest)));
        line("  look at " + explanation.blame().who() + ": "
                + explanation.blame().sentence());
        counterexample.notes().forEach(note -> line("  " + note));
        out.println();
        counterexample.diagram().forEach(text -> out.println(("  " + text).stripTrailing()));
    }

    private void line(String text) {
        Wrap.lines(text, "    ").forEach(out::println);
    }

    private String text(NearestPass nearest) {
        String here = nearest.passingComes() == NearestPass.NEVER
                ? ""
                : "; here that comes at step " + nearest.passingComes();
        return "the nearest schedule that passes has " + nearest.schedule().size()
                + " steps, and differs first at step " + nearest.fork() + ": there " + name(nearest.passing())
                + " goes before " + name(nearest.failing()) + here;
    }

    private String name(Choice choice) {
        return actors.name(choice.from()) + ">" + actors.name(choice.to());
    }
}
