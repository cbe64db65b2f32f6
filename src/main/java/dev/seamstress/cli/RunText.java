package dev.seamstress.cli;

import dev.seamstress.check.ClaimOutcome;
import dev.seamstress.check.Offence;
import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.Columns;
import dev.seamstress.trace.export.DiagramNotes;
import dev.seamstress.trace.export.FtraceLog;
import dev.seamstress.trace.export.Ink;
import dev.seamstress.trace.export.KernelForm;
import dev.seamstress.trace.export.RaceDiagram;
import dev.seamstress.trace.export.TimelineView;
import dev.seamstress.trace.export.Title;
import dev.seamstress.trace.export.Wrap;
import dev.seamstress.world.World;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/** A run as a person reads it: the timeline, then what became of operations and claims, then how to repeat it. */
final class RunText {
    /** Of the list of results, if no operation is longer. */
    private static final int OPERATION_WIDTH = 28;

    private final PrintWriter out;
    private final RunSettings.Timeline timeline;
    private final Ink ink;
    private final ViewOptions options;
    private final CommandLine command;

    /** {@code options}: of the timeline; {@code command}: whose they are. */
    RunText(PrintWriter out, RunSettings.Timeline timeline, Ink ink, ViewOptions options, CommandLine command) {
        this.out = out;
        this.timeline = timeline;
        this.ink = ink;
        this.options = options;
        this.command = command;
    }

    /**
     * Prints a run; {@code remarks} are lines about it that stand before the command.
     *
     * <p>Errors: {@link CommandLine.ParameterException} if the options name what is not in the run; nothing is printed
     * then.
     */
    void print(RunOrigin origin, RunOutcome outcome, List<String> remarks) {
        timeline(origin, outcome);
        for (Offence offence : outcome.offences()) {
            out.println("  " + offence.verdict());
        }
        if (timeline != RunSettings.Timeline.none) {
            out.println();
        }
        summary(origin, outcome);
        results(outcome);
        remarks.forEach(remark -> line("  " + remark, "    "));
        out.println("  again: " + origin.again());
        out.println();
    }

    /** Prints what became of operations and claims. */
    void results(RunOutcome outcome) {
        operations(outcome);
        claims(outcome);
    }

    /** Prints the timeline alone. Errors: as {@link #print}. */
    void timeline(RunOrigin origin, RunOutcome outcome) {
        World world = outcome.world();
        Actors actors = Actors.of(world.assembly());
        ModelWords words = new ModelWords(world, actors);
        Title title = new Title(world.scenario().title().name(), origin.driver(), model(world), origin.choices());
        switch (timeline) {
            case columns ->
                new Columns(actors, words, ink).write(outcome.recording(), title, view(outcome, words), out);
            case log ->
                new FtraceLog(actors, words, KernelForm.VMX_6_16, FtraceLog.Messages.SHOWN)
                        .write(outcome.recording(), title, view(outcome, words), out);
            case race -> race(outcome, actors, title);
            case none -> {}
        }
    }

    private TimelineView view(RunOutcome outcome, ModelWords words) {
        World world = outcome.world();
        Actors actors = Actors.of(world.assembly());
        return options.view(
                command, new ViewOptions.Of(outcome.recording(), actors, words, new ScenarioNames(world).gfns()));
    }

    private void race(RunOutcome outcome, Actors actors, Title title) {
        World world = outcome.world();
        DiagramNotes notes = DiagramNotes.NONE;
        if (!outcome.offences().isEmpty()) {
            Offence offence = outcome.offences().get(0);
            notes = DiagramNotes.at(offence.step(), offence.invariant() + " broken here");
        }
        new RaceDiagram(
                        actors,
                        new ScenarioNames(world),
                        world.scenario().columns().size())
                .write(outcome.recording(), notes, title, options.width(RaceDiagram.WIDTH), out);
    }

    /** Everything that a result depends on, in one line. */
    static String model(World world) {
        String reconstructed = world.model().variant().isReconstructed() ? " (reconstructed)" : "";
        return world.model().name() + reconstructed + RulesOff.suffix(world.model()) + ", module "
                + world.module().name();
    }

