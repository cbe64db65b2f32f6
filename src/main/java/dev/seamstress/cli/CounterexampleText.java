package dev.seamstress.cli;

import dev.seamstress.explore.Explanation;
import dev.seamstress.explore.NearestPass;
import dev.seamstress.explore.Rule;
import dev.seamstress.explore.Shrunk;
import dev.seamstress.scenario.reduce.ScenarioSize;
import dev.seamstress.sched.Choice;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.Wrap;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A counterexample as a person reads it. */
final class CounterexampleText {
    /** Mails are broken behind 76 or so characters, and a line here begins with three more. */
    private static final int MAIL_WIDTH = 72;

    private final PrintWriter out;
    private final Counterexample counterexample;
    private final Actors actors;

    CounterexampleText(PrintWriter out, Counterexample counterexample) {
        this.out = out;
        this.counterexample = counterexample;
        this.actors = Actors.of(counterexample.world().assembly());
    }

    /** All of it; beside a mail, what can be said without the drawing. */
    void print(boolean isMail) {
        line("  shown in less: " + less());
        said().forEach(text -> line("  " + text));
        if (isMail) {
            return;
        }
        out.println();
        counterexample.shrunk().text().lines().forEach(text -> out.println("    " + text));
        out.println();
        counterexample.diagram().forEach(text -> out.println(("  " + text).stripTrailing()));
    }

    /** Since when it was decided, by what, and who is to blame. */
    private List<String> said() {
        Explanation explanation = counterexample.explanation();
        List<String> said = new ArrayList<>();
        said.add(explanation.doom().text());
        explanation.nearest().ifPresent(nearest -> said.add(text(nearest)));
        said.add("look at " + explanation.blame().who() + ": "
                + explanation.blame().sentence());
        if (counterexample.shrunk().finding().rule().name().equals(Rule.RESULTS)) {
            said.add("if the operation may end so, announce that result in its row, behind `=>`");
        }
        return said;
    }

    /** What a mail says of it, in lines that are not broken on the way. */
    List<String> mailed() {
        Rule rule = counterexample.shrunk().finding().rule();
        List<String> said = new ArrayList<>();
        said.add("REFUTED " + rule.name() + " under " + counterexample.file().model() + ": "
                + rule.text().replaceAll("\\s+", " "));
        said.addAll(said());
        said.add("again: save this mail as FILE, and say seamstress replay FILE");
        return said.stream()
                .flatMap(text -> Wrap.lines(text, "  ", MAIL_WIDTH).stream())
                .toList();
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

    private String text(NearestPass nearest) {
        String steps = nearest.schedule().size() + " steps, and differs first at step " + nearest.fork();
        String order = name(nearest.passing()) + " goes before " + name(nearest.failing());
        String here = nearest.passingComes() == NearestPass.NEVER
                ? ""
                : "; here that comes at step " + nearest.passingComes();
        return "the nearest schedule that passes has " + steps + ": there " + order + here;
    }

    private String name(Choice choice) {
        return actors.name(choice.from()) + ">" + actors.name(choice.to());
    }
}
