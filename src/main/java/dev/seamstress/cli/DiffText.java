package dev.seamstress.cli;

import dev.seamstress.explore.Rule;
import dev.seamstress.trace.export.Ascii;
import dev.seamstress.trace.export.Wrap;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.tell.RunDiff;
import dev.seamstress.trace.tell.Story;
import dev.seamstress.trace.tell.StoryStep;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What two runs differ in, for a person. */
final class DiffText {
    private static final int DIGITS = 5;

    private final PrintWriter out;
    private final int width;

    DiffText(PrintWriter out, int width) {
        this.out = out;
        this.width = width;
    }

    void print(ToldRun a, ToldRun b, RunDiff diff) {
        run("A", a);
        run("B", b);
        heads(a.story().head(), b.story().head()).forEach(text -> paragraph("  ", text));
        out.println();
        if (diff.isSame()) {
            paragraph("", "The same: all " + Counted.of(diff.a().steps().size(), "step") + ".");
            return;
        }
        first(diff);
        if (diff.isReordered()) {
            out.println();
            paragraph("", "Each actor does the same in both, in another order.");
            return;
        }
        for (RunDiff.ActorDiff actor : diff.actors()) {
            out.println();
            actor(actor);
        }
    }

    private void run(String name, ToldRun run) {
        Story story = run.story();
        paragraph(
                name + "  ",
                Ascii.escape(run.file()) + ": " + Ascii.escape(story.head().scenario()) + ", "
                        + Counted.of(story.steps().size(), "step") + ", " + end(run));
    }

    /** How a run came out. */
    static String end(ToldRun run) {
        Story story = run.story();
        List<String> broken = new ArrayList<>();
        run.schedule()
                .filter(schedule -> schedule.exitCode() == ExitCode.AS_EXPECTED)
                .filter(schedule -> schedule.file().loop().isPresent())
                .ifPresent(schedule -> broken.add(
                        Rule.LIVELOCK + " from step " + schedule.file().loop().getAsInt() + " on"));
        if (story.end() != null && story.end().how().equals(RunOutcome.End.DEADLOCK.text())) {
            broken.add(Rule.DEADLOCK);
        }
        if (story.bugStep() >= 0) {
            broken.add(Rule.BUG_ON + " in step " + story.bugStep());
        }
        story.broken().forEach(rule -> broken.add(rule.rule() + " in step " + rule.step()));
        return broken.isEmpty() ? "nothing broken" : "broken: " + String.join(", ", broken);
    }

    /** In what the heads differ that makes runs differ. */
    static List<String> heads(LogEntry.Head a, LogEntry.Head b) {
        List<String> differences = new ArrayList<>();
        differ(differences, "scenario", a, b, head -> head.scenario() + " " + head.hash());
        differ(differences, "model", a, b, LogEntry.Head::model);
        differ(differences, "module", a, b, LogEntry.Head::module);
        return differences;
    }

    private static void differ(
            List<String> differences,
            String what,
            LogEntry.Head a,
            LogEntry.Head b,
            Function<LogEntry.Head, String> value) {
        if (!value.apply(a).equals(value.apply(b))) {
            differences.add(
                    Ascii.escape("the " + what + " is not the same: A " + value.apply(a) + ", B " + value.apply(b)));
        }
    }

    private void first(RunDiff diff) {
        String same = diff.first() == 0 ? "Nothing is the same" : "The same up to step " + (diff.first() - 1);
        paragraph("", same + "; then");
        step("A", diff.a().steps(), diff.first());
        step("B", diff.b().steps(), diff.first());
    }

    private void step(String run, List<StoryStep> steps, int at) {
        if (at < steps.size()) {
            step(run, steps.get(at));
        } else {
            paragraph(margin(run, at), "is over.");
        }
    }

    private void step(String run, StoryStep step) {
        paragraph(margin(run, step.step()), step.sentence());
    }

    private static String margin(String run, int step) {
        String number = Integer.toString(step);
        return "  " + run + " ".repeat(Math.max(1, DIGITS - number.length())) + number + "  ";
    }

    private void actor(RunDiff.ActorDiff actor) {
        int before = actor.before();
        if (actor.isSame()) {
            paragraph("", actor.name() + ": the same, " + Counted.of(before, "step"));
            return;
        }
        String after = actor.after() == 0
                ? ""
                : ", and so " + (actor.after() == 1 ? "is the last one" : "are the last " + actor.after());
        String what = before == 0
                ? "differs from its first step on"
                : before == 1 ? "its first step is the same" : "its first " + before + " steps are the same";
        paragraph("", actor.name() + ": " + what + after + "; else");
        steps("A", actor.a());
        steps("B", actor.b());
    }

    /** Steps of which nothing is told are counted. */
    private void steps(String run, List<StoryStep> steps) {
        int silent = 0;
        for (StoryStep step : steps) {
            silent += step.isTold() ? 0 : 1;
            if (step.isTold()) {
                step(run, step);
            }
        }
        if (steps.isEmpty()) {
            paragraph("  " + run + " ".repeat(DIGITS) + "  ", "nothing");
        } else if (silent > 0) {
            String more = silent == steps.size() ? "" : " more";
            paragraph(
                    "  " + run + " ".repeat(DIGITS) + "  ",
                    Counted.of(silent, "step") + more + ", of which nothing is told");
        }
    }

    private void paragraph(String before, String text) {
        Wrap.lines(before + text, " ".repeat(before.length()), width).forEach(out::println);
    }
}
