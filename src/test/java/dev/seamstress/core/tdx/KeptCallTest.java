package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

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
}
