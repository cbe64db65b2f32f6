package dev.seamstress.actor;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.CheckedFx;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.SharedMemory;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The actor around one machine: takes an envelope, lets the machine act, turns what it does into tells and timers.
 *
 * <p>Messages leave when the step is over. A step is one event in the model, and its one racy access is the moment when
 * it happens; were a message to leave before that access, a live receiver could act on it in a world that has not yet
 * changed, and reach states that no order of steps explains.
 *
 * <p>Errors: whatever the machine throws is logged as a crash, and the actor stops. It is never restarted.
 */
class Shell extends CheckedFx {
    private final Machine machine;
    private final StepLog log;
    private final LongUnaryOperator clock;

    // Set by the guardian before the first message is told.
    private List<ActorRef<Envelope>> cast;
    private ActorContext<Envelope> context;

    // The thread that runs the current step, else null. Whoever acts from another one finds a different thread here,
    // or null, whichever value the race gives it.
    private Thread thread;

    private final Outbox outbox = new Outbox();

    /** {@code clock} makes a timer's real nanoseconds of the model's; a timer of 0 is a plain tell. */
    Shell(Machine machine, Assembly assembly, SharedMemory memory, StepLog log, LongUnaryOperator clock) {
        super(assembly.map(), memory, assembly.watches());
        this.machine = machine;
        this.log = log;
        this.clock = clock;
        tellStores(log.wantsStores());
    }

    final Machine served() {
        return machine;
    }

    /** The actor, which knows the others by their ids' places in {@code cast}, filled before the first message. */
    final Behavior<Envelope> behavior(List<ActorRef<Envelope>> everyone) {
        cast = everyone;
        return Behaviors.setup(started -> {
            context = started;
            return Behaviors.receiveMessage(this::take);
        });
    }

    private Behavior<Envelope> take(Envelope envelope) {
        try {
            thread = Thread.currentThread();
            log.delivered(envelope.from(), machine, envelope.message());
            enter(machine);
            act(envelope.from(), envelope.message());
            thread = null;
            log.departing(outbox.count());
            outbox.depart(cast, context);
            return Behaviors.same();
        } catch (Throwable error) {
            // Supervision: even an OutOfMemoryError must end the run with a report, not the dispatcher's thread.
            thread = null;
            outbox.clear();
            log.crashed(machine, envelope.message(), error);
            return Behaviors.stopped();
        }
    }

    /** The machine's step; a seam for tests, which put a wrong shell here and must notice. */
    void act(int from, Message message) {
        machine.on(from, message, this);
    }

    @Override
    public void send(int to, Message message) {
        requireStep();
        if (to < 0 || to >= cast.size()) {
            throw new ModelBug(machine + " sends " + message + " to " + to + ", and there is no such machine");
        }
        post(machine.id(), to, 0, message);
    }

    @Override
    public void after(long ns, int lp, Message message) {
        requireStep();
        if (lp < 0 || lp >= cast.size()) {
            throw new ModelBug(machine + " sets a timer for " + lp + ", and there is no such machine");
        }
        post(lp, machine.id(), clock.applyAsLong(ns), message);
    }

    private void post(int from, int to, long delayNs, Message message) {
        outbox.add(from, to, delayNs, message);
        log.sent(from, to, message);
    }

    private void requireStep() {
        if (thread != Thread.currentThread()) {
            ModelBug bug = new ModelBug(machine + " acts outside its step, in thread "
                    + Thread.currentThread().getName());
            log.intruded(machine, bug);
            throw bug;
        }
    }

    @Override
    protected void told(Event event, long a, long b, long c, long d) {
        requireStep();
        log.event(machine.id(), event, a, b, c, d);
    }

    @Override
    protected void stored(long word, long old, long next) {
        log.stored(machine.id(), word, old, next);
    }
}
