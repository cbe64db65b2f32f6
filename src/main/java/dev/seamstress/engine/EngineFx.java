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
        tellStores(next.wantsStores());
    }

    /** Step {@code number} begins, one of {@code machine}. */
    void begin(Machine machine, int number) {
        step = number;
        enter(machine);
    }

    @Override
    public void send(int to, Message message) {
        int from = machine().id();
        if (exchanges != null) {
            exchanges.guard().sends(to);
        }
        channels.push(channels.channel(from, to), message);
        sink.sent(step, from, to, message);
    }

    @Override
    public void after(long ns, int lp, Message message) {
        int to = machine().id();
        channels.push(channels.channel(lp, to), message);
        sink.sent(step, lp, to, message);
    }

    @Override
    protected void told(Event event, long a, long b, long c, long d) {
        sink.event(step, machine().id(), event, a, b, c, d);
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
