package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.actor.RunResult;
import dev.seamstress.actor.SteppedDriver;
import dev.seamstress.check.Offence;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.Recording;
import dev.seamstress.trace.export.Ink;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: ends that no scenario of this version comes to have their codes and texts. Method: outcomes made by hand. */
class RunOutcomeTest {
    private static final Offence LOST = new Offence("I14", 12, "a value is lost");
    private static final RunSettings SETTINGS = new RunSettings(
            RunSettings.Driver.STEPPED,
            1,
            new KernelChoice(null, List.of()),
            1_000,
            RunSettings.Timeline.none,
            RunSettings.Form.TEXT);

    /** A run of {@code steps} steps, which are none, that ended so. */
    private static RunOutcome outcome(String expectation, RunResult.End end, List<Offence> offences, boolean isBugged) {
        String text = "TDX made { slot 1 = 0x100+8 gmem; }\n P0 ;\n load ;\n" + expectation;
        World world = Scene.of("made", text).world();
        SharedMemory memory = SteppedDriver.memoryFor(world.assembly());
        RunResult run = new RunResult(0, new Schedule.Recorder().toSchedule(), end, null, memory);
        return new RunOutcome(world, run, world.view(memory), new Recording(10), List.of(), offences, isBugged, 0);
    }

    private static ExitCode code(String expectation, RunResult.End end, List<Offence> offences, boolean isBugged) {
        return outcome(expectation, end, offences, isBugged).exitCode();
    }

    @Test
    void aBrokenInvariantHasItsCode() {
        List<Offence> lost = List.of(LOST);
        assertThat(code("", RunResult.End.QUIESCENT, lost, false)).isEqualTo(ExitCode.INVARIANT);
        assertThat(code("", RunResult.End.MAX_STEPS, lost, false)).isEqualTo(ExitCode.INVARIANT);
        assertThat(code("", RunResult.End.CRASHED, lost, false)).isEqualTo(ExitCode.INTERNAL_ERROR);
        assertThat(code("", RunResult.End.QUIESCENT, lost, true)).isEqualTo(ExitCode.KVM_BUG);
        assertThat(ExitCode.INVARIANT.number()).isEqualTo(12);
    }

    @Test
    void anInvariantThatIsExpectedToBreakIsAsExpected() {
        List<Offence> lost = List.of(LOST);
        assertThat(code("expect kvm-6.19: refuted I14\n", RunResult.End.QUIESCENT, lost, false))
                .isEqualTo(ExitCode.AS_EXPECTED);
        assertThat(code("expect kvm-6.19: refuted\n", RunResult.End.QUIESCENT, lost, false))
                .isEqualTo(ExitCode.AS_EXPECTED);
        assertThat(code("expect kvm-6.19: refuted V08\n", RunResult.End.QUIESCENT, lost, false))
                .isEqualTo(ExitCode.INVARIANT);
        assertThat(code("expect kvm-6.19: deadlock\n", RunResult.End.QUIESCENT, lost, false))
                .isEqualTo(ExitCode.INVARIANT);
    }

    @Test
    void aDeadlockHasItsCode() {
        assertThat(code("", RunResult.End.QUIESCENT, List.of(), false)).isEqualTo(ExitCode.DEADLOCK);
        assertThat(code("expect kvm-6.19: deadlock\n", RunResult.End.QUIESCENT, List.of(), false))
                .isEqualTo(ExitCode.AS_EXPECTED);
        assertThat(code("expect kvm-6.19: refuted\n", RunResult.End.QUIESCENT, List.of(), false))
                .isEqualTo(ExitCode.DEADLOCK);
        assertThat(ExitCode.DEADLOCK.number()).isEqualTo(10);
    }

    @Test
    void whatIsBrokenHasItsNamesInOrder() {
        List<Offence> lost = List.of(LOST);
        assertThat(outcome("", RunResult.End.MAX_STEPS, List.of(), false).broken())
                .isEmpty();
        assertThat(outcome("", RunResult.End.MAX_STEPS, lost, true).broken()).containsExactly("bug_on", "I14");
        assertThat(outcome("", RunResult.End.QUIESCENT, List.of(), false).broken())
                .containsExactly("deadlock");
        assertThat(outcome("", RunResult.End.CRASHED, lost, false).broken()).containsExactly("I14", "crash");
    }

    @Test
    void aBrokenInvariantIsPrinted() throws IOException {
        RunOutcome outcome = outcome("", RunResult.End.QUIESCENT, List.of(LOST), false);
        StringWriter text = new StringWriter();
        RunOrigin origin = RunOrigin.of("made.tdx", SETTINGS);
        new RunText(new PrintWriter(text), SETTINGS.timeline(), Ink.PLAIN, new ViewOptions(), null)
                .print(origin, outcome, List.of());
        assertThat(text.toString()).startsWith("  invariant I14 broken at step 12: a value is lost\n");
        StringWriter json = new StringWriter();
        new RunJson(new PrintWriter(json)).print("made.tdx", origin, outcome, ExitCode.INVARIANT, RunJson.Remarks.NONE);
        assertThat(new Cli(0, json.toString(), "")
                        .onlyObject()
                        .get("invariants")
                        .toString())
                .isEqualTo("[{invariant=I14, step=12, text=a value is lost, verdict=broken}]");
    }
}
