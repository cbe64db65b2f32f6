package dev.seamstress.cli;

import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.sched.Choice;
import dev.seamstress.sched.Enabled;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Schedule;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.tell.Story;
import dev.seamstress.trace.tell.StoryStep;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A run whose choices somebody makes, one after the other.
 *
 * <p>It is played from its beginning after each of them, which takes milliseconds; so to take a choice back is to leave
 * it out.
 */
final class HandRun {
    /** A person does not choose more. */
    static final int STEPS_MAX = Story.STEPS_MAX;

    private final ReadResult read;
    private final KernelModel model;
    private final List<Choice> recorded;
    private List<Choice> made;
    private Position now;

    /** A choice that can be made, and what it is, in words. */
    record Offer(Choice choice, String text) {}

    /**
     * How far the run is.
     *
     * @param story what has happened, by the kernel's functions
     * @param offers the choices that can be made; none if it is over
     */
    record Position(RunOutcome outcome, Story story, List<Offer> offers) {
        int steps() {
            return (int) outcome.run().steps();
        }

        /** True if nothing more can be chosen. */
        boolean isOver() {
            return offers.isEmpty();
        }
    }

    /**
     * A run of {@code read} that follows {@code recorded} if nobody wants otherwise, and has made {@code first} of
     * these choices.
     *
     * <p>Errors: {@link NotModelledException} names what cannot be run; {@link dev.seamstress.sched.Replay.Drift} if
     * the recorded choices are not of this scenario and kernel.
     */
    HandRun(ReadResult read, KernelModel model, List<Choice> recorded, int first) throws NotModelledException {
        this.read = read;
        this.model = model;
        this.recorded = List.copyOf(recorded);
        this.made = new ArrayList<>(recorded.subList(0, first));
        this.now = play(new Replay(schedule(made)), made.size());
    }

    Position now() {
        return now;
    }

    /** Makes a choice. Requires: it is offered. */
    void choose(Choice choice) {
        made.add(choice);
        again();
    }

    /** Takes so many choices back, at most all. */
    void back(int count) {
        made = new ArrayList<>(made.subList(0, Math.max(0, made.size() - count)));
        again();
    }

    /** Lets chance make so many choices, at most as many as there are. */
    void random(int count, long seed) {
        Replay replay = new Replay(schedule(made));
        RandomWalk walk = new RandomWalk(seed);
        int done = made.size();
        int all = Math.min(STEPS_MAX, done + count);
        Strategy both = (step, enabled) ->
                step < done ? replay.choose(step, enabled) : step < all ? walk.choose(step, enabled) : Strategy.STOP;
        adopt(both, all);
    }

    /**
     * Lets one actor go on, and whoever it needs that is no thread, for so many steps, or until it waits for another
     * thread; if {@code text} is not empty up to the step that tells it. Returns false, and makes no choice, if none
     * does.
     */
    boolean alone(int actor, int count, String text) {
        int before = made.size();
        alone(actor, count);
        for (StoryStep step : now.story.steps()) {
            if (step.step() >= before && step.sentence().contains(text)) {
                back(text.isEmpty() ? 0 : made.size() - step.step() - 1);
                return true;
            }
        }
        back(made.size() - before);
        return text.isEmpty();
    }

    private void alone(int actor, int count) {
        Replay replay = new Replay(schedule(made));
        int done = made.size();
        int all = Math.min(STEPS_MAX, done + count);
        List<Machine> machines = now.outcome.world().assembly().machines();
        Strategy own = (step, enabled) -> step < done
                ? replay.choose(step, enabled)
                : step < all ? ofAlone(actor, machines, enabled) : Strategy.STOP;
        adopt(own, all);
    }

    private static int ofAlone(int actor, List<Machine> machines, Enabled enabled) {
        int served = Strategy.STOP;
        for (int i = 0; i < enabled.count(); i++) {
            if (enabled.to(i) == actor) {
                return i;
            }
            boolean isServant = !(machines.get(enabled.to(i)) instanceof KernelThread);
            served = enabled.from(i) == actor && isServant && served == Strategy.STOP ? i : served;
        }
        return served;
    }

