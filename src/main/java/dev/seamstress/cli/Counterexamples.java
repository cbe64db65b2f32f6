package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.engine.Engine;
import dev.seamstress.explore.Explainer;
import dev.seamstress.explore.Explanation;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.Limits;
import dev.seamstress.explore.Shrinker;
import dev.seamstress.explore.Shrunk;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.parse.SourceReader;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.trace.Recording;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.DiagramNotes;
import dev.seamstress.trace.export.Folded;
import dev.seamstress.trace.export.RaceDiagram;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Makes counterexamples of findings. */
final class Counterexamples {
    private static final int RECORDED_MAX = 200_000;
    private static final String COMMENT = "// ";

    private final Limits limits;
    private final int width;
    private final Shrinker.Settings shrinking;

    /** {@code limits}: of each search that explains or shrinks. {@code width}: of the drawing. */
    Counterexamples(Limits limits, int width) {
        this.limits = limits;
        this.width = width;
        this.shrinking = Shrinker.Settings.DEFAULT.withLimits(
                Shrinker.Settings.DEFAULT.limits().withWatch(limits.watch()));
    }

    /**
     * Makes one.
     *
     * <p>Requires: {@code finding} is one of {@code read} under {@code model}, and has a schedule.
     *
     * <p>Errors: {@link NotModelledException} if this version cannot run the scenario.
     */
    Counterexample of(ReadResult read, KernelModel model, Finding finding) throws NotModelledException {
        Shrunk shrunk = new Shrinker(model, shrinking).shrink(read.tree(), finding);
        Finding smallest = shrunk.finding();
        ReadResult alone = ScenarioReader.read("counterexample", shrunk.text().getBytes(UTF_8), Scenarios.NAMES);
        World world = World.of(alone.resolved().orElseThrow(), model);
        Explanation explanation = new Explainer(() -> World.again(world.scenario(), model), limits).explain(smallest);
        List<String> diagram = diagram(World.again(world.scenario(), model), explanation);
        OptionalInt loop =
                smallest.loopStart() == Finding.NO_LOOP ? OptionalInt.empty() : OptionalInt.of(smallest.loopStart());
        ScheduleFile bare = ScheduleFiles.of(
                alone, model, smallest.schedule(), smallest.rule().name(), loop);
        return new Counterexample(shrunk, world, explanation, diagram, drawn(bare, diagram, width));
    }

    private List<String> diagram(World world, Explanation explanation) {
        Recording recording = new Recording(RECORDED_MAX);
        Engine engine = new Engine(world.assembly(), false);
        engine.setSink(recording);
        Finding finding = explanation.finding();
        engine.run(new Replay(finding.schedule()), Integer.MAX_VALUE);
        RaceDiagram drawing = new RaceDiagram(
                Actors.of(world.assembly()),
                new ScenarioNames(world),
                world.scenario().columns().size());
        List<String> lines = drawing.lines(recording, notes(explanation), width - COMMENT.length());
        return Folded.of(lines, "'seamstress view' shows all");
    }

    /** Where it could still have turned, and where it was over. */
    private static DiagramNotes notes(Explanation explanation) {
        Finding finding = explanation.finding();
        int last = finding.schedule().size() - 1;
        int doom = explanation.doom().step();
        List<DiagramNotes.Note> notes = new ArrayList<>();
        boolean isLoop = finding.loopStart() != Finding.NO_LOOP;
        if (explanation.doom().isKnown() && doom >= 0 && doom < last) {
            notes.add(new DiagramNotes.Note(doom, "after this no schedule can pass"));
        }
        if (!isLoop) {
            notes.add(new DiagramNotes.Note(last, finding.rule().name() + " broken here"));
        }
        DiagramNotes all = new DiagramNotes(notes, DiagramNotes.NO_LOOP);
        return isLoop ? all.loopingFrom(finding.loopStart()) : all;
    }

    /** The same file with the drawing between the scenario and the schedule, if a reader takes as much. */
    private static ScheduleFile drawn(ScheduleFile file, List<String> diagram, int width) {
        StringBuilder text = new StringBuilder(NarrowScenario.of(file.scenario(), width)).append('\n');
        if (!file.without().isEmpty()) {
            text.append(COMMENT).append("broken here: ").append(file.rule());
            text.append(RulesOff.suffix(file.without())).append(", which nobody looked at\n");
        }
        for (String line : diagram) {
            text.append((COMMENT + line).stripTrailing()).append('\n');
        }
        if (text.toString().getBytes(UTF_8).length > SourceReader.FILE_BYTES_MAX) {
            return file;
        }
        return new ScheduleFile(
                text.toString(),
                file.model(),
                file.module(),
                file.without(),
                file.hash(),
                file.rule(),
                file.loop(),
                file.schedule(),
                file.digest(),
                file.checks());
    }
}
