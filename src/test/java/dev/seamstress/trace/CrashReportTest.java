package dev.seamstress.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.ModelBug;
import org.junit.jupiter.api.Test;

/** Goal: a crash can be read and repeated. Method: whole reports. */
class CrashReportTest {
    private static Throwable error() {
        ModelBug bug = new ModelBug("two racy accesses\nand more");
        bug.setStackTrace(new StackTraceElement[] {new StackTraceElement("Walk", "next", "Walk.java", 42)});
        return bug;
    }

    @Test
    void tellsWhatAndWhereAndHowToRepeat() {
        Crash crash = new Crash(17, "P0", "[fault.WALK]", Continue.CONTINUE, error());
        String template = "seamstress run {scenario} --seed {seed} --steps {step}";
        CrashReport report = new CrashReport("scenarios/first/01.tdx", 42, crash, template);
        assertThat(report.render()).isEqualTo("""
                        scenarios/first/01.tdx: P0 crashed in step 17 (seed 42)
                          error    dev.seamstress.core.machine.ModelBug: two racy accesses
                          message  CONTINUE
                          where    [fault.WALK]
                          at       Walk.next(Walk.java:42)
                          again    seamstress run scenarios/first/01.tdx --seed 42 --steps 17
                        """);
    }

    @Test
    void leavesOutAStepThatIsNotKnown() {
        Crash crash = new Crash(Crash.UNKNOWN_STEP, "tdx", "", null, error());
        assertThat(new CrashReport("x.tdx", 1, crash, "run {scenario}").render())
                .startsWith("x.tdx: tdx crashed (seed 1)\n")
                .contains("where    tdx\n");
    }
}
