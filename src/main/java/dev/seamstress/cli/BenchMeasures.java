package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.actor.BareGraph;
import dev.seamstress.actor.LiveDriver;
import dev.seamstress.actor.LiveOptions;
import dev.seamstress.actor.SteppedDriver;
import dev.seamstress.check.invariant.InvariantChecker;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.engine.Engine;
import dev.seamstress.explore.SearchMeasure;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.Recording;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** What {@code bench} measures: each figure is a rate a second, a ratio, or bytes. */
final class BenchMeasures implements AutoCloseable {
    private static final int WALKS = 20_000;
    private static final int STATES = 400_000;
    private static final int STEPPED_RUNS = 10_000;
    private static final int LIVE_FAULTS = 5_000;

    private static final String TRACED = "repeat 8000 { fault x, enter } | repeat 8000 { fault x[1], enter }"
            + " | repeat 8000 { convert x[2] to shared, convert x[2] to private }";

    private final SteppedDriver stepped = new SteppedDriver();
    private final LiveDriver live = new LiveDriver();
    private final BareGraph bare = new BareGraph();
    private final World pair = world("P0 | P1", "A: fault x | B: fault x");
    private final Engine walker = new Engine(pair.assembly(), false);
    private final InvariantChecker checker = new InvariantChecker(pair, walker.memory(), walker::machine);
    private final BareGraph.Recorder recorded = recorded();
    private final BenchTraces traces = new BenchTraces(world("P0 | P1 | VMM", TRACED));
    private final BenchLoads loads = new BenchLoads();
    private double stepsPerSecond;
    private double bytesPerStep;
    private double checkedBytesPerStep;
    private double bytesPerState;

    /** One figure: how to take it, and what it shall be at least (or, for bytes, at most). */
    record Measure(String name, String budget, Callable<Double> figureOrThrow) {
        interface Figure {
            double get() throws Exception;
        }

        Figure figure() {
            return figureOrThrow::call;
        }
    }

    List<Measure> all() {
        return List.of(
                new Measure("engine, two vCPUs, one gfn: schedules/s", ">= 25,000", this::walks),
                new Measure("engine, the same: steps/s", ">= 5,000,000", () -> stepsPerSecond),
                new Measure("engine, the same: bytes allocated a step", "<= 64", () -> bytesPerStep),
                new Measure("engine, the same, invariants on: of those off", ">= 0.5", this::invariantsRatio),
                new Measure("engine, the same, invariants on: bytes a step", "<= 64", () -> checkedBytesPerStep),
                new Measure("exhaustive, two vCPUs: states/s", ">= 500,000", this::twoVcpus),
                new Measure("exhaustive, three vCPUs, cold: states/s", ">= 500,000", this::threeVcpus),
                new Measure("exhaustive, the same: bytes a state", "<= 32", () -> bytesPerState),
                new Measure("exhaustive, three vCPUs, all checked: states/s", ">= 300,000", this::checked),
                new Measure("exhaustive, the same: bytes a state, traps found", "<= 48", () -> bytesPerState),
                new Measure("Pekko, stepped, one long run: steps/s", ">= 3,000,000", this::steppedLong),
                new Measure("Pekko, stepped, short runs: steps/s", ">= 3,000,000", this::steppedShort),
                new Measure("Pekko, live, timeline off: of bare handlers", ">= 0.35", () -> liveRatio(TraceSink.NONE)),
                new Measure(
                        "Pekko, live, timeline on: of bare handlers",
                        ">= 0.2",
                        () -> liveRatio(new Recording(10_000_000))),
                new Measure("events to Perfetto: entries of the log/s", ">= 666,667", traces::perfetto),
                new Measure("the same: bytes an entry", "<= 40", traces::bytesPerEntry),
                new Measure("load, pages mapped: times a bare loop", "<= 60", loads::ofBareLoop),
                new Measure("the same: bytes of SPTEs a page", "<= 9", loads::bytesPerPage));
    }

    /**
     * What is measured before anything else has run. One driver alone is what its budget is about: the compiler makes
     * slower code of the machines once it has seen several drivers call them.
     */
    static List<Measure> alone() {
        BenchLoads loads = new BenchLoads();
        return List.of(
                new Measure("kvm_tdp_mmu_map called directly: times a bare loop", "<= 15", loads::directOfBareLoop));
    }

