package dev.seamstress.actor;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The yardstick of live runs: the actors of a recorded run pass the same records again, with nothing in them but the
 * next tell.
 *
 * <p>An actor's n-th delivery makes the sends of its n-th recorded one. The order in which deliveries meet an actor
 * then does not matter: every record is passed, and the number of deliveries is the recorded one.
 */
public final class BareGraph implements AutoCloseable {
    private final ActorSystem<Td.Command> system = Systems.start("live");
    private int runs;

    /** Takes what each delivery of a run sends. */
    public static final class Recorder implements TraceSink {
        private final List<List<List<Sent>>> sends = new ArrayList<>();
        private final boolean[] starts;
        private List<Sent> current;
        private long deliveries;

        public Recorder(List<Machine> machines) {
            starts = new boolean[machines.size()];
            for (Machine machine : machines) {
                sends.add(new ArrayList<>());
                starts[machine.id()] = machine.starts();
            }
        }

        private record Sent(int from, int to, Message message) {}

        @Override
        public void delivered(int step, int from, int to, Message message) {
            current = new ArrayList<>(2);
            sends.get(to).add(current);
            deliveries++;
        }

        @Override
        public void sent(int step, int from, int to, Message message) {
            current.add(new Sent(from, to, message));
        }

        @Override
        public void event(
                int step, int actor, dev.seamstress.core.machine.Event event, long a, long b, long c, long d) {}

        public long deliveries() {
            return deliveries;
        }
    }

    /** Passes a recorded run's messages once. */
    public void run(Recorder recorded) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(recorded.sends.size());
        List<ActorRef<Envelope>> cast = new ArrayList<>();
        for (int id = 0; id < recorded.sends.size(); id++) {
            Behavior<Envelope> handler = handler(recorded.sends.get(id), cast, left);
            cast.add(system.systemActorOf(handler, "bare" + runs + "-" + id, Props.empty()));
        }
        runs++;
        for (int id = 0; id < cast.size(); id++) {
            if (recorded.sends.get(id).isEmpty()) {
                left.countDown();
            }
            if (recorded.starts[id]) {
                cast.get(id).tell(new Envelope(id, Continue.CONTINUE));
            }
        }
        left.await();
    }

    private static Behavior<Envelope> handler(
            List<List<Recorder.Sent>> sends, List<ActorRef<Envelope>> cast, CountDownLatch left) {
        int[] next = {0};
        return Behaviors.receiveMessage(envelope -> {
            List<Recorder.Sent> sent = sends.get(next[0]++);
            for (int i = 0; i < sent.size(); i++) {
                Recorder.Sent one = sent.get(i);
                cast.get(one.to()).tell(new Envelope(one.from(), one.message()));
            }
            if (next[0] == sends.size()) {
                left.countDown();
                return Behaviors.stopped();
            }
            return Behaviors.same();
        });
    }

    @Override
    public void close() {
        system.terminate();
    }
}
