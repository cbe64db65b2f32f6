package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.HOSTMM;
import static dev.seamstress.check.invariant.Planted.P0;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.WarnOn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: rules about the memory that vCPUs keep for tables fire. Method: each is broken by one planted step. */
class CacheRulesTest {
    private final Planted world = new Planted("fault x[2]", "load", "kick P0", "notify x+8 madvise");

    private static List<String> takes(Planted in, Event event, Grant.Mode mode) {
        return in.event(P0, event, KernelLock.MMU_LOCK.number(), mode.ordinal(), P0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shadow pages", "page headers", "external pages"})
    void v34WhoMapsTakesTheLockWithEnoughOfEach(String cache) {
        world.until(P0, Event.LOCK_REQUESTED);
        assertThat(takes(world, Event.LOCK_REQUESTED, Grant.Mode.READ)).doesNotContain("V34");
        world.poke(P0, cache, 4);
        assertThat(takes(world, Event.LOCK_REQUESTED, Grant.Mode.READ)).contains("V34");
        assertThat(takes(world, Event.LOCK_GRANTED, Grant.Mode.READ)).contains("V34");
        assertThat(takes(world, Event.LOCK_REQUESTED, Grant.Mode.WRITE)).doesNotContain("V34");
        world.poke(P0, cache, 5);
        assertThat(takes(world, Event.LOCK_REQUESTED, Grant.Mode.READ)).doesNotContain("V34");
        assertThat(takes(world, Event.LOCK_GRANTED, Grant.Mode.READ)).doesNotContain("V34");
    }

    @Test
    void v34WhoLoadsARootTakesTheLockWithOneTable() {
        Planted load = new Planted("repeat 1 { resetctx, load }", "load", "kick P0", "notify x+8 madvise");
        load.until(P0, Event.LOCK_RELEASED).until(P0, Event.LOCK_REQUESTED);
        load.poke(P0, "shadow pages", 1);
        assertThat(takes(load, Event.LOCK_REQUESTED, Grant.Mode.READ)).doesNotContain("V34");
        load.poke(P0, "shadow pages", 0);
        assertThat(takes(load, Event.LOCK_REQUESTED, Grant.Mode.READ)).contains("V34");
    }

    @Test
    void v34NobodyAllocatesUnderTheLock() {
        for (WarnOn warning : WarnOn.values()) {
            List<String> broken = new ArrayList<>(world.event(P0, Event.WARN_ON, warning.ordinal(), X));
            assertThat(broken.contains("V34")).as(warning.name()).isEqualTo(warning == WarnOn.CACHE_EMPTY);
        }
    }

    @Test
    void v34WhoTakesNoTableNeedsNone() {
        world.until(HOSTMM, Event.LOCK_REQUESTED);
        assertThat(world.event(HOSTMM, Event.LOCK_REQUESTED, KernelLock.MMU_LOCK.number(), Grant.Mode.READ.ordinal()))
                .doesNotContain("V34");
    }
}
