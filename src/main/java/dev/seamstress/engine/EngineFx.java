package dev.seamstress.engine;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.CheckedFx;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.machine.Step;
import dev.seamstress.trace.TraceSink;

/** What a machine does to the engine's world: messages go into channels, and everything is told to a sink. */
final class EngineFx extends CheckedFx {
    private final Channels channels;
    private final Exchanges exchanges;
    private TraceSink sink = TraceSink.NONE;
    private boolean isHeard;
    private int step;

    /** {@code exchanges}: of vCPUs that are interchangeable, which watch what is sent; null if there are none. */
    EngineFx(Assembly assembly, SharedMemory shared, Channels channels, Exchanges exchanges) {
        super(assembly.map(), shared, assembly.watches());
        this.channels = channels;
        this.exchanges = exchanges;
    }

    /** Sends what is told to {@code next} from now on. */
    void listen(TraceSink next) {
        sink = next;
        isHeard = next != TraceSink.NONE;
        tellStores(next.wantsStores());
        tellRan(next.wantsRan());
    }

    /** Step {@code number} begins: {@code machine} takes a message. */
    void begin(int number, int from, Machine machine, Message message) {
        step = number;
        enter(machine);
        if (isHeard) {
            sink.delivered(number, from, machine.id(), message);
        }
    }

    /** The step is over. */
    void end() {
        if (isHeard) {
            sink.stepped(step);
        }
    }

    @Override
    public void send(int to, Message message) {
        int from = machine().id();
        if (exchanges != null) {
            exchanges.guard().sends(to);
        }
        channels.push(channels.channel(from, to), message);
        sent(from, to, message);
    }

    @Override
    public void after(long ns, int lp, Message message) {
        int to = machine().id();
        channels.push(channels.channel(lp, to), message);
        sent(lp, to, message);
    }

    private void sent(int from, int to, Message message) {
        if (isHeard) {
            sink.sent(step, from, to, message);
        }
    }

    @Override
    protected void told(Event event, long a, long b, long c, long d) {
        if (isHeard) {
            sink.event(step, machine().id(), event, a, b, c, d);
        }
    }

    @Override
    protected void ran(Step made) {
        sink.ran(made);
    }

    @Override
    protected void stored(long word, long old, long next) {
        sink.stored(step, machine().id(), word, old, next);
    }
}
