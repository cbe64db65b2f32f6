package dev.seamstress.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.thread.GuestOp.Side;
import dev.seamstress.engine.Engine;
import dev.seamstress.scenario.words.VmKind;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.MoreScenes;
import dev.seamstress.world.ScenarioGenerator;
import dev.seamstress.world.Scene;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a value that is lost, or comes back, is an offence, and nothing else is. Method: stories told event by event,
 * right ones and broken ones; then runs of the real model, which must tell none that is broken.
 */
class ContentCheckTest {
    private static final long GFN = 0x100;
    private static final long TOKEN = 0x100000002L;

    private final ContentCheck check = new ContentCheck(VmKind.TDX);
    private int step;

    private void access(Kind kind, long gfn, Side side, long content) {
        access(check, kind, gfn, side, content);
    }

    private void access(ContentCheck check, Kind kind, long gfn, Side side, long content) {
        check.event(step++, Event.GUEST_ACCESS, kind.ordinal(), gfn, side.ordinal(), content);
    }

    private void call(Leaf leaf, long gfn, int septLevel, long status) {
        check.event(step++, Event.SEAMCALL_DONE, CallName.of(leaf, 3), gfn, septLevel, status);
    }

    private void accept(long status) {
        call(Leaf.TDG_MEM_PAGE_ACCEPT, GFN, 0, status);
    }

    @Test
    void whatIsWrittenIsRead() {
        access(Kind.READ, GFN, Side.PRIVATE, 0);
        access(Kind.WRITE, GFN, Side.PRIVATE, TOKEN);
        access(Kind.READ, GFN, Side.PRIVATE, TOKEN);
        access(Kind.EXEC, GFN, Side.PRIVATE, TOKEN);
        access(Kind.FAULT, GFN, Side.PRIVATE, TOKEN + 1);
        access(Kind.READ, GFN, Side.PRIVATE, TOKEN + 1);
        assertThat(check.offences()).isEmpty();
    }

    @Test
    void aLostValueIsAnOffence() {
        access(Kind.WRITE, GFN, Side.PRIVATE, TOKEN);
        access(Kind.READ, GFN, Side.PRIVATE, 0);
        assertThat(check.offences()).hasSize(1);
        assertThat(check.offences().get(0).verdict())
                .isEqualTo("invariant I14 broken at step 1: no value is lost or comes back,"
                        + " but a read of private gfn 0x100 finds 0x0 where 0x100000002 was left");
    }

    @Test
    void aValueThatNobodyWroteIsAnOffence() {
        access(Kind.EXEC, GFN, Side.SHARED, TOKEN);
        assertThat(check.offences()).extracting(Offence::step).containsExactly(0);
        assertThat(check.offences().get(0).text()).contains("shared gfn 0x100 finds 0x100000002 where 0x0");
    }

    @Test
    void acceptedPagesAreZero() {
        access(Kind.WRITE, GFN, Side.PRIVATE, TOKEN);
        accept(0);
        access(Kind.READ, GFN, Side.PRIVATE, 0);
        assertThat(check.offences()).isEmpty();
    }

    @Test
    void aValueThatComesBackAfterAcceptIsAnOffence() {
        access(Kind.WRITE, GFN, Side.PRIVATE, TOKEN);
        accept(0);
        access(Kind.READ, GFN, Side.PRIVATE, TOKEN);
        assertThat(check.offences()).extracting(Offence::step).containsExactly(2);
    }

    @Test
    void onlyAnAcceptThatSucceedsMakesZero() {
        access(Kind.WRITE, GFN, Side.PRIVATE, TOKEN);
        accept(TdxStatus.PAGE_ALREADY_ACCEPTED.with(0));
        call(Leaf.TDH_MEM_PAGE_AUG, GFN, 0, 0);
        call(Leaf.TDG_MEM_PAGE_ACCEPT, GFN + 1, 0, 0);
        access(Kind.READ, GFN, Side.PRIVATE, TOKEN);
        assertThat(check.offences()).isEmpty();
        access(Kind.READ, GFN, Side.PRIVATE, 0);
        assertThat(check.offences()).hasSize(1);
    }

    @Test
    void anAcceptedRegionIsZeroFromItsFirstPageToItsLast() {
        for (long gfn : new long[] {0x1ff, 0x200, 0x3ff, 0x400}) {
            access(Kind.WRITE, gfn, Side.PRIVATE, TOKEN);
        }
        call(Leaf.TDG_MEM_PAGE_ACCEPT, 0x200, 1, 0);
        access(Kind.READ, 0x1ff, Side.PRIVATE, TOKEN);
        access(Kind.READ, 0x200, Side.PRIVATE, 0);
        access(Kind.READ, 0x3ff, Side.PRIVATE, 0);
        access(Kind.READ, 0x400, Side.PRIVATE, TOKEN);
        assertThat(check.offences()).isEmpty();
    }

    @Test
    void theSidesOfATdAreTwoPages() {
        access(Kind.WRITE, GFN, Side.SHARED, TOKEN);
        access(Kind.READ, GFN, Side.PRIVATE, 0);
        access(Kind.WRITE, GFN, Side.PRIVATE, TOKEN + 1);
        accept(0);
        access(Kind.READ, GFN, Side.SHARED, TOKEN);
        assertThat(check.offences()).isEmpty();
    }

    @Test
    void anotherVmHasOnePage() {
        ContentCheck other = new ContentCheck(VmKind.SW_PROTECTED);
        access(other, Kind.WRITE, GFN, Side.SHARED, TOKEN);
        access(other, Kind.READ, GFN, Side.PRIVATE, TOKEN);
        assertThat(other.offences()).isEmpty();
        access(other, Kind.READ, GFN, Side.PRIVATE, 0);
        assertThat(other.offences().get(0).text()).contains("read of gfn 0x100");
    }

    /** Counts reads that found something, so that the runs cannot pass by reading nothing. */
    private static final class Listener implements TraceSink {
        private final ContentCheck check;
        private int reads;

        Listener(VmKind kind) {
            check = new ContentCheck(kind);
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            check.event(step, event, a, b, c, d);
            reads += event == Event.GUEST_ACCESS && a == Kind.READ.ordinal() && d != 0 ? 1 : 0;
        }
    }

    @Test
    void theModelLosesNothing() {
        List<Scene> scenes = new ArrayList<>(Scene.ofFiles());
        scenes.addAll(MoreScenes.all());
        for (int i = 0; i < 300; i++) {
            scenes.add(ScenarioGenerator.scene(i / 3, i % 3));
        }
        int reads = 0;
        for (Scene scene : scenes) {
            for (long seed = 0; seed < 10; seed++) {
                Engine engine = new Engine(scene.world().assembly(), false);
                Listener listener = new Listener(scene.scenario().vm().kind());
                engine.setSink(listener);
                engine.run(new RandomWalk(seed), 100_000);
                assertThat(engine.crash()).as("seed %d of %s", seed, scene).isEmpty();
                assertThat(listener.check.offences())
                        .as("seed %d of %s", seed, scene)
                        .isEmpty();
                reads += listener.reads;
            }
        }
        assertThat(reads).as("reads of what was written").isGreaterThan(100);
    }
}
