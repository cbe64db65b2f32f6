package dev.seamstress.cli;

import dev.seamstress.actor.RunResult;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.engine.Recorder;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.CheckedReplay;
import dev.seamstress.sched.Choice;
import dev.seamstress.sched.Drift;
import dev.seamstress.sched.Fork;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.sched.Strategy;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Replays a schedule through the engine, through Pekko, or through both, which must then tell the same. */
final class Replayer {
    private final ScheduleFile file;
    private final Settings settings;

    /** Which drivers replay. */
    enum Through {
        engine,
        pekko,
        both
    }

    /** Another choice than the schedule's at a step, and the seed of what follows. */
    record Branch(int step, Choice choice, long seed) {}

    /**
     * How to replay.
     *
     * @param until after how many steps to stop at the latest, if somebody asks for it
     */
    record Settings(Through through, Optional<Integer> until, Optional<Branch> branch) {
        /** After how many steps to stop: a recorded run ends by itself, what follows a branch may not. */
        int maxSteps() {
            int otherwise = branch.map(at -> at.step() + RunCommand.MAX_STEPS).orElse(Integer.MAX_VALUE);
            return until.orElse(otherwise);
        }
    }

    /**
     * What came of it.
     *
     * @param refused what can be chosen where the branch's choice cannot
     * @param isLoop whether the state repeats where the file says so; true if it does not
     */
    record Replayed(RunOutcome outcome, Optional<Drift> drift, Optional<List<Choice>> refused, boolean isLoop) {}

    Replayer(ScheduleFile file, Settings settings) {
        this.file = file;
        this.settings = settings;
    }

    /** Errors: {@link NotModelledException} names what cannot be run. */
    Replayed replay(ResolvedScenario scenario, KernelModel model) throws NotModelledException {
        try (Player player = new Player()) {
            Replayed last = null;
            if (settings.through() != Through.pekko) {
                World world = World.of(scenario, model);
                Course course = new Course();
                last = course.end(player.engine(world, course, settings.maxSteps()));
            }
            if (settings.through() != Through.engine) {
                World world = World.of(scenario, model);
                Course course = new Course();
                Replayed other = course.end(player.stepped(world, course, settings.maxSteps()));
                requireSame(last, other);
                last = other;
            }
            boolean isWhole = last.drift().isEmpty()
                    && last.outcome().run().steps() == file.schedule().size();
            boolean isLoop = file.loop().isEmpty()
                    || !isWhole
                    || Recorder.isLoop(
                            World.of(scenario, model).assembly(),
                            file.schedule(),
                            file.loop().getAsInt());
            return new Replayed(last.outcome(), last.drift(), last.refused(), isLoop);
        }
    }

    private static void requireSame(Replayed engine, Replayed pekko) {
        boolean isSame = engine == null
                || engine.outcome().digest() == pekko.outcome().digest()
                        && engine.outcome()
                                .run()
                                .schedule()
                                .equals(pekko.outcome().run().schedule())
                        && engine.outcome().broken().equals(pekko.outcome().broken())
                        && engine.drift().equals(pekko.drift())
                        && engine.refused().equals(pekko.refused());
        if (!isSame) {
            throw new IllegalStateException("engine and Pekko do not tell the same of one schedule");
        }
    }

    /** The choices of one driver's run. */
    private final class Course implements Player.Choices {
        private CheckedReplay replay;
        private Fork fork;

        @Override
        public Strategy with(LongSupplier told) {
            replay = new CheckedReplay(file.schedule(), file.checks(), told);
            if (settings.branch().isEmpty()) {
                return replay;
            }
            Branch branch = settings.branch().get();
            fork = new Fork(replay, branch.step(), branch.choice(), new RandomWalk(branch.seed()));
            return fork;
        }

        Replayed end(RunOutcome outcome) {
            int steps = (int) outcome.run().steps();
            boolean isQuiet = outcome.run().end() == RunResult.End.QUIESCENT;
            boolean isBeyond = fork != null && steps > settings.branch().get().step();
            Optional<Drift> drift = isBeyond ? replay.ended(0, false) : replay.ended(steps, isQuiet && fork == null);
            return new Replayed(outcome, drift, fork == null ? Optional.empty() : fork.refused(), true);
        }
    }
}
