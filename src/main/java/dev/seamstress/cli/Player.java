package dev.seamstress.cli;

import dev.seamstress.actor.RunResult;
import dev.seamstress.actor.SteppedDriver;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.Crash;
import dev.seamstress.world.World;
import java.util.function.LongSupplier;

/** Plays one schedule of a world through one of the drivers, watched; it stops at the first broken invariant. */
final class Player implements AutoCloseable {
    private SteppedDriver stepped;

    /** Makes the strategy of a run, which may ask for a hash of all that the run has told so far. */
    interface Choices {
        Strategy with(LongSupplier told);
    }

    /** Through Pekko, stepped. */
    RunOutcome stepped(World world, Choices choices, int maxSteps) {
        if (stepped == null) {
            stepped = new SteppedDriver();
        }
        SharedMemory memory = SteppedDriver.memoryFor(world.assembly());
        RunWatcher watcher = RunWatcher.of(world, memory);
        RunResult result = stepped.run(world.assembly(), memory, untilBroken(watcher, choices), watcher, maxSteps);
        return watcher.outcome(world, result);
    }

    /** Through the engine. */
    RunOutcome engine(World world, Choices choices, int maxSteps) {
        Engine engine = new Engine(world.assembly(), false);
        RunWatcher watcher = new RunWatcher(world, engine.memory(), engine::machine);
        engine.setSink(watcher);
        Schedule schedule = engine.run(untilBroken(watcher, choices), maxSteps);
        Crash crash = engine.crash().orElse(null);
        RunResult.End end;
        if (crash != null) {
            end = RunResult.End.CRASHED;
        } else if (engine.isQuiet()) {
            end = RunResult.End.QUIESCENT;
        } else {
            end = schedule.size() == maxSteps ? RunResult.End.MAX_STEPS : RunResult.End.STOPPED;
        }
        return watcher.outcome(world, new RunResult(schedule.size(), schedule, end, crash, engine.memory()));
    }

    private static Strategy untilBroken(RunWatcher watcher, Choices choices) {
        Strategy strategy = choices.with(watcher::told);
        return (step, enabled) -> watcher.isBroken() ? Strategy.STOP : strategy.choose(step, enabled);
    }

    @Override
    public void close() {
        if (stepped != null) {
            stepped.close();
        }
    }
}
