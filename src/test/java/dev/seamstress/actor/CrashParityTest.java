package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Replay;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.Crash;
import dev.seamstress.trace.CrashReport;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Goal: a machine that throws ends the run in a report, the same in every driver. Method: a scenario whose TDX module
 * fails when it is asked for a page, by itself or by an answer that its caller cannot take.
 */
@Timeout(60)
class CrashParityTest {
    private static final Scene SCENE = Scene.first("03-two-vcpus-one-gfn");
    private static final String AGAIN = "./seamstress run {scenario} --seed {seed} --until {step}";
    private static final int STEPS_MAX = 10_000;

    /** What the module does when PAGE.AUG arrives. */
    private interface Fault {
        void act(int caller, Fx fx);
    }

    private static void fail(int caller, Fx fx) {
        throw new ModelBug("planted");
    }

    private static void answerWrongly(int caller, Fx fx) {
        fx.send(caller, new Tdx.Hit(7));
    }

    private static final class FaultyModule extends Machine {
        private final Machine module;
        private final Fault fault;

        FaultyModule(Machine module, Fault fault) {
            super(module.id(), module.name());
            this.module = module;
            this.fault = fault;
        }

        @Override
        public void on(int from, Message message, Fx fx) {
            if (message instanceof Tdx.Seamcall call && call.leaf() == Leaf.TDH_MEM_PAGE_AUG) {
                fault.act(from, fx);
            } else {
                module.on(from, message, fx);
            }
        }

        @Override
        public void fields(Fields f) {
            module.fields(f);
        }
    }

    private static Assembly assembly(Fault fault) {
        Assembly good = SCENE.world().assembly();
        List<Machine> machines = new ArrayList<>(good.machines());
        int last = machines.size() - 1;
        machines.set(last, new FaultyModule(machines.get(last), fault));
        return new Assembly(machines, good.map(), good.initials());
    }

    private static String report(Crash crash, long seed) {
        return new CrashReport(SCENE.name(), seed, crash, AGAIN).render();
    }

    private static void reportsAgree(Fault fault, String machine, String error) {
        try (SteppedDriver driver = new SteppedDriver()) {
            for (long seed = 0; seed < 50; seed++) {
                Engine engine = new Engine(assembly(fault), seed % 2 == 0);
                Schedule schedule = engine.run(new RandomWalk(seed), STEPS_MAX);
                Crash crash = engine.crash().orElseThrow();
                RunResult stepped = driver.run(assembly(fault), new RandomWalk(seed), TraceSink.NONE, STEPS_MAX);
                assertThat(stepped.end()).isEqualTo(RunResult.End.CRASHED);
                assertThat(stepped.schedule()).isEqualTo(schedule);
                assertThat(crash.step()).isEqualTo(schedule.size() - 1);
                String expected = report(crash, seed);
                assertThat(report(stepped.crash(), seed)).isEqualTo(expected);
                assertThat(expected)
                        .startsWith(SCENE.name() + ": " + machine)
                        .contains(error, "(seed " + seed + ")", "--seed " + seed + " --until " + crash.step() + "\n");
            }
        }
    }

    @Test
    void aModuleThatThrowsIsReportedAlike() {
        reportsAgree(CrashParityTest::fail, "tdx crashed", "error    " + ModelBug.class.getName() + ": planted\n");
    }

    @Test
    void aThreadThatThrowsIsReportedAlikeWithItsStack() {
        reportsAgree(CrashParityTest::answerWrongly, "P", "set_external_spte.RETURNED]\n");
    }

    @Test
    void theEngineRunsAgainAfterAReset() {
        Engine engine = new Engine(assembly(CrashParityTest::answerWrongly), true);
        long first = engine.fingerprint();
        Schedule schedule = engine.run(new RandomWalk(3), STEPS_MAX);
        String report = report(engine.crash().orElseThrow(), 3);
        engine.reset();
        assertThat(engine.crash()).isEmpty();
        assertThat(engine.fingerprint()).isEqualTo(first);
        assertThat(engine.run(new RandomWalk(3), STEPS_MAX)).isEqualTo(schedule);
        assertThat(report(engine.crash().orElseThrow(), 3)).isEqualTo(report);
    }

    @Test
    void aLiveRunEndsInAReportToo() throws InterruptedException {
        try (LiveDriver driver = new LiveDriver()) {
            for (int i = 0; i < 20; i++) {
                FullDigest told = new FullDigest();
                RunResult live = driver.run(
                        assembly(CrashParityTest::answerWrongly),
                        told,
                        LiveOptions.withTimeout(Duration.ofSeconds(20)));
                assertThat(live.end()).isEqualTo(RunResult.End.CRASHED);
                Engine engine = new Engine(assembly(CrashParityTest::answerWrongly), false);
                engine.run(new Replay(live.schedule()), STEPS_MAX);
                Crash replayed = engine.crash().orElseThrow();
                assertThat(replayed.machine()).isEqualTo(live.crash().machine());
                assertThat(replayed.where()).isEqualTo(live.crash().where());
                assertThat(replayed.message()).isEqualTo(live.crash().message());
            }
        }
    }
}
