package dev.seamstress.cli;

import dev.seamstress.explore.Explanation;
import dev.seamstress.explore.Finding;
import dev.seamstress.explore.NearestPass;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.world.World;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The runs of a counterexample's page: the one that fails, and the nearest one that passes, if one does. */
final class CounterexamplePage {
    private final Counterexample counterexample;
    private final String written;

    /** {@code written}: the file that has the counterexample; null if none has. */
    CounterexamplePage(Counterexample counterexample, String written) {
        this.counterexample = counterexample;
        this.written = written;
    }

    /** Tells the run that fails. */
    void failing(LogSink sink) throws IOException {
        Finding finding = counterexample.shrunk().finding();
        boolean isLoop = finding.loopStart() != Finding.NO_LOOP;
        int last = finding.schedule().size() - 1;
        LogEntry.Broken broken = isLoop
                ? ViewFile.livelock(finding.loopStart())
                : new LogEntry.Broken(
                        last, finding.rule().name(), finding.rule().text());
        String again = written == null ? "" : "./seamstress replay " + RunText.quoted(written);
        tell(counterexample.world(), finding.schedule(), choices(), again, List.of(broken), sink);
    }

    /** What tells the run that passes. */
    Optional<TraceFiles.Source> passing() {
        return counterexample.explanation().nearest().map(nearest -> passing(counterexample.world(), nearest));
    }

    /** What tells the run of a schedule that passes. */
    static TraceFiles.Source passing(World first, NearestPass nearest) {
        return sink -> tell(first, nearest.schedule(), "nearest schedule that passes", "", List.of(), sink);
    }

    private String choices() {
        Explanation explanation = counterexample.explanation();
        if (explanation.nearest().isPresent()) {
            return "counterexample";
        }
        return "counterexample; "
                + (explanation.doom().isKnown() ? "no schedule passes" : "none that passes was found");
    }

    private static void tell(
            World first, Schedule schedule, String choices, String again, List<LogEntry.Broken> known, LogSink sink)
            throws IOException {
        World world = World.again(first.scenario(), first.model());
        RunOrigin origin = new RunOrigin("engine", "engine", choices, OptionalLong.empty(), true, again, "was stopped");
        try (Player player = new Player()) {
            RunOutcome outcome = player.engine(world, told -> new Replay(schedule), schedule.size());
            new EventLog(origin, outcome, known).tellWithState(sink);
        }
    }
}
