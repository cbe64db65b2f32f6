package dev.seamstress.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * The guardian, one for all runs of a driver: it spawns every shell of a run before the first step and stops them after
 * the last. It takes no part in the protocol.
 */
final class Td extends AbstractBehavior<Td.Command> {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private final List<ActorRef<?>> alive = new ArrayList<>();
    private CompletableFuture<Void> stopped;

    /** What a driver asks of the guardian. */
    sealed interface Command permits Begin, End {}

    /** Spawns {@code shells}; {@code ready} when {@code cast} holds their actors, in the same order. */
    record Begin(List<Shell> shells, List<ActorRef<Envelope>> cast, CompletableFuture<Void> ready) implements Command {}

    /** Stops the shells; {@code stopped} when none runs and their names are free again. */
    record End(CompletableFuture<Void> stopped) implements Command {}

    private Td(ActorContext<Command> context) {
        super(context);
    }

    static Behavior<Command> create() {
        return Behaviors.setup(Td::new);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Begin.class, this::onBegin)
                .onMessage(End.class, this::onEnd)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onBegin(Begin begin) {
        try {
            for (Shell shell : begin.shells()) {
                ActorRef<Envelope> actor =
                        getContext().spawn(shell.behavior(begin.cast()), actorName(shell, begin.shells()));
                getContext().watch(actor);
                alive.add(actor);
                begin.cast().add(actor);
            }
            begin.ready().complete(null);
        } catch (RuntimeException error) {
            // The driver waits for an answer, whatever it is.
            begin.ready().completeExceptionally(error);
        }
        return this;
    }

    private Behavior<Command> onEnd(End end) {
        stopped = end.stopped();
        for (ActorRef<?> actor : alive) {
            getContext().stop(actor);
        }
        completeIfAllStopped();
        return this;
    }

    private Behavior<Command> onTerminated(Terminated signal) {
        alive.remove(signal.getRef());
        completeIfAllStopped();
        return this;
    }

    private void completeIfAllStopped() {
        if (stopped != null && alive.isEmpty()) {
            stopped.complete(null);
            stopped = null;
        }
    }

    /** The machine's name where Pekko takes it and no other machine has it; else made so with the id. */
    private static String actorName(Shell shell, List<Shell> all) {
        String name = shell.served().name();
        boolean isFree =
                all.stream().filter(s -> s.served().name().equals(name)).count() == 1;
        return PLAIN.matcher(name).matches() && isFree
                ? name
                : name.replaceAll("[^A-Za-z0-9_-]", "_") + "." + shell.served().id();
    }
}
