package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.Crash;
import dev.seamstress.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.actor.ActorRefWithCell;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.Mailbox;
import scala.concurrent.BlockContext;

/**
 * Runs assemblies as Pekko actors on the calling thread, one delivery at a time, in the order that a strategy chooses:
 * the same choices in the same order as the engine's.
 *
 * <p>Before step 0 each machine that starts has a {@link Continue} from itself. A timer's message is on its way from
 * the moment it is set.
 *
 * <p>Requires: one thread for the whole life of a driver. One system serves any number of runs; starting it costs as
 * much as thousands of them.
 *
 * <p>Errors: {@link IllegalStateException} if anything but this thread acts in the system, or a message has no route;
 * the driver is then good for nothing but {@link #close}.
 */
public final class SteppedDriver implements AutoCloseable {
    private final ShellMaker maker;
    private final Pump pump = new Pump();
    private final ActorSystem<Td.Command> system;
    private Channels channels = new Channels(0);

    public SteppedDriver() {
        this(Shell::new);
    }

    /** With shells of another make: for the tests that show what a wrong shell does. */
    SteppedDriver(ShellMaker maker) {
        this.maker = maker;
        this.system = BlockContext.withBlockContext(pump, () -> Systems.start("stepped", pump));
        pump.run();
        pump.check();
    }

    /** The system, for the tests that break into it. */
    ActorSystem<Td.Command> system() {
        return system;
    }

    /** Makes the shell around a machine. */
    interface ShellMaker {
        Shell make(Machine machine, Assembly assembly, SharedMemory memory, StepLog log, LongUnaryOperator clock);
    }

    /**
     * Runs {@code assembly} until no message is left, the strategy stops, or {@code maxSteps} have run.
     *
     * <p>Requires: machines in their first state. Errors: besides the driver's own, what {@code strategy} throws; a
     * crash of a machine is a result.
     */
    public RunResult run(Assembly assembly, Strategy strategy, TraceSink sink, int maxSteps) {
        return run(assembly, memoryFor(assembly), strategy, sink, maxSteps);
    }

    /** The shared words of one run in their first state, for those who want to look at them while it goes on. */
    public static SharedMemory memoryFor(Assembly assembly) {
        return new PlainMemory(assembly);
    }

    /** As above, with the words in {@code memory}, which is {@link #memoryFor} this assembly. */
    public RunResult run(Assembly assembly, SharedMemory memory, Strategy strategy, TraceSink sink, int maxSteps) {
        pump.requireOwner("a run");
        pump.check();
        int machines = assembly.machines().size();
        if (channels.machines() != machines) {
            channels = new Channels(machines);
        }
        Run run = new Run(assembly, memory, sink);
        try {
            run.begin();
            RunResult.End end = run.steps(strategy, maxSteps);
            pump.check();
            return new RunResult(run.step, run.taken.toSchedule(), end, run.crash, run.memory);
        } finally {
            run.end();
        }
    }

    /** Requires that the pump has done it: to wait for it, on the only thread, would be to wait for ever. */
    private void requireDone(CompletableFuture<Void> event, String otherwise) {
        if (!event.isDone()) {
            throw pump.fail(otherwise);
        }
        event.join();
    }

    /** One run, and what its shells tell. */
    private final class Run implements StepLog {
        private final Assembly assembly;
        private final TraceSink sink;
        private final SharedMemory memory;
        private final Schedule.Recorder taken = new Schedule.Recorder();
        private final List<ActorRef<dev.seamstress.actor.Envelope>> cast = new ArrayList<>();
        private Mailbox[] mailboxes;
        private int step;
        private Crash crash;

        Run(Assembly assembly, SharedMemory memory, TraceSink sink) {
            this.assembly = assembly;
            this.sink = sink;
            this.memory = memory;
        }

        void begin() {
            List<Shell> shells = new ArrayList<>();
            for (Machine machine : assembly.machines()) {
                shells.add(maker.make(machine, assembly, memory, this, ns -> ns));
            }
            CompletableFuture<Void> ready = new CompletableFuture<>();
            system.tell(new Td.Begin(shells, cast, ready));
            pump.run();
            requireDone(ready, "the actors did not start");
            mailboxes = new Mailbox[cast.size()];
            for (int i = 0; i < mailboxes.length; i++) {
                mailboxes[i] = ((ActorCell) ((ActorRefWithCell) Adapter.toClassic(cast.get(i))).underlying()).mailbox();
                ((Inbox) mailboxes[i].messageQueue()).bind(i);
            }
            pump.setChannels(channels);
            for (Machine machine : assembly.machines()) {
                if (machine.starts()) {
                    cast.get(machine.id()).tell(new dev.seamstress.actor.Envelope(machine.id(), Continue.CONTINUE));
                }
            }
        }

        RunResult.End steps(Strategy strategy, int maxSteps) {
            while (channels.count() > 0) {
                if (step == maxSteps) {
                    return RunResult.End.MAX_STEPS;
                }
                int index = strategy.choose(step, channels);
                if (index == Strategy.STOP) {
                    return RunResult.End.STOPPED;
                }
                int to = channels.to(index);
                taken.add(channels.from(index), to);
                deliver(mailboxes[to], channels.take(index));
                if (crash == null) {
                    sink.stepped(step);
                }
                step++;
                if (crash != null) {
                    return RunResult.End.CRASHED;
                }
            }
            return RunResult.End.QUIESCENT;
        }

        private void deliver(Mailbox mailbox, Envelope envelope) {
            ((Inbox) mailbox.messageQueue()).put(envelope);
            mailbox.run();
            pump.run();
            pump.check();
        }

        void end() {
            pump.setChannels(null);
            channels.clear();
            CompletableFuture<Void> stopped = new CompletableFuture<>();
            system.tell(new Td.End(stopped));
            pump.run();
            requireDone(stopped, "the actors did not stop");
        }

        @Override
        public void delivered(int from, Machine to, Message message) {
            sink.delivered(step, from, to.id(), message);
        }

        @Override
        public void sent(int from, int to, Message message) {
            sink.sent(step, from, to, message);
        }

        @Override
        public void event(int actor, Event event, long a, long b, long c, long d) {
            sink.event(step, actor, event, a, b, c, d);
        }

        @Override
        public boolean wantsStores() {
            return sink.wantsStores();
        }

        @Override
        public void stored(int actor, long word, long old, long next) {
            sink.stored(step, actor, word, old, next);
        }

        @Override
        public void departing(int count) {}

        @Override
        public void crashed(Machine machine, Message message, Throwable error) {
            crash = Crash.of(step, machine, message, error);
        }

        @Override
        public void intruded(Machine machine, ModelBug bug) {
            pump.fail(bug.getMessage());
        }
    }

    /** Ends the system. */
    @Override
    public void close() {
        pump.requireOwner("the end");
        system.terminate();
        pump.run();
    }
}
