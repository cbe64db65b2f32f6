package dev.seamstress.cli;

import dev.seamstress.explore.Explanation;
import dev.seamstress.explore.NearestPass;
import dev.seamstress.explore.Rule;
import dev.seamstress.sched.Choice;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.Wrap;
import java.util.ArrayList;
import java.util.List;

/** What there is to say of a counterexample, in sentences. */
final class CounterexampleSaid {
    /** Mails are broken behind 76 or so characters, and a line here begins with three more. */
    private static final int MAIL_WIDTH = 72;

    private final Counterexample counterexample;
    private final Actors actors;

    CounterexampleSaid(Counterexample counterexample) {
        this.counterexample = counterexample;
        this.actors = Actors.of(counterexample.world().assembly());
    }

    /** Since when it was decided, by what, and who is to blame. */
    List<String> said() {
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
