package dev.seamstress.cli;

import dev.seamstress.explore.Exploration;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.Rule;
import dev.seamstress.explore.SearchEnd;
import dev.seamstress.trace.export.Wrap;
import dev.seamstress.world.World;
import dev.seamstress.world.WrittenApart;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An exploration as a person reads it: the verdict first, then what it depends on, then what led to it. */
final class ExploreText {
    /** From so many on it is worth a line how there would be fewer. */
    private static final int MANY_STATES = 10_000;

    private final PrintWriter out;
    private final boolean isVerbose;
    private final boolean isMail;

    /** {@code isMail}: whether counterexamples are printed in the form of a mail. */
    ExploreText(PrintWriter out, boolean isVerbose, boolean isMail) {
        this.out = out;
        this.isVerbose = isVerbose;
        this.isMail = isMail;
    }

    /** {@code written}: the file of the counterexample, or null. */
    void print(ExploreOutcome outcome, String written) {
        line(outcome.world().scenario().title().name() + ": " + verdict(outcome) + expected(outcome), "    ");
        line("  " + assumptions(outcome.world()), "    ");
        size(outcome.exploration());
        outcome.finding().ifPresent(finding -> finding(finding, outcome));
        leftOpen(outcome.exploration());
        if (isVerbose || outcome.exploration().verdict() == Exploration.Verdict.NOT_FOUND) {
            coverage(outcome);
        }
        if (outcome.exploration().size().states() >= MANY_STATES) {
            WrittenApart.text(outcome.world().scenario()).ifPresent(text -> line("  hint: " + text, "    "));
        }
        if (isVerbose) {
            more(outcome.exploration());
        }
        outcome.counterexample().ifPresent(counterexample -> {
            CounterexampleText text = new CounterexampleText(out, counterexample);
            text.print(isMail);
            if (written != null) {
                out.println();
                text.again(written);
            }
        });
        out.println();
    }

    private void line(String text, String indent) {
        Wrap.lines(text, indent).forEach(out::println);
    }

    /** The verdict in the three words, and its size. */
    static String verdict(ExploreOutcome outcome) {
        Exploration exploration = outcome.exploration();
        String without = RulesOff.suffix(outcome.world().model());
        return switch (exploration.verdict()) {
            case PROVED -> "PROVED" + without + " (" + states(exploration.size()) + ")";
            case REFUTED -> refuted(outcome.finding().orElseThrow(), without);
            case NOT_FOUND -> "NOT FOUND" + without + ": " + exploration.end().text();
        };
    }

    /** Of states that differ by an exchange of vCPUs only one was visited. */
    private static String states(Exploration.Size size) {
        String visited = count(size.states(), "state");
        return size.unfolded() == size.states()
                ? visited
                : visited + " for " + String.format(Locale.ROOT, "%,d", size.unfolded()) + " with exchanged vCPUs";
    }

    private static String refuted(Finding finding, String without) {
        String rule = "REFUTED " + finding.rule().name() + without;
        if (finding.rule().kind() == Rule.Kind.VACUOUS) {
            return rule + " (vacuous)";
        }
        String loop = finding.loopStart() == Finding.NO_LOOP
                ? ""
                : ", the last " + (finding.schedule().size() - finding.loopStart()) + " of them for ever";
        return rule + " (" + count(finding.schedule().size(), "step") + loop + ")";
    }

    private static String expected(ExploreOutcome outcome) {
        boolean isComparable = outcome.expectation().isComparable();
        if (isComparable && outcome.expectation().isMet(outcome.exploration())) {
            return outcome.expectation().target().expected().word().equals("proved") ? "" : ", as expected";
        }
        return "; expected: " + outcome.expectation().text();
    }

    private static String assumptions(World world) {
        List<String> parts = new ArrayList<>(List.of(RunText.model(world), "SC"));
        parts.addAll(LiveParts.of(world));
        parts.addAll(LiveParts.exceptions(world));
        parts.add("scenario " + world.scenario().title().hash());
        return String.join("; ", parts);
    }

    private static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    private void size(Exploration exploration) {
        Exploration.Size size = exploration.size();
        List<String> parts = new ArrayList<>();
        if (size.states() > 0) {
            if (exploration.verdict() != Exploration.Verdict.PROVED) {
                parts.add(states(size));
            }
            parts.add(count(size.transitions(), "transition"));
            parts.add(size.finals() + " final");
            parts.add("depth " + size.depth());
            parts.add(String.format(Locale.ROOT, "two states taken for one: chance below %.0e", size.collisionBound()));
        }
        if (exploration.walks().schedules() > 0) {
            parts.add(count(exploration.walks().schedules(), "schedule") + " walked");
            parts.add(count(exploration.walks().steps(), "step"));
        }
        if (exploration.walks().cut() > 0) {
            parts.add(count(exploration.walks().cut(), "schedule") + " cut after "
                    + count(exploration.walks().depth(), "step") + ", before their end");
        }
        line("  " + String.join("; ", parts), "    ");
    }

    private void finding(Finding finding, ExploreOutcome outcome) {
        line("  " + finding.rule().name() + ": " + finding.rule().text(), "    ");
        for (Finding other : outcome.exploration().findings()) {
            if (!other.rule().name().equals(finding.rule().name())) {
                line("  also " + other.rule().name() + ": " + other.rule().text(), "    ");
            }
        }
    }

    private void leftOpen(Exploration exploration) {
        boolean isOpen =
                exploration.end() != SearchEnd.EXHAUSTED && exploration.verdict() != Exploration.Verdict.REFUTED;
        if (isOpen && !exploration.unwitnessed().isEmpty()) {
            line("  not seen: " + String.join(", ", exploration.unwitnessed()), "    ");
        }
        if (isOpen) {
            boolean isSearched = exploration.livelocks() == Exploration.Livelocks.SOME;
            line("  livelocks: " + (isSearched ? "not looked for in what was left open" : "walks see none"), "    ");
        }
    }

    private void coverage(ExploreOutcome outcome) {
        Exploration exploration = outcome.exploration();
        line("  symmetry: " + exploration.size().symmetry(), "    ");
        if (isVerbose && outcome.hasAllMoments()) {
            line("  moments: all, also those that nobody can tell apart", "    ");
        }
        if (isVerbose) {
            line("  fused: " + Fused.text(outcome.world().kvm().footprint()), "    ");
        }
        line("  coverage: " + exploration.coverage().triples() + " of (machine, place, message)", "    ");
        List<String> gaps = exploration.coverage().gaps();
        if (!gaps.isEmpty()) {
            line("  never reached: " + String.join(", ", gaps), "    ");
        }
    }

    private void more(Exploration exploration) {
        if (exploration.size().starvations() > 0) {
            line(
                    "  starvation possible: " + count(exploration.size().starvations(), "set")
                            + " of states can be gone round in for ever, and also left",
                    "    ");
        }
        exploration.outcomes().counts().forEach((text, number) -> {
            String results = text.isEmpty() ? "no labels" : text;
            out.println(String.format(Locale.ROOT, "  %,12d : %s", number, results));
        });
        if (exploration.outcomes().others() > 0) {
            out.println(String.format(
                    Locale.ROOT, "  %,12d : others", exploration.outcomes().others()));
        }
    }
}
