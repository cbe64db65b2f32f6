package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.P0;
import static dev.seamstress.check.invariant.Planted.TDX;
import static dev.seamstress.check.invariant.Planted.VMM;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: the rules about what the module answers, and what KVM makes of it, find a step that breaks them. Method: as in
 * {@link TreeRulesTest}.
 */
class AnswerRulesTest {
    private final Planted world = new Planted();

    private long freePfn() {
        return world.kvm.hostPages().gmemPfn(X + 2);
    }

    @Test
    void i24OnlyWhatTellsOfNoErrorIsOfTheSuccessClass() {
        for (TdxStatus status : TdxStatus.values()) {
            assertThat(answer(status.word())).as(status.name()).doesNotContain("I24");
        }
        assertThat(answer(TdxStatus.EXIT_EPT_VIOLATION)).doesNotContain("I24");
        assertThat(answer(TdxStatus.GPA_RANGE_ALREADY_BLOCKED.word() | 1L << 63))
                .contains("I24");
        assertThat(answer(TdxStatus.KEY_CONFIGURED.word() | 3L << 62)).contains("I24");
        assertThat(answer(TdxStatus.GPA_RANGE_NOT_BLOCKED.word() & ~(3L << 62))).contains("I24");
        assertThat(answer(TdxStatus.OPERAND_BUSY.word() & ~(1L << 63))).contains("I24");
    }

    private List<String> answer(long status) {
        return world.rig.step(TDX, () -> world.rig.ends(Leaf.TDH_MEM_RANGE_BLOCK, VMM, X, 0, status));
    }

    private static Planted fault() {
        return new Planted("fault x[2]", "load", "convert x[4] to shared", "notify x+8 madvise")
                .until(P0, Event.SPTE_FROZEN);
    }

    /** The window closes with what the module has there, and with nothing else, whoever was right. */
    @Test
    void i25AThawedMirrorEntrySaysWhatTheModuleHas() {
        long page = SeptEntry.make(SeptState.PENDING, freePfn());
        assertThat(thawed(SeptEntry.FREE, false)).doesNotContain("I25");
        assertThat(thawed(SeptEntry.FREE, true)).contains("I25");
        assertThat(thawed(page, true)).doesNotContain("I25");
        assertThat(thawed(page, false)).contains("I25");
    }

    private static List<String> thawed(long sept, boolean isMapped) {
        Planted fault = fault();
        fault.let(fault.tdx.entry(1, X + 2), sept);
        long word = fault.entry(fault.mirror, 1, X + 2);
        return fault.store(P0, word, isMapped ? fault.privateLeaf(X + 2) : Spte.NONPRESENT);
    }

    @Test
    void i25ATableIsNoException() {
        Planted fault = fault();
        long word = fault.entry(fault.mirror, 2, X);
        long table = fault.read(word);
        fault.let(word, Spte.FROZEN);
        assertThat(fault.store(P0, word, table)).doesNotContain("I25");
        fault.let(word, Spte.FROZEN);
        assertThat(fault.store(P0, word, Spte.NONPRESENT)).contains("I25");
    }
}
