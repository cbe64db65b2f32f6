package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: each way in which KVM_SET_USER_MEMORY_REGION2 can end, and what a guest finds where memory has come or moved.
 * Method: a scenario for each, and all its schedules with everything checked.
 */
class MemslotChangesExploreTest {
    private static final int STATES_MAX = 200_000;

    private static ClaimSearch.Result search(String head, String rows, String claim, String... changes) {
        String text = "TDX t\n" + head.replace(" / ", "\n") + "\n " + rows.replace(" / ", " ;\n ") + " ;\n"
                + "finally (" + claim + ")\n";
        KernelModel model = KernelModel.of(KernelVariant.KVM_6_19, List.of(changes));
        return ClaimSearch.of(Scene.of(text, text, model).world(), STATES_MAX);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "addslot 2 = 0x200+8, A = ok /\\ slot(2) = valid",
        "addslot 2 = 0x104+8, A = eexist /\\ slot(2) = none",
        "addslot 1 = 0x300+8 gmem, A = einval",
        "addslot 1 = 0x100+8 gmem, A = einval",
        "addslot 1 = 0x100+8, A = einval /\\ slot(1) = valid",
        "addslot 3 = 0x108+8, A = ok /\\ slot(3) = valid",
        "addslot 3 = 0x108+8 gmem, A = einval /\\ slot(3) = valid",
        "addslot 3 = 0x108+9, A = einval",
        "addslot 2 = 0x200+8 gmem dirtylog, A = einval /\\ slot(2) = none",
        "moveslot 1 to 0x200, A = einval /\\ slot(1) = valid",
        "moveslot 3 to 0x200, A = ok /\\ slot(3) = valid",
        "moveslot 3 to 0x108, A = ok /\\ slot(3) = valid",
        "moveslot 3 to 0x10c, A = ok /\\ slot(3) = valid",
        "moveslot 3 to 0x104, A = eexist /\\ slot(3) = valid",
        "moveslot 9 to 0x200, A = einval /\\ slot(9) = none",
        "dirtylog 1 on, A = einval /\\ slot(1) = valid",
        "dirtylog 1 off, A = einval",
    })
    void endsSo(String operation, String claim) {
        String head = "{ slot 1 = 0x100+8 gmem; slot 3 = 0x108+8; x = 0x100; } / VMM ;";
        assertThat(search(head, "A: " + operation + announced(operation), claim).verdict())
                .isEqualTo("proved");
    }

    /** Clear the flag of guest_memfd, and nothing else. What was mapped by the slot stays mapped. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "addslot 1 = 0x100+8, A = ok /\\ slot(1) = valid /\\ mirror(x) = present",
        "addslot 1 = 0x100+4, A = einval /\\ slot(1) = valid",
        "addslot 1 = 0x100+8 gmem, A = einval /\\ slot(1) = valid",
        "'repeat 2 { addslot 1 = 0x100+8 }', A = ok /\\ slot(1) = valid",
    })
    void anOldKernelClearsTheFlag(String operation, String claim) {
        String head = "{ slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; } / VMM ;";
        ClaimSearch.Result result = search(head, "A: " + operation + " => {ok, einval}", claim, "no-gmem-flag-fixed");
        assertThat(result.verdict()).isEqualTo("proved");
    }

    /** What was mapped is the guest's; of the slot that has taken its place no private page comes. */
    @Test
    void aSlotWithoutTheFlagHasNoPrivatePages() {
        String head = "{ slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; sept(x) = mapped; } / P0 | VMM ;";
        String rows = "wait C | C: addslot 1 = 0x100+8 / A: read x | / B: fault y => memfault |";
        assertThat(search(head, rows, "A = ok /\\ B = memfault", "no-gmem-flag-fixed")
                        .verdict())
                .isEqualTo("proved");
    }

    /** Made again, it is bound again; what the file is bound to already stands in its way. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'D: delslot 1 / C: addslot 1 = 0x100+8 gmem', C = ok /\\ U = ok /\\ #invalidate_begin = 1",
        "'D: delslot 1 / C: addslot 2 = 0x104+8 gmem', C = ok /\\ U = ok /\\ #invalidate_begin = 1",
        "'D: delslot 1 / C: addslot 1 = 0x100+8', C = ok /\\ U = ok /\\ #invalidate_begin = 0",
    })
    void aHoleIsForTheSlotsThatTheFileIsBoundTo(String before, String claim) {
        String head = "{ slot 1 = 0x100+8 gmem; x = 0x104; } / VMM ;";
        assertThat(search(head, before + " / U: punch x", claim).verdict()).isEqualTo("proved");
    }

    /** The binding to the slot that was is in the way of others, and whoever follows it finds what is freed. */
    @Test
    void aBindingThatIsLeftBehind() {
        String head = "{ slot 1 = 0x100+8 gmem; x = 0x104; } / VMM ;";
        String rows = "F: addslot 1 = 0x100+8 / D: delslot 1 / C: addslot 1 = 0x100+8 gmem => einval / ";
        String other = rows + "Z: addslot 2 = 0x200+8 gmem / N: delslot 2 / U: punch 0x200";
        assertThat(search(head, other, "C = einval /\\ Z = ok", "no-gmem-flag-fixed")
                        .verdict())
                .isEqualTo("proved");
        assertThat(search(head, rows + "U: punch x", "C = einval", "no-gmem-flag-fixed")
                        .offences())
                .containsOnlyKeys("UAF");
    }

    private static String announced(String operation) {
        return operation.startsWith("dirtylog") ? " => einval" : " => {ok, einval, eexist}";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // Its pages come back with a slot, its place keeps them, and a notifier for them finds both.
        "'A: write x shared | ', ' | M: moveslot 1 to 0x200', 'B: read 0x200 shared | ', A = ok /\\ B = ok",
        "'A: write x shared | ', ' | M: moveslot 1 to 0x200', ' | N: moveslot 1 to 0x100', A = ok /\\ N = ok",
        "'A: write x shared | ', ' | M: delslot 1', ' | N: addslot 1 = 0x100+8', A = ok /\\ N = ok",
    })
    void aMovedPageIsTheSame(String first, String second, String third, String claim) {
        String head = "{ slot 1 = 0x100+8; x = 0x100; } / P0 | VMM ;";
        String rows = first + " /  | wait A / " + second + " / wait M |  / " + third;
        assertThat(search(head, rows, claim).verdict()).isEqualTo("proved");
    }

    @ParameterizedTest(name = "under {0}")
    @CsvSource({"'', proved", "b32-unlock-before-flush, V26"})
    void aNotifierFindsWhereTheSlotHasMovedTo(String change, String verdict) {
        String head = "{ slot 1 = 0x100+8; x = 0x100; } / P0 | VMM | HOSTMM ;";
        String rows =
                " | M: moveslot 1 to 0x200 |  / wait M |  | wait M / A: read 0x200 shared |  | N: notify x madvise";
        String[] changes = change.isEmpty() ? new String[0] : new String[] {change};
        ClaimSearch.Result result = search(head, rows, "N = ok /\\ A = ok", changes);
        if (verdict.equals("proved")) {
            assertThat(result.verdict()).isEqualTo(verdict);
        } else {
            assertThat(result.offences()).containsKey(verdict);
        }
    }

    /** A fault that found no slot stores its MMIO entry when one has just come there. */
    @ParameterizedTest
    @ValueSource(strings = {"A: read x shared => {ok, mmio}", "A: fault x shared => {ok, mmio}"})
    void anEntryOfNoSlotMayBeStoredWhereOneHasJustCome(String fault) {
        String head = "{ slot 0 = 0x200+8 gmem; x = 0x100; } / P0 | VMM ;";
        assertThat(search(head, fault + " | C: addslot 1 = 0x100+8", "C = ok").verdict())
                .isEqualTo("proved");
    }

    /** Their verdicts are checked with all races. */
    @ParameterizedTest(name = "{0} under {1}")
    @CsvSource({
        "races/18-slot-move-vs-fault, KVM_6_19, 105711, 10",
        "races/b31c-delete-shared-only, KVM_6_19, 117, 1",
        "races/slot-stress-vs-fault, KVM_6_18, 58802, 5",
        "races/slot-stress-vs-fault, KVM_6_19, 58802, 5",
    })
    void hasAsManyStates(String file, KernelVariant variant, int states, int finals) {
        ClaimSearch.Result result =
                ClaimSearch.of(Scene.file(file, KernelModel.of(variant)).world(), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(states);
        assertThat(result.finals()).isEqualTo(finals);
    }
}
