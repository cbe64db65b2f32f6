package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a kernel that counts premapped pages has a KVM_BUG_ON for a page too few, where pages are zapped and where they
 * are added. Method: the module gives a page up behind KVM's back, so that its entry is FREE like that of a premapped
 * one.
 *
 * <p>The other bug of the count, PREMAP_AFTER_FINALIZE, no script can reach, whatever is planted: see
 * PremapAfterFinalizeTest.
 */
class BugsOfPremapsTest {
    private static final String GIVEN_UP = "seamcall mem.range.block x ;\n seamcall mem.page.remove x ;\n";

    private static ToldRun run(String kernel, String facts, String rows, String... planted) {
        String text = "TDX bug\ntd { state = initialized; }\n{ slot 1 = 0x100+8 gmem; x = 0x100; " + facts
                + " }\n VMM ;\n " + rows + " ;\n";
        KernelModel model = KernelModel.of(KernelVariant.valueOf(kernel), List.of(planted));
        return new ToldRun(Scene.of("bug", text, model), 1);
    }

    private static void assertBug(ToldRun run, BugOn bug) {
        assertThat(run.count(Event.BUG_ON)).isOne();
        assertThat(run.told.get(run.first(0, told -> told.is(Event.BUG_ON))).a())
                .isEqualTo(bug.ordinal());
        assertThat(run.count(Event.VM_DEAD)).isOne();
    }

    @ParameterizedTest(name = "{0}, {1}{2}")
    @CsvSource({
        "KVM_6_16, '', initmem x ;, NOT_PREMAPPED",
        "KVM_6_18, '', initmem x ;, NOT_PREMAPPED",
        "KVM_6_19, '', initmem x ;, RANGE_BLOCK",
        "KVM_6_16, sept(x) = mapped;, '', NOT_PREMAPPED",
        "KVM_6_18, sept(x) = mapped;, '', NOT_PREMAPPED",
        "KVM_6_19, sept(x) = mapped;, '', RANGE_BLOCK"
    })
    void morePagesAreZappedThanWerePremapped(String kernel, String facts, String first, BugOn bug) {
        assertBug(run(kernel, facts, first + GIVEN_UP + " convert x to shared"), bug);
    }

    /** The mirror keeps the page over the memslot, and the hole makes it raw again: the map changes nothing then. */
    @ParameterizedTest
    @CsvSource({"KVM_6_16", "KVM_6_18"})
    void morePagesAreAddedThanWerePremapped(String kernel) {
        String rows = "initmem x ;\n " + GIVEN_UP
                + " delslot 1 ;\n punch x ;\n addslot 1 = 0x100+8 gmem ;\n initmem x => eio";
        assertBug(run(kernel, "", rows, "b31c-delete-shared-only"), BugOn.NOT_PREMAPPED);
    }
}
