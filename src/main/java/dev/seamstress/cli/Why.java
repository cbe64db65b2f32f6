package dev.seamstress.cli;

import dev.seamstress.check.invariant.Invariant;
import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.explore.Explainer;
import dev.seamstress.explore.Explanation;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.Limits;
import dev.seamstress.explore.NearestPass;
import dev.seamstress.explore.Recheck;
import dev.seamstress.explore.Rule;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.tell.Story;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What broke in a run, and which steps it comes of.
 *
 * @param rule as {@code expect} names it; empty if nothing broke
 * @param step the one that broke it, or the last one of a livelock; -1 if nothing broke
 * @param text how it was broken
 * @param explanation what searches found out; empty for a log, and if the file does not break its rule first
 * @param causes the steps that lead to the break: of all that it comes of, those from the one on after which nothing
 *     could save the run, which comes first, if that is known; with it the step that would have had to come before it
 * @param roots the steps before those that could have made a difference to the break, too
 */
record Why(
        String rule,
        int step,
        String text,
        Optional<Explanation> explanation,
        List<Integer> causes,
        List<Integer> roots) {
    private static final int NONE = -1;
    private static final Why NOTHING = new Why("", -1, "", Optional.empty(), List.of(), List.of());

    /** Errors: {@link NotModelledException} if this version cannot run the scenario. */
    static Why of(ToldRun run, Limits limits) throws NotModelledException {
        Optional<Finding> finding = Optional.empty();
        if (run.schedule().isPresent()) {
            RunFile.Replayed replayed = run.schedule().get();
            World world = World.of(replayed.scenario(), replayed.model());
            finding = Recheck.of(
                    world,
                    replayed.file().schedule(),
                    replayed.file().rule(),
                    replayed.file().loop());
        }
        return finding.isPresent() ? searched(run, finding.get(), limits) : told(run.story());
    }

    private static Why searched(ToldRun run, Finding finding, Limits limits) throws NotModelledException {
        RunFile.Replayed replayed = run.schedule().orElseThrow();
        World first = World.of(replayed.scenario(), replayed.model());
        Explainer explainer = new Explainer(() -> World.again(first.scenario(), replayed.model()), limits);
        Explanation explanation = explainer.explain(finding);
        int step = finding.schedule().size() - 1;
        int doom = explanation.doom().step();
        int later = explanation.nearest().map(NearestPass::passingComes).orElse(NearestPass.NEVER);
        List<Integer> causes = causes(run.story(), step, doom, later);
        return new Why(
                finding.rule().name(),
                step,
                finding.rule().text(),
                Optional.of(explanation),
                causes,
                roots(run.story(), step, doom));
    }

    /** By what the log says alone: a KVM_BUG_ON comes first in its step. */
    private static Why told(Story story) {
        Optional<LogEntry.Broken> first = story.broken().stream().min(Comparator.comparingInt(LogEntry.Broken::step));
        int bug = story.bugStep();
        if (bug >= 0 && (first.isEmpty() || bug <= first.get().step())) {
            return told(story, Rule.BUG_ON, bug, "a KVM_BUG_ON fired");
        }
        boolean isDeadlock = story.end() != null && story.end().how().equals(RunOutcome.End.DEADLOCK.text());
        if (first.isEmpty() && isDeadlock) {
            return told(story, Rule.DEADLOCK, story.steps().size() - 1, "nothing can happen any more");
        }
        return first.map(broken -> told(story, broken.rule(), broken.step(), broken.text()))
                .orElse(NOTHING);
    }

    private static Why told(Story story, String rule, int step, String text) {
        return new Why(rule, step, text, Optional.empty(), causes(story, step, NONE, NONE), List.of());
    }

    /** {@code later}: a step that would have had to come before {@code doom}. */
    private static List<Integer> causes(Story story, int step, int doom, int later) {
        BitSet past = story.past(step);
        List<Integer> causes = new ArrayList<>();
        for (int at = Math.max(doom, 0); at <= step && at < story.steps().size(); at++) {
            if (at == doom
                    || at == step
                    || at == later
                    || past.get(at) && story.steps().get(at).isTold()) {
                causes.add(at);
            }
        }
        return causes;
    }

    private static List<Integer> roots(Story story, int step, int doom) {
        return story.past(step).stream()
                .filter(at -> at < doom && story.steps().get(at).isTold())
                .boxed()
                .toList();
    }

    boolean isBroken() {
        return !rule.isEmpty();
    }

    /** The step from which on a livelock goes round, or -1. */
    int loop() {
        return explanation.map(found -> found.finding().loopStart()).orElse(-1);
    }

    /** What broke and where, in a few words. */
    String headline() {
        if (!isBroken()) {
            return "nothing is broken";
        } else if (rule.equals(Rule.LIVELOCK)) {
            return "livelock from step " + (loop() >= 0 ? loop() : step) + " on";
        }
        return rule.equals(Rule.DEADLOCK) ? "deadlock after step " + step : rule + " is broken in step " + step;
    }

    /** The schedule that passes and is nearest, if one is known. */
    Optional<NearestPass> nearest() {
        return explanation.flatMap(Explanation::nearest);
    }

    /** The rule in a sentence, and its source in brackets; empty if the rule is the script's own. */
    String statement() {
        for (Invariant invariant : Invariants.all()) {
            if (invariant.name().equals(rule)) {
                return invariant.statement() + " [" + invariant.source() + "]";
            }
        }
        return "";
    }
}
