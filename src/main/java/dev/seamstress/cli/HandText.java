package dev.seamstress.cli;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.explore.Rule;
import dev.seamstress.scenario.plan.NamedGfn;
import dev.seamstress.scenario.plan.StateRef;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.sched.Choice;
import dev.seamstress.trace.export.Wrap;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.tell.StoryStep;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a person reads who makes the choices of a run. */
final class HandText {
    private final PrintWriter out;

    HandText(PrintWriter out) {
        this.out = out;
    }

    /** What can be chosen; {@code usual} is what is chosen if nobody says otherwise. */
    void offers(HandRun.Position now, Choice usual) {
        out.println(" step " + now.steps());
        for (int i = 0; i < now.offers().size(); i++) {
            HandRun.Offer offer = now.offers().get(i);
            String mark = offer.choice().equals(usual) ? "*" : " ";
            line(String.format(Locale.ROOT, "  %s %d  ", mark, i + 1), offer.text());
        }
    }

    /** What has happened since step {@code first}, and what is broken by it. */
    void told(HandRun.Position now, int first) {
        for (StoryStep step : now.story().steps()) {
            if (step.step() >= first) {
                line(String.format(Locale.ROOT, "%6d  ", step.step()), step.sentence());
            }
        }
        for (LogEntry.Broken broken : now.story().broken()) {
            if (broken.step() >= first && (now.isOver() || !broken.rule().equals(Rule.RESULTS))) {
                line("        ", broken.rule() + " is broken: " + broken.text());
            }
        }
    }

    /** That nothing more can be chosen. */
    void over(HandRun.Position now) {
        String how = switch (now.outcome().end()) {
            case FINAL -> "every column has come to its end";
            case DEADLOCK -> "nothing can happen any more, and a column has not come to its end";
            case BROKEN -> "it ends here, as a rule is broken";
            case CRASHED -> "a machine has crashed, which is a bug of this program";
            case DID_NOT_END -> "nobody chooses more than " + HandRun.STEPS_MAX + " steps";
        };
        out.println(" step " + now.steps() + ": " + how);
    }

    /** Where everybody is, and the entries of the pages that have names, in the language of scenarios. */
    void state(HandRun.Position now) {
        World world = now.outcome().world();
        for (Machine machine : world.assembly().machines()) {
            if (machine instanceof KernelThread thread) {
                out.println("  " + machine.name() + ": " + whereabouts(thread));
            }
        }
        WorldView view = now.outcome().view();
        out.println("  mmu_lock = " + word(view, StateTerm.MMU_LOCK, 0));
        List<StateTerm> terms = new ArrayList<>();
        if (world.kvm().type().hasMirror()) {
            terms.addAll(List.of(StateTerm.MIRROR, StateTerm.SEPT));
        }
        terms.addAll(List.of(StateTerm.DIRECT, StateTerm.ATTR));
        for (NamedGfn name : world.scenario().start().names()) {
            List<String> facts = terms.stream()
                    .map(term -> term.word() + "(" + name.name() + ") = "
                            + word(view, term, name.gfn().value()))
                    .toList();
            out.println("  " + String.join("; ", facts));
        }
    }

    private static String whereabouts(KernelThread thread) {
        if (thread.isDone()) {
            return "done";
        } else if (thread.at() == null) {
            return "has not begun";
        }
        return (thread.isWaiting() ? "waits in " : "goes on in ") + KernelFunctions.of(thread);
    }

    private static String word(WorldView view, StateTerm term, long gfn) {
        StateRef ref = new StateRef(term, null, Level.PG_4K, 0, null);
        return view.word(ref, gfn).word();
    }

    private void line(String head, String text) {
        Wrap.lines(head + text, " ".repeat(head.length())).forEach(out::println);
    }
}
