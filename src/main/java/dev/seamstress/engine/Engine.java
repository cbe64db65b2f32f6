package dev.seamstress.engine;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Blocks;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.sched.Enabled;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.Crash;
import dev.seamstress.trace.TraceSink;
import java.util.List;
import java.util.Optional;

/**
 * Delivers messages one at a time, with undo and a fingerprint of the state.
 *
 * <p>Shape: a step is the delivery of one channel's oldest message. Marks are places in the journal; undo goes back to
 * any of them. Without tracking there is neither undo nor fingerprint, and steps are several times as fast.
 */
public final class Engine {
    private final Machine[] machines;
    private final Assembly assembly;
    private Image[] firstImages;
    private final boolean isTracking;
    private final Journal journal = new Journal();
    private final Reads reads = new Reads();
    private final JournaledMemory memory;
    private final Channels channels;
    private final Images images;
    private final ReferenceWatch references;
    private EngineFx fx;
    private TraceSink sink = TraceSink.NONE;
    private Exchanges exchanges;
    private long machineFingerprint;
    private int step;
    private Message taken;
    private Crash crash;

    /** An engine in the first state of {@code assembly}, which no one else may use while the engine lives. */
    public Engine(Assembly assembly, boolean isTracking) {
        this.assembly = assembly;
        this.isTracking = isTracking;
        this.machines = assembly.machines().toArray(new Machine[0]);
        this.memory = new JournaledMemory(assembly.map(), journal, reads, isTracking);
        this.images = new Images(machines, journal, assembly.map(), memory::read, isTracking);
        this.references = new ReferenceWatch(assembly.map().fieldReferences(), memory);
        this.channels = new Channels(machines.length, journal, reads, isTracking);
        this.fx = new EngineFx(assembly, memory, channels, null);
        this.firstImages = imagesOf();
        begin();
    }

    /**
     * Keeps what others remember of the run as it keeps the machines: a reset and undo take it back, the fingerprint
     * covers it.
     *
     * <p>Requires: nothing has happened yet; what a companion remembers of a step is complete when the sink has been
     * told that the step is over.
     */
    public void keep(List<? extends Stateful> companions) {
        if (step != 0) {
            throw new IllegalStateException("companions join before the first step");
        }
        images.join(companions, reads);
        firstImages = imagesOf();
        begin();
    }

    /**
     * From now on states that differ only by an exchange of vCPUs have one fingerprint.
     *
     * <p>Requires: tracking; nothing has happened yet. Errors: {@link SymmetryBroken}, also from a step or a question
     * for the fingerprint, if some thread knows the vCPUs apart.
     */
    public void merge(Blocks blocks) {
        if (!isTracking || step != 0) {
            throw new IllegalStateException("symmetry begins before the first step of an engine that tracks");
        }
        exchanges = new Exchanges(blocks, memory);
        images.sumInto(exchanges.sums());
        memory.sumInto(exchanges.sums());
        channels.sumInto(exchanges.sums());
        fx = new EngineFx(assembly, exchanges.guard(), channels, exchanges);
        fx.listen(sink);
        begin();
    }

    private Image[] imagesOf() {
        Image[] all = new Image[images.count()];
        for (int i = 0; i < all.length; i++) {
            all[i] = images.imageOf(i);
        }
        return all;
    }

    /** Sends what is told to {@code next} from now on. */
    public void setSink(TraceSink next) {
        sink = next;
        fx.listen(next);
    }

    /** Back to the first state, with an empty journal. */
    public void reset() {
        for (int i = 0; i < firstImages.length; i++) {
            images.restore(i, firstImages[i]);
        }
        begin();
    }

