package dev.seamstress.cli;

import dev.seamstress.core.machine.Event;
import dev.seamstress.explore.Blame;
import dev.seamstress.explore.Doom;
import dev.seamstress.explore.NearestPass;
import dev.seamstress.explore.Rule;
import dev.seamstress.sched.Choice;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.Ascii;
import dev.seamstress.trace.export.TimelineView;
import dev.seamstress.trace.export.Wrap;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.tell.Story;
import dev.seamstress.trace.tell.StoryStep;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A run told to a person: what happened, what broke, and why. */
final class ExplainText {
    private static final int DIGITS_MIN = 4;
    private static final String CAUSE = "* ";

    private final PrintWriter out;
    private final int width;

    ExplainText(PrintWriter out, int width) {
        this.out = out;
        this.width = width;
    }

    /** {@code shown}: which steps are told besides the causes. */
    void print(ToldRun run, Why why, TimelineView shown) {
        Story story = run.story();
        LogEntry.Head head = story.head();
        int steps = story.steps().size();
        String length = Counted.of(steps, "step");
        paragraph(
                "",
                Ascii.escape(head.scenario() + ", " + head.model() + ", module " + head.module()) + ": " + length + ", "
                        + why.headline());
        out.println();
        out.println("What happened" + Ascii.escape(shown.note()));
        story(story, why, shown);
        out.println();
        out.println("What broke");
        broke(story, why);
        if (why.isBroken()) {
            out.println();
            out.println("Which steps cause it");
            causes(run, why);
        }
    }

    private void story(Story story, Why why, TimelineView shown) {
        int digits = Math.max(DIGITS_MIN, Integer.toString(story.steps().size()).length());
        int silent = 0;
        int other = 0;
        for (StoryStep step : story.steps()) {
            if (step.step() == why.loop()) {
                out.println("  from here on, for ever:");
            }
            boolean isCause = why.causes().contains(step.step());
            if (!step.isTold() && !isCause) {
                silent++;
                continue;
            } else if (!isCause && !shown.steps().step(step.step())) {
                other++;
                continue;
            }
            String number = " ".repeat(digits - Integer.toString(step.step()).length()) + step.step();
            paragraph("  " + (isCause ? CAUSE : "  ") + number + "  ", step.sentence());
        }
        if (other > 0) {
            paragraph("  ", other + (other == 1 ? " step is" : " steps are") + " left out that nobody asked for.");
        }
        if (silent > 0) {
            paragraph(
                    "  ",
                    silent + (silent == 1 ? " step is" : " steps are")
                            + " left out, in which threads go on and messages arrive, and nothing is told.");
        }
    }

    private void broke(Story story, Why why) {
        if (!why.isBroken()) {
            String end = story.end() == null
                    ? "it breaks off"
                    : Ascii.escape(story.end().how());
            paragraph("  ", "Nothing broke: " + end + ". One run decides nothing about the others.");
            return;
        }
        String headline = why.headline();
        String what = headline.substring(0, 1).toUpperCase(Locale.ROOT) + headline.substring(1);
        paragraph("  ", (why.rule().equals(Rule.BUG_ON) ? headline : what) + ": " + Ascii.escape(why.text()) + ".");
        bug(story, why).ifPresent(clause -> paragraph("  ", "It " + clause.text() + source(clause) + "."));
        if (!why.statement().isEmpty()) {
            paragraph("  ", "The rule: " + why.statement() + ".");
        }
    }

    private static Optional<StoryStep.Clause> bug(Story story, Why why) {
        return !why.rule().equals(Rule.BUG_ON)
                ? Optional.empty()
                : story.steps().get(why.step()).clauses().stream()
                        .filter(clause -> clause.event().equals(Event.BUG_ON.text()))
                        .findFirst();
    }

    private static String source(StoryStep.Clause clause) {
        return clause.source().isEmpty() ? "" : " [" + clause.source() + "]";
    }

    private void causes(ToldRun run, Why why) {
        paragraph("  ", "Marked * above: " + numbers(why.causes()) + ".");
        if (why.explanation().isEmpty()) {
            paragraph("  ", "These are all steps that could have made a difference to it. " + more(run));
            return;
        }
        Doom doom = why.explanation().get().doom();
        String all = doom.isFromTheStart() ? ": it breaks in any order, and is no race" : "";
        paragraph("  ", sentence(doom.text() + all));
        if (!why.roots().isEmpty()) {
            paragraph("  ", "What led there, and could have made a difference: " + numbers(why.roots()) + ".");
        }
        Actors actors = new Actors(run.story().head().actors());
        why.nearest().ifPresent(nearest -> paragraph("  ", nearest(nearest, actors)));
        Blame blame = why.explanation().get().blame();
        paragraph("  ", "Look at " + blame.who() + ": " + blame.sentence() + ".");
    }

    private static String more(ToldRun run) {
        return run.schedule().isPresent()
                ? "The file's rule is not what breaks first, so nothing was searched."
                : "What could have saved it a log does not tell; explain the schedule ('run --schedule-out') for that.";
    }

    private static String nearest(NearestPass nearest, Actors actors) {
        String later = nearest.passingComes() == NearestPass.NEVER
                ? ""
                : "; here that comes in step " + nearest.passingComes();
        String same = nearest.fork() == 0 ? "" : ", and is the same up to step " + (nearest.fork() - 1);
        return "The nearest schedule that passes has " + nearest.schedule().size() + " steps" + same
                + ". Where here " + words(nearest.failing(), actors) + ", there " + words(nearest.passing(), actors)
                + " first" + later
                + ".";
    }

    /** A choice in words. */
    private static String words(Choice choice, Actors actors) {
        String to = actors.name(choice.to());
        return choice.from() == choice.to()
                ? to + " goes on"
                : to + " takes a message of " + actors.name(choice.from());
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    private static String numbers(List<Integer> steps) {
        String all = steps.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return (steps.size() == 1 ? "step " : "steps ") + all;
    }

    private void paragraph(String before, String text) {
        String indent = " ".repeat(before.length());
        Wrap.lines(before + text, indent, width).forEach(out::println);
    }
}
