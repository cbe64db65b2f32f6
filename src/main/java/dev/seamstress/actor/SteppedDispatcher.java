package dev.seamstress.actor;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.actor.Cell;
import org.apache.pekko.dispatch.Dispatcher;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.ExecutorServiceFactoryProvider;
import org.apache.pekko.dispatch.Mailbox;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageDispatcher;
import org.apache.pekko.dispatch.MessageDispatcherConfigurator;
import org.apache.pekko.dispatch.TaskInvocation;
import org.apache.pekko.dispatch.sysmsg.SystemMessage;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;

/**
 * Every actor of a stepped system runs on this dispatcher, and it has no thread: what shells tell goes into the
 * channels, from which the driver delivers; all else goes to the pump.
 *
 * <p>Errors: a dispatch from another thread, and a message that no route leads anywhere, fail the pump.
 */
final class SteppedDispatcher extends Dispatcher {
    private final Pump pump;

    private SteppedDispatcher(Configurator configurator, Pump pump) {
        super(
                configurator,
                "stepped",
                1,
                Duration.Zero(),
                (ExecutorServiceFactoryProvider) (id, threads) -> noThreads(),
                FiniteDuration.apply(1, "second"));
        this.pump = pump;
    }

    private static ExecutorServiceFactory noThreads() {
        return () -> {
            throw new IllegalStateException("a stepped system has no threads");
        };
    }

    /** What the configuration names: {@code pekko.actor.default-dispatcher.type}. */
    public static final class Configurator extends MessageDispatcherConfigurator {
        private final SteppedDispatcher dispatcher;

        public Configurator(Config config, DispatcherPrerequisites prerequisites) {
            super(config, prerequisites);
            Pump pump = prerequisites.settings().setup().get(Pump.class).orElseThrow();
            ((SteppedScheduler) prerequisites.scheduler()).setPump(pump);
            dispatcher = new SteppedDispatcher(this, pump);
        }

        @Override
        public MessageDispatcher dispatcher() {
            return dispatcher;
        }
    }

    @Override
    public void dispatch(ActorCell receiver, Envelope invocation) {
        pump.requireOwner("a message");
        Mailbox mailbox = receiver.mailbox();
        Inbox inbox = mailbox.messageQueue() instanceof Inbox queue && queue.isBound() ? queue : null;
        if (inbox != null
                && pump.channels() != null
                && invocation.message() instanceof dev.seamstress.actor.Envelope envelope) {
            pump.channels().add(envelope.from(), inbox.machine(), invocation);
        } else if (inbox == null && !(invocation.message() instanceof dev.seamstress.actor.Envelope)) {
            mailbox.enqueue(receiver.self(), invocation);
            registerForExecution(mailbox, true, false);
        } else {
            throw pump.fail("no route for " + invocation.message() + " to " + receiver.self());
        }
    }

    @Override
    public void systemDispatch(ActorCell receiver, SystemMessage message) {
        pump.requireOwner("a system message");
        super.systemDispatch(receiver, message);
    }

    @Override
    public boolean registerForExecution(Mailbox mailbox, boolean hasMessageHint, boolean hasSystemMessageHint) {
        pump.requireOwner("an execution");
        if (mailbox.canBeScheduledForExecution(hasMessageHint, hasSystemMessageHint) && mailbox.setAsScheduled()) {
            pump.later(mailbox);
            return true;
        }
        return false;
    }

    @Override
    public void executeTask(TaskInvocation task) {
        pump.requireOwner("a task");
        pump.later(task);
    }

    @Override
    public Mailbox createMailbox(Cell actor, MailboxType configured) {
        return super.createMailbox(actor, (owner, system) -> new Inbox());
    }

    @Override
    public void shutdown() {
        // There is no thread to end.
    }
}
