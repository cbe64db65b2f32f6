package dev.seamstress.cli;

import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogFile;
import dev.seamstress.trace.tell.Functions;
import dev.seamstress.trace.tell.Story;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that shows one run, told: a schedule, which is made again by the engine, or an event log.
 *
 * @param story the run
 * @param schedule what the schedule's file says and how it came out; empty for a log
 * @param parts the run again, for those who want to hear a part of it only
 * @param warnings what people should know of the file, a line each
 */
record ToldRun(
        String file, Story story, Optional<RunFile.Replayed> schedule, ViewOptions.Of parts, List<String> warnings) {
    /** Reads {@code file}. */
    static ToldRun of(String file) throws RunFile.Refused {
        try {
            return switch (RunFile.kind(file)) {
                case LOG -> log(file);
                case OTHER ->
                    throw new RunFile.Refused(file + ": error: this shows no run: it is neither an event log, as"
                            + " '--trace' writes it, nor a scenario with a schedule, which begins with `TDX`\n");
                case SCHEDULE, SCENARIO -> schedule(file);
            };
        } catch (Story.TooLong problem) {
            throw new RunFile.Refused(file + ": error: a run of more than " + Story.STEPS_MAX + " steps is not told:"
                    + " shrink it ('seamstress shrink'), or look at a part of it ('seamstress convert --only')\n");
        } catch (IOException problem) {
            throw RunFile.Refused.of(file, problem);
        }
    }

    private static ToldRun log(String file) throws IOException {
        Story story = new Story(Functions.UNKNOWN);
        List<String> warnings = new ArrayList<>();
        LogFile log = RunFile.log(file);
        String breakOff = log.read(story);
        if (breakOff != null) {
            warnings.add(file + ": warning: " + breakOff);
        }
        LogEntry.Head head = log.head();
        ViewOptions.Of parts = new ViewOptions.Of(log, new Actors(head.actors()), log, head.names());
        return new ToldRun(file, story.told(), Optional.empty(), parts, warnings);
    }

    private static ToldRun schedule(String file) throws IOException {
        RunFile.Replayed replayed = RunFile.replay(file);
        Functions functions = functions(replayed);
        Story story = new Story(functions);
        new EventLog(replayed.report().origin(), replayed.outcome()).tell(story);
        List<String> warnings = replayed.warnings().stream()
                .map(remark -> file + ": warning: " + remark)
                .toList();
        World world = replayed.outcome().world();
        Actors actors = Actors.of(world.assembly());
        ViewOptions.Of parts = new ViewOptions.Of(
                replayed.outcome().recording(), actors, new ModelWords(world, actors), new ScenarioNames(world).gfns());
        return new ToldRun(file, story.told(), Optional.of(replayed), parts, warnings);
    }

    private static Functions functions(RunFile.Replayed replayed) {
        try {
            World world = World.of(replayed.scenario(), replayed.model());
            return KernelFunctions.of(world, replayed.outcome().run().schedule());
        } catch (NotModelledException missing) {
            throw new IllegalStateException(missing); // what has just been run can be run
        }
    }

    /** How the command ends that shows it: a run that is not the recorded one is no success. */
    ExitCode exitCode() {
        return schedule.map(RunFile.Replayed::exitCode).orElse(ExitCode.AS_EXPECTED);
    }
}