    private static World world(String header, String row) {
        String text = "TDX bench\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n " + header + " ;\n " + row + " ;\n";
        ResolvedScenario scenario = ScenarioReader.read("bench", text.getBytes(UTF_8), Scenarios.NAMES)
                .resolved()
                .orElseThrow();
        try {
            return World.of(scenario, KernelModel.of(KernelVariant.NEWEST));
        } catch (NotModelledException e) {
            throw new IllegalStateException(e);
        }
    }

    private static World faults(int count) {
        return world("P[0..3]", "repeat " + count + " { fault x }");
    }

    /** Rounds of the mixing function a second: what this processor does now, whatever else it is doing. */
    static double bareLoop() {
        long start = System.nanoTime();
        long sum = 0;
        int rounds = 20_000_000;
        for (int i = 0; i < rounds; i++) {
            sum = Mix.mix(sum + i);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return sum == 0 ? 0 : rounds / seconds;
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private double walks() {
        walker.setSink(TraceSink.NONE);
        return walksOnce();
    }

    /** Steps a second with all invariants on, divided by those of the same walks without, right before. */
    private double invariantsRatio() {
        walker.setSink(TraceSink.NONE);
        walksOnce();
        double off = stepsPerSecond;
        walker.setSink(checker);
        walksOnce();
        double on = stepsPerSecond;
        checkedBytesPerStep = bytesPerStep;
        walker.setSink(TraceSink.NONE);
        return on / off;
    }

    private double walksOnce() {
        long before = allocated();
        long steps = 0;
        long start = System.nanoTime();
        for (int seed = 0; seed < WALKS; seed++) {
            walker.reset();
            checker.reset();
            walker.walk(new RandomWalk(seed), Integer.MAX_VALUE);
            steps += walker.steps();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        stepsPerSecond = steps / seconds;
        bytesPerStep = (double) (allocated() - before) / steps;
        return WALKS / seconds;
    }

    private double twoVcpus() {
        return states("P0 | P1", "A: fault x | B: accept x", SearchMeasure::bare);
    }

    private double threeVcpus() {
        return states("P[0..2]", "A: fault x", SearchMeasure::bare);
    }

    private double checked() {
        return states("P[0..2]", "A: fault x", SearchMeasure::checked);
    }

    private interface Kind {
        SearchMeasure of(World world, int states);
    }

    /** Searches again and again until enough states were seen for a figure. */
    private double states(String header, String row, Kind kind) {
        long states = 0;
        long nanoseconds = 0;
        while (states < STATES) {
            SearchMeasure search = kind.of(world(header, row), STATES);
            long start = System.nanoTime();
            search.run();
            nanoseconds += System.nanoTime() - start;
            states += search.states();
            bytesPerState = search.bytesPerState();
        }
        return states * 1e9 / nanoseconds;
    }

    private double steppedLong() {
        World world = faults(LIVE_FAULTS);
        long start = System.nanoTime();
        long steps = stepped.run(world.assembly(), new RandomWalk(1), TraceSink.NONE, Integer.MAX_VALUE)
                .steps();
        return steps * 1e9 / (System.nanoTime() - start);
    }

    private double steppedShort() {
        long steps = 0;
        long nanoseconds = 0;
        for (int seed = 0; seed < STEPPED_RUNS; seed++) {
            walker.reset();
            long start = System.nanoTime();
            steps += stepped.run(pair.assembly(), new RandomWalk(seed), TraceSink.NONE, Integer.MAX_VALUE)
                    .steps();
            nanoseconds += System.nanoTime() - start;
        }
        return steps * 1e9 / nanoseconds;
    }

    private static BareGraph.Recorder recorded() {
        World world = faults(LIVE_FAULTS);
        BareGraph.Recorder recorder = new BareGraph.Recorder(world.assembly().machines());
        Engine engine = new Engine(world.assembly(), false);
        engine.setSink(recorder);
        engine.run(new RandomWalk(1), Integer.MAX_VALUE);
        return recorder;
    }

    /** Messages a second of a live run, divided by those of bare handlers right before it. */
    private double liveRatio(TraceSink sink) throws InterruptedException {
        long start = System.nanoTime();
        bare.run(recorded);
        double bareRate = recorded.deliveries() * 1e9 / (System.nanoTime() - start);
        World world = faults(LIVE_FAULTS);
        start = System.nanoTime();
        long steps = live.run(world.assembly(), sink, LiveOptions.withTimeout(Duration.ofMinutes(5)))
                .steps();
        return steps * 1e9 / (System.nanoTime() - start) / bareRate;
    }

    @Override
    public void close() {
        bare.close();
        live.close();
        stepped.close();
    }
}
