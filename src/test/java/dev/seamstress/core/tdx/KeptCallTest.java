package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a call needs in its next step is in the words of its logical processor, and nothing is there afterwards.
 * Method: overlapping calls with the same operands, and the words themselves.
 */
final class KeptCallTest {
    private static final long OPERAND = 0x5;

    private static long word(TdxRig rig, int lp, CallWord word) {
        return rig.memory.read(rig.layout.call(lp, word));
    }

    /** One object serves all: what it knows of one processor's words says nothing of another's. */
    @Test
    void eachProcessorHasItsOwn() {
        TdxRig rig = TdxRig.withTables();
        for (int lp = 0; lp < 2; lp++) {
            rig.beginMem(lp, Leaf.TDH_MEM_SEPT_RD, 0, TdxRig.X, OPERAND);
        }
        for (int lp = 0; lp < 2; lp++) {
            assertThat(CallState.leaf(word(rig, lp, CallWord.STATE))).isEqualTo(Leaf.TDH_MEM_SEPT_RD);
            assertThat(word(rig, lp, CallWord.RCX)).isEqualTo(Tdx.pageInfo(TdxRig.X, 0));
            assertThat(word(rig, lp, CallWord.R8)).as("lp " + lp).isEqualTo(OPERAND << 12);
        }
        for (int lp = 0; lp < 2; lp++) {
            rig.finish(lp);
            for (CallWord each : CallWord.values()) {
                assertThat(word(rig, lp, each)).as(each.name()).isZero();
            }
        }
    }

    @Test
    void nothingOfAnotherCallIsReturned() {
        TdxRig rig = TdxRig.withTables();
        rig.beginMem(0, Leaf.TDH_MEM_SEPT_RD, 1, TdxRig.X, 0);
        rig.beginAug(1, TdxRig.X, TdxRig.PAGE);
        assertThat(((Tdx.Return) rig.finish(0)).rcx()).isNotZero();
        assertThat(rig.finish(1)).isEqualTo(new Tdx.Return(Leaf.TDH_MEM_PAGE_AUG, 0, 0, 0));
    }

    /** Both are on their way; of the second one's interrupt the first one does not hear. */
    @Test
    void anInterruptIsOneCallsOwn() {
        Injection second =
                Injection.nth(2, Injection.Outcome.INTERRUPTED, Injection.ANYONE, Leaf.TDG_MEM_PAGE_ACCEPT, null);
        TdxRig rig = TdxRig.of(
                ModuleVariant.V1_5_01.without(ModuleSwitch.ACCEPT_STALE_LEAF_BIT),
                OpState.RUNNABLE,
                ModuleUse.ANY.with(List.of(second)),
                facts -> facts.table(3, TdxRig.X, TdxRig.L3_TABLE)
                        .table(2, TdxRig.X, TdxRig.L2_TABLE)
                        .page2m(SeptState.PENDING, TdxRig.X, TdxRig.HUGE_PAGE));
        rig.enter(0);
        rig.enter(1);
        rig.beginAccept(0, 1, TdxRig.X);
        rig.beginAccept(1, 1, TdxRig.X);
        assertThat(rig.finish(0)).isEqualTo(new Tdx.GuestReturn(0));
        assertThat(rig.state(1, TdxRig.X)).isEqualTo(SeptState.MAPPED);
    }
}
