package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.ModuleWords;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.engine.Engine;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.sched.Strategy;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Goal: who calls the module takes an answer of the success class that is not SUCCESS for what it says. Method: scripts
 * in which another has done already what the call wants, in every order; the answers and the complaints are collected.
 */
class AnswersExploreTest {
    private static final int STATES_MAX = 20_000;

    /** What the leaf answered to the thread, and {@code WARN_ON}, if any schedule has one. */
    private static final class Answers implements TraceSink {
        private final int lp;
        private final Leaf leaf;
        private final TreeSet<String> met = new TreeSet<>();

        Answers(int lp, Leaf leaf) {
            this.lp = lp;
            this.leaf = leaf;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            if (event == Event.SEAMCALL_DONE && CallName.lp(a) == lp && CallName.leaf(a) == leaf) {
                met.add(TdxStatus.name(d));
            } else if (event == Event.WARN_ON) {
                met.add("WARN_ON");
            }
        }
    }

    private static TreeSet<String> answers(String script, int lp, Leaf leaf) {
        Scene scene = Scene.of("answers", "TDX answers\n" + script);
        Answers answers = new Answers(lp, leaf);
        Judge judge = Judge.of(scene.world());
        judge.setListener(answers);
        Exhaustive search = new Exhaustive(judge, Limits.NONE.withStates(STATES_MAX), Findings.all());
        assertThat(search.search()).isEqualTo(SearchEnd.EXHAUSTED);
        return answers.met;
    }

    /**
     * No other thread of a scenario can write back while a VM is destroyed, so the module's word is changed behind
     * everybody's back. Source: tdx.c, smp_func_do_phymem_cache_wb(), which says: already done by other thread.
     */
    @Test
    void whatAnotherWroteBackIsNoTrouble() {
        assertThat(writtenBack(false)).containsExactly("SUCCESS");
        assertThat(writtenBack(true)).containsExactly("NO_HKID_READY_TO_WBCACHE");
    }

    private static TreeSet<String> writtenBack(boolean isDoneByAnother) {
        World world = Scene.of("answers", """
                TDX answers
                { slot 1 = 0x100+8 gmem; }
                 VMM       ;
                 vmdestroy ;
                """).world();
        Engine engine = new Engine(world.assembly(), false);
        Answers answers = new Answers(0, Leaf.TDH_PHYMEM_CACHE_WB);
        Answers flushed = new Answers(0, Leaf.TDH_MNG_VPFLUSHDONE);
        engine.setSink(new Both(answers, flushed));
        RandomWalk walk = new RandomWalk(1);
        engine.run((now, enabled) -> flushed.met.isEmpty() ? walk.choose(now, enabled) : Strategy.STOP, 10_000);
        if (isDoneByAnother) {
            engine.memory().write(new ModuleWords(world.tdxMemory().orElseThrow()).packagesDone(), 1);
        }
        engine.run(walk, 10_000);
        assertThat(engine.crash()).isEmpty();
        assertThat(world.view(engine.memory())
                        .column(world.scenario().columns().get(0).id()))
                .isEqualTo(ColumnState.DONE);
        return answers.met;
    }

    /** Tells events to both. */
    private record Both(TraceSink first, TraceSink second) implements TraceSink {
        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            first.event(step, actor, event, a, b, c, d);
            second.event(step, actor, event, a, b, c, d);
        }
    }

    /** Of two guests that accept one page one is told so, and has failed. */
    @Test
    void anAcceptThatComesTooLateIsNoSuccess() {
        String script = """
                { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = pending; }
                 P0          | P1          ;
                 A: accept x | B: accept x ;
                """;
        assertThat(answers(script, 0, Leaf.TDG_MEM_PAGE_ACCEPT)).contains("PAGE_ALREADY_ACCEPTED|0", "SUCCESS");
        ClaimSearch.Result result = ClaimSearch.of(
                Scene.of(
                                "answers",
                                "TDX answers\n" + script + "finally (~(A = ok /\\ B = ok))\nsometimes (B = already)")
                        .world(),
                STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
    }
}
