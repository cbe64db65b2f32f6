package dev.seamstress.cli;

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
        tell(finding.schedule(), "counterexample", again, List.of(broken), sink);
    }

    /** What tells the run that passes. */
    Optional<TraceFiles.Source> passing() {
        Optional<NearestPass> nearest = counterexample.explanation().nearest();
        return nearest.map(pass -> sink -> tell(pass.schedule(), "nearest schedule that passes", "", List.of(), sink));
    }

    private void tell(Schedule schedule, String choices, String again, List<LogEntry.Broken> known, LogSink sink)
            throws IOException {
        World first = counterexample.world();
        World world = World.again(first.scenario(), first.model());
        RunOrigin origin = new RunOrigin("engine", "engine", choices, OptionalLong.empty(), true, again, "was stopped");
        try (Player player = new Player()) {
            RunOutcome outcome = player.engine(world, told -> new Replay(schedule), schedule.size());
            new EventLog(origin, outcome, known).tellWithState(sink);
        }
    }
}
