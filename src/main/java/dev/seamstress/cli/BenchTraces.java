package dev.seamstress.cli;

import dev.seamstress.engine.Engine;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.Recording;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogMaker;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.trace.perfetto.PerfettoTrace;
import dev.seamstress.world.EntryPlaces;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.OutputStream;

/** What {@code bench} measures of traces: one long run is recorded once, and written again and again. */
final class BenchTraces {
    private static final int STEPS = 100_000;
    private static final long NS_PER_STEP = 1000;

    private final World world;
    private final Recording recording;
    private final LogEntry.Head head;
    private double bytesPerEntry;

    /** {@code world}: its script has more steps than are measured. */
    BenchTraces(World world) {
        this.world = world;
        this.recording = new Recording(Integer.MAX_VALUE, new EntryPlaces(world)::isEntry);
        Engine engine = new Engine(world.assembly(), false);
        engine.setSink(recording);
        engine.run(new RandomWalk(1), STEPS);
        this.head = new LogEntry.Head(
                "bench",
                "",
                world.model().name(),
                world.module().name(),
                "engine",
                true,
                "seed 1",
                NS_PER_STEP,
                world.assembly().machines().stream().map(Object::toString).toList());
    }

    /** Entries of the log a second that become a Perfetto trace, from the recording on. */
    double perfetto() throws IOException {
        Counter out = new Counter();
        long start = System.nanoTime();
        long[] entries = {0};
        try (PerfettoTrace trace = new PerfettoTrace(out)) {
            LogSink counted = entry -> {
                entries[0]++;
                trace.take(entry);
            };
            counted.take(head);
            Actors actors = Actors.of(world.assembly());
            LogMaker.EntryNames names =
                    EventLog.names(new EntryPlaces(world), world.kvm().type());
            recording.replay(new LogMaker(counted, actors, new ModelWords(world, actors), names));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        bytesPerEntry = (double) out.bytes / entries[0];
        return entries[0] / seconds;
    }

    /** Bytes of the trace an entry of the log; known after {@link #perfetto}. */
    double bytesPerEntry() {
        return bytesPerEntry;
    }

    /** Where bytes are counted and forgotten. */
    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] piece, int offset, int length) {
            bytes += length;
        }
    }
}
