package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.VMM;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.LifeCycle;
import dev.seamstress.core.tdx.TdxStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: rules about the end of a TD and of a VM fire. Method: each is broken by one planted step. */
class EndRulesTest {
    private final Planted world = new Planted();

    @Test
    void v30TheMmuEndsWithoutRoots() {
        assertThat(world.event(VMM, Event.MMU_UNINIT, 2)).contains("V30");
        world.let(world.kvm.roots().list(), RootList.EMPTY);
        assertThat(world.event(VMM, Event.MMU_UNINIT, 0)).doesNotContain("V30");
    }

    @ParameterizedTest
    @EnumSource(
            value = Leaf.class,
            names = {"TDH_MEM_RANGE_BLOCK", "TDH_MEM_PAGE_REMOVE"})
    void v14NoLeafIsRemovedWithoutAKey(Leaf leaf) {
        assertThat(begins(leaf)).doesNotContain("V14");
        world.let(world.tdx.lifeCycle(), LifeCycle.TEARDOWN.ordinal());
        assertThat(begins(leaf)).contains("V14");
        assertThat(begins(Leaf.TDH_PHYMEM_PAGE_RECLAIM)).doesNotContain("V14");
    }

    private List<String> begins(Leaf leaf) {
        return world.event(VMM, Event.SEAMCALL_BEGIN, CallName.of(leaf, VMM), X, 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = TdxStatus.class,
            names = {"LIFECYCLE_STATE_INCORRECT", "FLUSHVP_NOT_DONE", "WBCACHE_NOT_COMPLETE"})
    void v14NoCallIsMadeBeforeItsTurn(TdxStatus status) {
        assertThat(ends(status)).contains("V14");
        assertThat(ends(TdxStatus.SUCCESS)).doesNotContain("V14");
    }

    private List<String> ends(TdxStatus status) {
        return world.event(VMM, Event.SEAMCALL_DONE, CallName.of(Leaf.TDH_MNG_KEY_FREEID, VMM), 0, 0, status.word());
    }
}