    private void adopt(Strategy strategy, int all) {
        try {
            now = play(strategy, all);
        } catch (NotModelledException e) {
            throw new IllegalStateException(e); // it has been played before
        }
        Schedule schedule = now.outcome.run().schedule();
        made = new ArrayList<>();
        for (int i = 0; i < schedule.size(); i++) {
            made.add(schedule.at(i));
        }
    }

    private void again() {
        adopt(new Replay(schedule(made)), made.size());
    }

    /** What is chosen if nobody says otherwise: as recorded, else who has just gone on, else whom it has sent to. */
    Choice usual() {
        int steps = made.size();
        if (steps < recorded.size() && made.equals(recorded.subList(0, steps))) {
            return recorded.get(steps);
        }
        int last = made.isEmpty() ? -1 : made.get(steps - 1).to();
        List<Choice> choices = now.offers.stream().map(Offer::choice).toList();
        return choices.stream()
                .filter(choice -> choice.to() == last)
                .findFirst()
                .or(() ->
                        choices.stream().filter(choice -> choice.from() == last).findFirst())
                .orElse(choices.get(0));
    }

    /** Plays at most {@code most} steps; what can be chosen then is offered. */
    private Position play(Strategy strategy, int most) throws NotModelledException {
        ResolvedScenario scenario = read.resolved().orElseThrow();
        List<Choice> choices = new ArrayList<>();
        Strategy asking = (step, enabled) -> {
            int choice = step < most ? strategy.choose(step, enabled) : Strategy.STOP;
            for (int i = 0; choice == Strategy.STOP && i < enabled.count(); i++) {
                choices.add(new Choice(enabled.from(i), enabled.to(i)));
            }
            return choice;
        };
        try (Player player = new Player()) {
            RunOutcome outcome = player.engine(World.of(scenario, model), told -> asking, most + 1);
            Heads heads = new Heads();
            Story story = new Story(
                    KernelFunctions.of(World.of(scenario, model), outcome.run().schedule()));
            EventLog log = new EventLog(origin(), outcome);
            log.tell(entry -> {
                heads.take(entry);
                story.take(entry);
            });
            List<Offer> offers = choices.stream()
                    .map(choice -> new Offer(choice, heads.text(choice, outcome.world())))
                    .toList();
            return new Position(outcome, story.told(), offers);
        } catch (IOException e) {
            throw new IllegalStateException(e); // nothing is written, and no more steps are made than can be told
        }
    }

    /** How such a run came about. */
    static RunOrigin origin() {
        return new RunOrigin("engine", "engine", "by hand", OptionalLong.empty(), false, "", "is not over");
    }

    private static Schedule schedule(List<Choice> choices) {
        Schedule.Recorder recorder = new Schedule.Recorder();
        choices.forEach(choice -> recorder.add(choice.from(), choice.to()));
        return recorder.toSchedule();
    }

    /** The oldest message of each channel; those are not told by which a thread only goes on. */
    private static final class Heads {
        private final Map<String, Deque<String>> channels = new TreeMap<>();

        void take(LogEntry entry) {
            if (entry instanceof LogEntry.Sent sent) {
                channel(sent.from(), sent.to()).add(sent.text());
            } else if (entry instanceof LogEntry.Delivered delivered) {
                channel(delivered.from(), delivered.to()).poll();
            }
        }

        private Deque<String> channel(int from, int to) {
            return channels.computeIfAbsent(from + ">" + to, name -> new ArrayDeque<>());
        }

        String text(Choice choice, World world) {
            Machine machine = world.assembly().machines().get(choice.to());
            String head = channel(choice.from(), choice.to()).peek();
            if (head != null) {
                String from = world.assembly().machines().get(choice.from()).name();
                return machine.name() + " takes " + head + (choice.from() == choice.to() ? "" : " of " + from);
            }
            boolean isUnderWay = machine instanceof KernelThread thread && thread.at() != null;
            return machine.name()
                    + (isUnderWay ? " goes on in " + KernelFunctions.of((KernelThread) machine) : " begins");
        }
    }
}
