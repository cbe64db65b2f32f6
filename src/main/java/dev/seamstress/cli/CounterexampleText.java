package dev.seamstress.cli;

import dev.seamstress.explore.Doom;
import dev.seamstress.explore.Shrunk;
import dev.seamstress.scenario.reduce.ScenarioSize;
import dev.seamstress.trace.export.Wrap;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A counterexample as a person reads it. */
final class CounterexampleText {
    private final PrintWriter out;
    private final Counterexample counterexample;

    CounterexampleText(PrintWriter out, Counterexample counterexample) {
        this.out = out;
        this.counterexample = counterexample;
    }

    /** All of it; beside a mail, what can be said without the drawing. */
    void print(boolean isMail) {
        line("  shown in less: " + less());
        new CounterexampleSaid(counterexample).said().forEach(text -> line("  " + text));
        if (isMail) {
            return;
        }
        out.println();
        counterexample.shrunk().text().lines().forEach(text -> out.println("    " + text));
        out.println();
        counterexample.diagram().forEach(text -> out.println(("  " + text).stripTrailing()));
    }

    /**
     * The commands that make it again, of which it is in {@code file}: as it is, and by hand, from before the step
     * after which nothing can be saved.
     */
    void again(String file) {
        String quoted = RunText.quoted(file);
        out.println("  again: ./seamstress replay " + quoted);
        Doom doom = counterexample.explanation().doom();
        boolean hasSteps = counterexample.shrunk().finding().schedule().size() <= HandRun.STEPS_MAX;
        if (!doom.isFromTheStart() && hasSteps) {
            out.println("  or else: ./seamstress step " + quoted + " --at " + doom.step());
        }
    }

    /** What was left out of the scenario, and whether that is all that can be. */
    private String less() {
        Shrunk shrunk = counterexample.shrunk();
        ScenarioSize removed = shrunk.removed();
        List<String> parts = new ArrayList<>();
        add(parts, removed.columns(), "column");
        add(parts, removed.operations(), "operation");
        add(parts, removed.pages(), "page");
        add(parts, removed.names(), "name");
        add(parts, removed.facts(), "fact");
        add(parts, removed.claims(), "claim");
        String left = parts.isEmpty() ? "nothing could be left out" : String.join(", ", parts) + " left out";
        String minimal = shrunk.isMinimal() ? "" : "; more may be, the search met its bound";
        int steps = shrunk.finding().schedule().size();
        String length = Counted.of(steps, "step");
        return left + minimal + "; " + length + (shrunk.isShortest() ? ", and no schedule is shorter" : "");
    }

    private static void add(List<String> parts, long count, String noun) {
        if (count > 0) {
            parts.add(Counted.of(count, noun));
        }
    }

    private void line(String text) {
        Wrap.lines(text, "    ").forEach(out::println);
    }
}