    private void begin() {
        if (exchanges != null) {
            exchanges.sums().reset();
        }
        channels.reset();
        memory.reset(assembly.initials());
        step = 0;
        crash = null;
        machineFingerprint = 0;
        for (Machine machine : machines) {
            if (machine.starts()) {
                channels.push(channels.channel(machine.id(), machine.id()), Continue.CONTINUE);
            }
        }
        if (isTracking) {
            images.takeAll();
        }
        for (int i = 0; isTracking && i < images.count(); i++) {
            if (exchanges == null) {
                machineFingerprint ^= images.fingerprint(i);
            } else {
                images.recompute(i, exchanges.sums());
            }
        }
        if (exchanges != null) {
            exchanges.requireLikeStart();
        }
        journal.clear();
    }

    /** The choices, sorted by sender, then receiver; valid until the next step or undo. */
    public Enabled enabled() {
        return channels;
    }

    /** The first non-empty channel from {@code channel} on, or -1: for searches that walk the choices in order. */
    public int nextChannel(int channel) {
        return channels.nextReady(channel);
    }

    /** What can happen next of which nobody can tell when it does, in all states of the engine. */
    public Prompts prompts() {
        return new Prompts(machines, channels, images, reads, fx);
    }

    /** The channel from one machine to another. */
    public int channel(int from, int to) {
        return channels.channel(from, to);
    }

    public int sender(int channel) {
        return channels.sender(channel);
    }

    public int receiver(int channel) {
        return channels.receiver(channel);
    }

    /**
     * Delivers the oldest message of a non-empty channel. What a machine throws passes through; the engine can then
     * only be {@link #reset}.
     */
    public void step(int channel) {
        Machine machine = machines[channels.receiver(channel)];
        Message message;
        if (isTracking) {
            if (exchanges == null) {
                journal.push(machineFingerprint);
            } else {
                exchanges.begin(channels.sender(channel), channels.receiver(channel), journal);
            }
            journal.push(Journal.STEP);
            message = channels.pop(channel);
            images.sync(machine.id());
            for (int i = machines.length; i < images.count(); i++) {
                images.sync(i);
            }
        } else {
            message = channels.pop(channel);
        }
        taken = message;
        references.begin();
        int from = channels.sender(channel);
        fx.begin(step, from, machine, message);
        machine.on(from, message, fx);
        fx.end();
        step++;
        if (isTracking) {
            boolean isComparedAnew = references.isAnyChanged();
            machineFingerprint ^= images.stepped(machine.id(), isComparedAnew);
            if (isComparedAnew) {
                reads.spoil();
                compareAnew(machine.id());
            }
            for (int i = machines.length; i < images.count(); i++) {
                machineFingerprint ^= images.stepped(i, true);
            }
        }
    }

    /** A word that fields are compared with has changed: what counts of them may have, in all machines. */
    private void compareAnew(int stepped) {
        for (int i = 0; i < machines.length; i++) {
            if (i != stepped) {
                images.sync(i);
                machineFingerprint ^= images.stepped(i, true);
            }
        }
    }

    /** The place in the journal to come back to. */
    public int mark() {
        return journal.top();
    }

    /** Takes back every step since {@code mark}. Requires: tracking. */
    public void undo(int mark) {
        while (journal.top() > mark) {
            int kind = (int) journal.pop();
            switch (kind) {
                // What is written down last is popped first: the arguments from left to right.
                case Journal.WORD -> memory.undo(journal.pop(), journal.pop());
                case Journal.PUSH -> channels.undoPush((int) journal.pop(), journal.pop());
                case Journal.POP ->
                    channels.undoPop((int) journal.pop(), journal.pop(), (Message) journal.popReference());
                case Journal.IMAGE -> images.undo();
                case Journal.STEP -> {
                    if (exchanges == null) {
                        machineFingerprint = journal.pop();
                    } else {
                        exchanges.sums().undoImages(journal);
                    }
                    step--;
                }
                default -> throw new ModelBug("journal record " + kind);
            }
        }
    }

    /** A hash of the state: machines, messages in flight, shared words. Requires: tracking. */
    public long fingerprint() {
        if (exchanges != null) {
            return exchanges.fingerprint();
        }
        return machineFingerprint ^ channels.fingerprint() ^ memory.fingerprint();
    }