    /** The command that makes the same run again. */
    static String command(String file, RunSettings settings) {
        StringBuilder command = new StringBuilder("./seamstress run ").append(quoted(file));
        command.append(settings.driver() == RunSettings.Driver.LIVE ? " --live" : " --seed " + settings.seed());
        command.append(settings.kernel().options());
        if (settings.maxSteps() != RunCommand.MAX_STEPS) {
            command.append(" --until ").append(settings.maxSteps());
        }
        return command.toString();
    }

    /** A file name that a shell takes as one word, and a command for no option. */
    static String quoted(String file) {
        if (file.equals(Input.STDIN)) {
            return file;
        } else if (file.startsWith("-") || file.startsWith("@")) {
            return quoted("./" + file);
        }
        return file.matches("[A-Za-z0-9_./+,:@%-]+") ? file : "'" + file.replace("'", "'\\''") + "'";
    }

    /** Wraps like the timeline; only a command stays on one line, to be copied. */
    private void line(String text, String indent) {
        Wrap.lines(text, indent).forEach(out::println);
    }

    private void summary(RunOrigin origin, RunOutcome outcome) {
        String name = outcome.world().scenario().title().name();
        line(
                name + ": one schedule " + origin.text(outcome.end()) + " after "
                        + outcome.run().steps() + " steps; it decides nothing about the others",
                "    ");
        List<String> items = new ArrayList<>(List.of(model(outcome.world()), origin.driver(), origin.choices(), "SC"));
        items.addAll(LiveParts.of(outcome.world()));
        if (outcome.world().scenario().hasSeamcall()) {
            items.add(Invariants.KVMS_PROTOCOL + " off");
        }
        items.add("scenario " + outcome.world().scenario().title().hash());
        items.add("digest " + String.format(Locale.ROOT, "%016x", outcome.digest()));
        items(items);
    }

    /** The items in as few lines as there can be; none is broken that fits on a line. */
    private void items(List<String> items) {
        StringBuilder text = new StringBuilder(" ");
        for (int i = 0; i < items.size(); i++) {
            String item = " " + items.get(i) + (i + 1 < items.size() ? ";" : "");
            if (i > 0 && text.length() + item.length() > Wrap.WIDTH) {
                line(text.toString(), "    ");
                text.setLength(0);
                text.append("   ");
            }
            text.append(item);
        }
        line(text.toString(), "    ");
    }

    private static String labelled(Operation operation) {
        return (operation.label() == null ? "" : operation.label() + ": ") + operation.text();
    }

    private void operations(RunOutcome outcome) {
        List<ColumnScript> columns = outcome.world().scenario().columns();
        int width = columns.stream()
                .flatMap(column -> column.operations().stream())
                .mapToInt(operation -> labelled(operation).length())
                .reduce(OPERATION_WIDTH, Math::max);
        String form = "  %-6s %-" + width + "s %s%n";
        for (ColumnScript column : columns) {
            for (Operation operation : column.operations()) {
                String result = outcome.view().result(operation.ref());
                out.printf(Locale.ROOT, form, column.id().name(), labelled(operation), result);
            }
            String state = outcome.view().column(column.id()).word();
            out.printf(Locale.ROOT, form, column.id().name(), "", state);
        }
        for (String offence : outcome.unannounced()) {
            out.println("  not announced: " + offence);
        }
        if (outcome.isBugged()) {
            out.println("  a KVM_BUG_ON fired");
        }
        if (!outcome.expectation().equals("proved")) {
            out.println("  expected of this model: " + outcome.expectation() + seen(outcome));
        }
    }

    private static String seen(RunOutcome outcome) {
        if (!outcome.isTroubleExpected()) {
            return "";
        }
        return outcome.isExpectedTroubleSeen() ? "; seen" : "; not seen";
    }

    private void claims(RunOutcome outcome) {
        for (ClaimOutcome claim : outcome.claims()) {
            String head = String.format(Locale.ROOT, "  %-12s %-18s ", claim.name(), claim.verdict());
            line(head + claim.text(), " ".repeat(head.length()));
        }
    }
}
