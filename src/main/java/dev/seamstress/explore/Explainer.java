package dev.seamstress.explore;

import dev.seamstress.engine.Engine;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.sched.Schedule;
import dev.seamstress.world.World;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds out what a counterexample shows: from where on nothing could save it, what would have, and who is to blame.
 *
 * <p>Whether a schedule can still pass is decided by searching, so every answer but {@link Doom#isKnown() unknown} is
 * certain.
 */
public final class Explainer {
    /** The one rule of the module that the host has to keep: a page is cleared before it is used again. */
    private static final String HOSTS = "I22";

    private final Supplier<World> worlds;
    private final Limits limits;

    /**
     * {@code worlds} makes the world that the counterexample is one of, in its first state; {@code limits} bounds each
     * of the two searches.
     */
    public Explainer(Supplier<World> worlds, Limits limits) {
        this.worlds = worlds;
        this.limits = limits;
    }

    /**
     * Explains a finding of the world.
     *
     * <p>Errors: {@link IllegalArgumentException} if its schedule is not one of this world.
     */
    public Explanation explain(Finding finding) {
        Schedule schedule = finding.schedule();
        if (schedule.size() == 0) {
            Blame blame = isTheModulesChange(finding) ? Blame.MODULE : Blame.SCRIPT;
            return new Explanation(finding, new Doom(Doom.FROM_THE_START, true), Optional.empty(), blame);
        }
        Judge judge = Judge.of(worlds.get());
        WayBack way = wayBack(judge, schedule, finding.loopStart() != Finding.NO_LOOP);
        Blame blame = isTheModulesChange(finding) ? Blame.MODULE : blame(finding, way.doom());
        return new Explanation(finding, way.doom(), way.nearest(), blame);
    }

    private boolean isTheModulesChange(Finding finding) {
        return UnchangedModule.keeps(worlds.get(), finding.rule(), limits);
    }

    /**
     * The nearest schedule that passes, of a run that may go on after it has broken a rule; that rest does not count.
     *
     * @param isLoop whether the run is a livelock: its last state has been there before
     * @return empty if the run breaks nothing or if the world goes another way with this schedule; else what is known
     */
    public Optional<WayBack> wayBack(Schedule run, boolean isLoop) {
        Optional<Schedule> failing = untilBroken(run, isLoop);
        return failing.map(schedule -> wayBack(Judge.of(worlds.get()), schedule, isLoop && schedule.equals(run)));
    }

    /** The schedule up to the first step that breaks a rule. */
    private Optional<Schedule> untilBroken(Schedule run, boolean isLoop) {
        Judge judge = Judge.forWalks(worlds.get());
        Engine engine = judge.engine();
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int step = 0; step < run.size(); step++) {
            int channel = engine.channel(run.from(step), run.to(step));
            if (engine.nextChannel(channel) != channel) {
                return Optional.empty();
            }
            judge.step(channel);
            recorder.add(run.from(step), run.to(step));
            if (judge.brokenByStep() != null || judge.brokenByState() != null) {
                return Optional.of(recorder.toSchedule());
            }
        }
        return isLoop ? Optional.of(run) : Optional.empty();
    }

    /** Requires: the schedule's last step breaks a rule, or it is a loop. */
    private WayBack wayBack(Judge judge, Schedule schedule, boolean isLoop) {
        int[] marks = replay(judge, schedule);
        PassSearch search = new PassSearch(judge, limits);
        int steps = isLoop ? schedule.size() + 1 : schedule.size();
        PassSearch.Answer answer = PassSearch.Answer.DOOMED;
        while (steps > 0 && answer == PassSearch.Answer.DOOMED) {
            steps--;
            judge.engine().undo(marks[steps]);
            answer = search.ask();
        }
        Doom doom = switch (answer) {
            case DOOMED -> new Doom(Doom.FROM_THE_START, true);
            case PASSES -> new Doom(steps, true);
            case UNKNOWN -> new Doom(steps, false);
        };
        Optional<NearestPass> nearest =
                search.completion().map(completion -> nearest(judge, schedule, doom.step(), completion));
        return new WayBack(doom, nearest);
    }

    /** Replays; the result tells where to go back to, for the state after so many steps. */
    private static int[] replay(Judge judge, Schedule schedule) {
        Engine engine = judge.engine();
        int[] marks = new int[schedule.size() + 1];
        for (int step = 0; step < schedule.size(); step++) {
            marks[step] = engine.mark();
            int channel = engine.channel(schedule.from(step), schedule.to(step));
            if (engine.nextChannel(channel) != channel) {
                throw new IllegalArgumentException("step " + step + " cannot be made: " + schedule.at(step));
            }
            judge.step(channel);
        }
        marks[schedule.size()] = engine.mark();
        return marks;
    }

    /** {@code judge} is where the two part. */
    private NearestPass nearest(Judge judge, Schedule failed, int fork, Schedule completion) {
        Engine engine = judge.engine();
        Breadth search = new Breadth(judge, limits, (broken, fingerprint) -> broken == null && engine.isQuiet());
        Optional<Schedule> shortest = search.search();
        Schedule rest = shortest.orElse(completion);
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int step = 0; step < fork; step++) {
            recorder.add(failed.from(step), failed.to(step));
        }
        for (int step = 0; step < rest.size(); step++) {
            recorder.add(rest.from(step), rest.to(step));
        }
        return NearestPass.of(failed, recorder.toSchedule(), fork, shortest.isPresent());
    }

    private Blame blame(Finding finding, Doom doom) {
        World world = worlds.get();
        ResolvedScenario scenario = world.scenario();
        Judge judge = Judge.of(world);
        StepMakers makers = new StepMakers(world);
        judge.setListener(makers);
        replay(judge, finding.schedule());
        return switch (finding.rule().kind()) {
            case BUG_ON -> bug(scenario, makers);
            case INVARIANT -> isModules(finding.rule().name()) ? Blame.MODULE : kernel(scenario);
            case CLAIM ->
                doom.isFromTheStart() ? byEverySchedule(world) : byAStepOf(makers.makerOf(doom.step()), world);
            case VACUOUS -> Blame.SCRIPT;
            case DEADLOCK -> deadlock(scenario, judge, makers);
            case LIVELOCK ->
                makers.columnsThatStepFrom(finding.loopStart()).stream()
                        .map(makers::whoGoesRound)
                        .min(Enum::compareTo)
                        .map(who -> who == Blame.KVM ? kernel(scenario) : who)
                        .orElse(kernel(scenario));
        };
    }

    private static boolean isModules(String rule) {
        return rule.startsWith("I") && !rule.equals(HOSTS);
    }

    private static Blame bug(ResolvedScenario scenario, StepMakers makers) {
        return makers.isSharedFetch() ? Blame.GUEST : kernel(scenario);
    }

    /** KVM, unless the script makes SEAMCALLs behind its back. */
    private static Blame kernel(ResolvedScenario scenario) {
        return scenario.hasSeamcall() ? Blame.USERSPACE : Blame.KVM;
    }

    /** Whose breach of a claim it is that some schedule keeps, if {@code maker} made the step that dooms. */
    private static Blame byAStepOf(Blame maker, World world) {
        return maker == Blame.KVM && world.model().changes().isEmpty() ? Blame.KVM_OR_CLAIM : maker;
    }

    /** Whose breach of a claim it is that no schedule keeps. */
    private static Blame byEverySchedule(World world) {
        Blame kernel = kernel(world.scenario());
        return kernel == Blame.KVM && world.model().changes().isEmpty() ? Blame.KVM_OR_SCRIPT : kernel;
    }

    /** The script's, if nobody is stuck but those who wait for something in it. */
    private static Blame deadlock(ResolvedScenario scenario, Judge judge, StepMakers makers) {
        for (int column = 0; column < scenario.columns().size(); column++) {
            boolean isStuck = judge.view().column(scenario.columns().get(column).id()) == ColumnState.RUNNING;
            if (isStuck && !makers.isWaiting(column)) {
                return Blame.KVM;
            }
        }
        return Blame.SCRIPT;
    }
}
