package dev.seamstress.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.engine.Engine;
import dev.seamstress.engine.Recorder;
import dev.seamstress.trace.DigestSink;
import dev.seamstress.world.Scene;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Goal: a replay that is not the recorded run is stopped where it differs, and says in what. Method: a recorded run of
 * a race, with one thing changed.
 */
class CheckedReplayTest {
    private static final Scene SCENE = Scene.first("03-two-vcpus-one-gfn");
    private static final Recorder.Recorded RUN = Recorder.record(SCENE.world().assembly(), new RandomWalk(10), 10_000);

    private static Optional<Drift> replay(Scene scene, Schedule schedule, Checks checks) {
        DigestSink told = new DigestSink();
        CheckedReplay replay = new CheckedReplay(schedule, checks, told::digest);
        Engine engine = new Engine(scene.world().assembly(), false);
        engine.setSink(told);
        int steps = engine.run(replay, Integer.MAX_VALUE).size();
        return replay.ended(steps, engine.isQuiet());
    }

    private static Schedule swapped(int step) {
        Schedule.Recorder changed = new Schedule.Recorder();
        for (int i = 0; i < RUN.schedule().size(); i++) {
            Choice choice = RUN.schedule().at(i == step ? step + 1 : i == step + 1 ? step : i);
            changed.add(choice.from(), choice.to());
        }
        return changed.toSchedule();
    }

    private static Checks edited(int step, int enabledFlip, int placeFlip, int doneFlip) {
        Checks.Recorder changed = new Checks.Recorder();
        for (int i = 0; i < RUN.checks().size(); i++) {
            boolean isEdited = i == step;
            changed.add(
                    RUN.checks().enabled(i) ^ (isEdited ? enabledFlip : 0),
                    RUN.checks().place(i) ^ (isEdited ? placeFlip : 0),
                    RUN.checks().done(i) ^ (isEdited ? doneFlip : 0));
        }
        return changed.toChecks();
    }

    private static void assertDrift(Optional<Drift> drift, int step, Drift.What what) {
        assertThat(drift).hasValueSatisfying(found -> {
            assertThat(found.step()).isEqualTo(step);
            assertThat(found.what()).isEqualTo(what);
        });
    }

    @Test
    void anUnchangedScheduleReplays() {
        assertThat(replay(SCENE, RUN.schedule(), RUN.checks())).isEmpty();
        assertThat(replay(SCENE, RUN.schedule(), Checks.none())).isEmpty();
    }

    @Test
    void swappedChoicesAreFoundAsChosen() {
        int found = 0;
        for (int step = 0; step + 1 < RUN.schedule().size(); step++) {
            if (!RUN.schedule().at(step).equals(RUN.schedule().at(step + 1))) {
                assertDrift(replay(SCENE, swapped(step), RUN.checks()), step, Drift.What.CHOSEN);
                found++;
            }
        }
        assertThat(found).isGreaterThan(20);
    }

    @Test
    void anEditedCheckIsFoundAsWhatItChecks() {
        for (int step = 0; step < RUN.schedule().size(); step++) {
            assertDrift(replay(SCENE, RUN.schedule(), edited(step, 1, 0, 0)), step, Drift.What.ENABLED);
            assertDrift(replay(SCENE, RUN.schedule(), edited(step, 0, 1, 0)), step, Drift.What.CHOSEN);
            assertDrift(replay(SCENE, RUN.schedule(), edited(step, 0, 0, 1)), step, Drift.What.DONE);
        }
    }

    /** A kernel without the local retry goes into the guest where this one takes the lock again. */
    @Test
    void anotherKernelIsFoundInWhatItDoes() {
        Scene other = Scene.file(
                "first/03-two-vcpus-one-gfn", KernelModel.of(KernelVariant.NEWEST, List.of("no-local-retry")));
        Drift drift = replay(other, RUN.schedule(), RUN.checks()).orElseThrow();
        assertThat(drift.what()).isEqualTo(Drift.What.DONE);
        assertThat(replay(other, RUN.schedule(), Checks.none()).orElseThrow().step())
                .as("without checks it is found later")
                .isGreaterThan(drift.step());
    }

    @Test
    void aChoiceThatCannotBeMadeNamesThoseThatCan() {
        Schedule.Recorder wrong = new Schedule.Recorder();
        wrong.add(3, 0);
        Drift drift = replay(SCENE, wrong.toSchedule(), Checks.none()).orElseThrow();
        assertThat(drift)
                .isEqualTo(
                        new Drift(0, Drift.What.CHOSEN, new Choice(3, 0), List.of(new Choice(0, 0), new Choice(1, 1))));
    }

    @Test
    void aScheduleThatGoesOnBeyondTheEndIsFound() {
        Schedule.Recorder longer = new Schedule.Recorder();
        for (int i = 0; i < RUN.schedule().size(); i++) {
            longer.add(RUN.schedule().from(i), RUN.schedule().to(i));
        }
        longer.add(0, 0);
        Optional<Drift> drift = replay(SCENE, longer.toSchedule(), Checks.none());
        assertDrift(drift, RUN.schedule().size(), Drift.What.ENABLED);
        assertThat(drift.orElseThrow().enabled()).isEmpty();
    }

    /** Else the fork would be one of another run. */
    @Test
    void whatTheStepBeforeAForkHasDoneIsCheckedBeforeTheFork() {
        int step = 5;
        assertThat(forked(step, edited(step, 0, 0, 1))).isGreaterThan(step);
        assertThat(forked(step, edited(step - 1, 0, 0, 1))).isEqualTo(step);
    }

    /** How many steps a run makes whose step {@code step} is the recorded one, as if it were another. */
    private static int forked(int step, Checks checks) {
        DigestSink told = new DigestSink();
        CheckedReplay replay = new CheckedReplay(RUN.schedule(), checks, told::digest);
        Engine engine = new Engine(SCENE.world().assembly(), false);
        engine.setSink(told);
        Fork fork = new Fork(replay, step, RUN.schedule().at(step), new RandomWalk(1));
        return engine.run(fork, Integer.MAX_VALUE).size();
    }

    @Test
    void theChecksOfAnotherScheduleAreRefused() {
        Checks.Recorder one = new Checks.Recorder();
        one.add(0, 0, 0);
        assertThatThrownBy(() -> new CheckedReplay(RUN.schedule(), one.toChecks(), () -> 0))
                .hasMessage("1 checks for " + RUN.schedule().size() + " choices");
    }
}
