package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.TraceSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorRefWithCell;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * Runs assemblies as Pekko actors that really run at once, on all processors and by the wall clock. A live run cannot
 * be repeated; its log, if it keeps one, can: as a schedule for the {@link SteppedDriver}.
 *
 * <p>Requires: one run at a time.
 *
 * <p>Two of the model's promises are weaker here. A timer may be overtaken by a message that its logical processor
 * sends after it is set, if it really waits. And what is checked is what one actor can see, while it runs.
 *
 * <p>Errors: {@link IllegalStateException} if a machine does not come back from a step, long after the run is over; the
 * driver is then good for nothing but {@link #close}.
 */
public final class LiveDriver implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(10);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);
    private static final long LOOK_NS = 5_000_000;

    private final ActorSystem<Td.Command> system = Systems.start("live");
    private final Duration stopMax;

    public LiveDriver() {
        this(STOP_MAX);
    }

    /** {@code stopMax} bounds how long the last steps may take, once the run is over. */
    LiveDriver(Duration stopMax) {
        this.stopMax = stopMax;
    }

    /**
     * Runs {@code assembly} until no message is on its way, a machine throws, or time is up; then stops the actors.
     * What happened is told to {@code sink} afterwards, in an order in which it could have happened;
     * {@link TraceSink#NONE} keeps no log.
     *
     * <p>Requires: machines in their first state. They may be read again when this returns.
     */
    public RunResult run(Assembly assembly, TraceSink sink, LiveOptions options) throws InterruptedException {
        return run(assembly, sink, options, LiveWatch.NONE);
    }

    /** The same, and {@code watch} looks at it. It ends as {@link RunResult.End#STOPPED} if the watch says so. */
    public RunResult run(Assembly assembly, TraceSink sink, LiveOptions options, LiveWatch watch)
            throws InterruptedException {
        LiveRun run = new LiveRun(options.maxSteps());
        SharedMemory memory = new ConcurrentMemory(assembly);
        List<LiveLog> logs = new ArrayList<>();
        List<Shell> shells = sink == TraceSink.NONE
                ? quietShells(assembly, memory, run, options, logs)
                : recordedShells(assembly, memory, run, options, logs);
        RunResult.End end;
        try {
            List<ActorRef<Envelope>> cast = start(assembly, shells, run);
            end = untilOver(run, options.timeout(), watch, machine -> waiting(cast.get(machine)));
        } finally {
            stop();
        }
        // All actors have stopped, and each said so to the guardian, and that to this thread: their logs and machines
        // can
        // be read. One of them may have crashed after time was up.
        end = run.crash() == null ? end : RunResult.End.CRASHED;
        long steps = logs.stream().mapToLong(LiveLog::steps).sum();
        return new RunResult(steps, tell(logs, run, sink), end, run.crash(), memory);
    }

    private static RunResult.End untilOver(
            LiveRun run, Duration timeout, LiveWatch watch, LiveWatch.Mailboxes mailboxes) throws InterruptedException {
        long start = System.nanoTime();
        long left = timeout.toNanos();
        while (left > 0) {
            try {
                return run.over().get(watch == LiveWatch.NONE ? left : Math.min(left, LOOK_NS), TimeUnit.NANOSECONDS);
            } catch (TimeoutException notYet) {
                if (watch.look(mailboxes)) {
                    return RunResult.End.STOPPED;
                }
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible.getCause());
            }
            left = timeout.toNanos() - (System.nanoTime() - start);
        }
        return RunResult.End.TIMED_OUT;
    }

    /** Pekko's own count; the typed interface does not show it. */
    private static int waiting(ActorRef<Envelope> actor) {
        return ((ActorRefWithCell) Adapter.toClassic(actor)).underlying().numberOfMessages();
    }

    private static List<Shell> quietShells(
            Assembly assembly, SharedMemory memory, LiveRun run, LiveOptions options, List<LiveLog> logs) {
        List<Shell> shells = new ArrayList<>();
        for (Machine machine : assembly.machines()) {
            LiveLog log = new LiveLog(run);
            logs.add(log);
            shells.add(new Shell(machine, assembly, memory, log, options::delayNs));
        }
        return shells;
    }

    private static List<Shell> recordedShells(
            Assembly assembly, SharedMemory memory, LiveRun run, LiveOptions options, List<LiveLog> logs) {
        OrderedMemory.Stripes stripes = new OrderedMemory.Stripes();
        List<Shell> shells = new ArrayList<>();
        for (Machine machine : assembly.machines()) {
            RecordingLog log = new RecordingLog(run, machine.id());
            logs.add(log);
            SharedMemory view = new OrderedMemory(assembly.map(), memory, machine, log, stripes);
            shells.add(new Shell(machine, assembly, view, log, options::delayNs));
        }
        return shells;
    }

    private List<ActorRef<Envelope>> start(Assembly assembly, List<Shell> shells, LiveRun run)
            throws InterruptedException {
        List<ActorRef<Envelope>> cast = new ArrayList<>();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        system.tell(new Td.Begin(shells, cast, ready));
        await(ready, START_MAX, "the actors do not start");
        List<Machine> starters =
                assembly.machines().stream().filter(Machine::starts).toList();
        run.starting(starters.size());
        for (Machine machine : starters) {
            cast.get(machine.id()).tell(new Envelope(machine.id(), Continue.CONTINUE));
        }
        return cast;
    }

    private void stop() throws InterruptedException {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        system.tell(new Td.End(stopped));
        await(stopped, stopMax, "a machine does not come back from its step");
    }

    private static void await(CompletableFuture<Void> event, Duration max, String otherwise)
            throws InterruptedException {
        try {
            event.get(max.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(otherwise + ", after " + max.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Schedule tell(List<LiveLog> logs, LiveRun run, TraceSink sink) {
        if (sink == TraceSink.NONE) {
            return new Schedule.Recorder().toSchedule();
        }
        List<RecordingLog> recorded =
                logs.stream().map(RecordingLog.class::cast).toList();
        return RecordingLog.merge(recorded, run.steps(), sink);
    }

    /** Ends the system, in the background: its threads do not keep the JVM alive. */
    @Override
    public void close() {
        system.terminate();
    }
}