    /** The fingerprint computed from nothing but the state, to check the one that is kept up. */
    public long recomputeFingerprint() {
        if (exchanges != null) {
            return recomputed().sum(exchanges.isPinned());
        }
        long sum = channels.recompute() ^ memory.recompute();
        images.syncAll();
        for (int i = 0; i < images.count(); i++) {
            sum ^= images.fingerprint(i);
        }
        return sum;
    }

    private BlockSums recomputed() {
        BlockSums all = new BlockSums(exchanges.sums().blocks());
        channels.recompute(all);
        memory.recompute(all);
        images.syncAll();
        for (int i = 0; i < images.count(); i++) {
            images.recompute(i, all);
        }
        return all;
    }

    /** What is known of the vCPUs that can be exchanged, if {@link #merge} was called. */
    public Optional<Exchanges> exchanges() {
        return Optional.ofNullable(exchanges);
    }

    /**
     * Runs until nothing is enabled, {@code strategy} stops, {@code maxSteps} steps are made, or a machine throws;
     * returns the choices, the last of which is the one that led to the {@link #crash}, if there was one.
     */
    public Schedule run(Strategy strategy, int maxSteps) {
        Schedule.Recorder recorder = new Schedule.Recorder();
        walk(strategy, maxSteps, recorder);
        return recorder.toSchedule();
    }

    /** As {@link #run}, without writing the choices down: for walks that their seed repeats. */
    public void walk(Strategy strategy, int maxSteps) {
        walk(strategy, maxSteps, null);
    }

    private void walk(Strategy strategy, int maxSteps, Schedule.Recorder recorder) {
        while (channels.count() > 0 && step < maxSteps && crash == null) {
            int index = strategy.choose(step, channels);
            if (index == Strategy.STOP) {
                return;
            }
            int channel = channels.ready(index);
            if (recorder != null) {
                recorder.add(channels.sender(channel), channels.receiver(channel));
            }
            try {
                step(channel);
            } catch (RuntimeException | Error error) {
                crash = Crash.of(step, machines[channels.receiver(channel)], taken, error);
            }
        }
    }

    /**
     * What a machine threw in the last {@link #run} or {@link #walk}: after it the engine can only be {@link #reset}.
     */
    public Optional<Crash> crash() {
        return Optional.ofNullable(crash);
    }

    /** Makes the companions' own fields what they are in this state; a step does it by itself, undo does not. */
    public void syncCompanions() {
        for (int i = machines.length; i < images.count(); i++) {
            images.sync(i);
        }
    }

    /** Bytes of what undo remembers. */
    public long bytes() {
        return journal.bytes();
    }

    /** True if no message is in flight. */
    public boolean isQuiet() {
        return channels.count() == 0;
    }

    /** How many steps were made and not taken back. */
    public int steps() {
        return step;
    }

    /** The machines and their map; the machines' fields are those of the state the engine is in. */
    public Assembly assembly() {
        images.syncAll();
        return assembly;
    }

    /** The shared words, for views that only read them. */
    public SharedMemory memory() {
        return memory;
    }

    public Machine machine(int id) {
        images.sync(id);
        reads.machine(id, images.own(id));
        return machines[id];
    }

    /**
     * What becomes known of steps from now on. Requires: tracking; what is kept and what is merged was said before, and
     * nobody else asks meanwhile.
     */
    public KnownSteps knownSteps() {
        return knownSteps(KnownSteps.NODES_MAX);
    }

    /** As above, with a bound of what is remembered. */
    KnownSteps knownSteps(int nodes) {
        return new KnownSteps(this, memory, channels, images, reads, machines.length, nodes);
    }

    /** A shared word's value, for checks and views. */
    public long peek(long word) {
        return memory.peek(word);
    }

    /** Everything the state is made of, for tests: machines' words and shared words, without the journal. */
    Image[] imagesNow() {
        images.syncAll();
        return imagesOf();
    }

    /** The messages in flight, channel by channel, oldest first, as text: for tests and reports. */
    List<String> messagesInFlight() {
        return channels.texts();
    }
}
