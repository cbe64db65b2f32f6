package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: each way in which KVM_PRE_FAULT_MEMORY can end. Method: a scenario for each, and all its schedules. */
class PrefaultExploreTest {
    private static final int STATES_MAX = 50_000;

    private static ClaimSearch.Result search(String facts, String rows, String claim, String... changes) {
        String text = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; " + facts + " }\n VMM ;\n "
                + rows.replace(" / ", " ;\n ") + " ;\nfinally (" + claim + ")\n";
        KernelModel model = KernelModel.of(KernelVariant.KVM_6_19, List.of(changes));
        return ClaimSearch.of(Scene.of(text, text, model).world(), STATES_MAX);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "'', A: prefault x+2, A = ok /\\ mirror(x+2) = present /\\ sept(x+2) = pending /\\ #aug = 2",
        "'', A: prefault x / B: prefault x, A = ok /\\ B = ok /\\ #aug = 1",
        "attr(x) = shared;, A: prefault x, A = ok /\\ direct(x) = present /\\ mirror(x) = none /\\ #aug = 0",
        "'', A: prefault 0x200, A = enoent",
        "'', D: delslot 1 / A: prefault x, D = ok /\\ A = efault /\\ mirror(x) = none",
        "'', A: prefault x / D: delslot 1, D = ok /\\ mirror(x) = none /\\ sept(x) = free",
        "inject error aug once;, A: prefault x => eio / B: prefault x, A = eio /\\ B = vmdead",
        "inject error aug(x[1]) once;, A: prefault x+2, A = ok /\\ mirror(x) = present /\\ vmdead = true",
        "inject busy aug once;, A: prefault x, A = ok /\\ mirror(x) = present",
        "'', D: delslot 1 => ok / E: delslot 1, D = ok /\\ E = einval /\\ slot(1) = none",
    })
    void endsSo(String facts, String rows, String claim) {
        assertThat(search(facts, rows, claim).verdict()).isEqualTo("proved");
    }

    /** The races about prefaults have their verdicts checked with all races. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"races/b03-reload-ignores-request, 65, 1", "races/prefault-vs-run, 414, 2"})
    void hasAsManyStates(String file, int states, int finals) {
        ClaimSearch.Result result = ClaimSearch.of(
                Scene.file(file, KernelModel.of(KernelVariant.NEWEST)).world(), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(states);
        assertThat(result.finals()).isEqualTo(finals);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "VMM | VMM1; prefault x via P0 | prefault x via P0; proved",
                "P0 | VMM; load | prefault x via P0; proved",
                "P0 | VMM; enter | prefault x via P0; proved",
                "VMM | VMM1; prefault x via P0 | zapfast; livelock"
            })
    void aVcpuIsServedByOneThreadAtATime(String columns, String operations, String verdict) {
        String text = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n " + columns + " ;\n " + operations
                + " ;\nfinally (mirror(x) = present /\\ #aug = 1)\n";
        KernelModel model = KernelModel.of(KernelVariant.NEWEST);
        assertThat(ClaimSearch.of(Scene.of(text, text, model).world(), STATES_MAX)
                        .verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0} {1} | {2}: {3}")
    @CsvSource(
            delimiter = ';',
            value = {
                "VMM; A: prefault x; ; A = eopnotsupp /\\ mirror(x) = none /\\ #sept_add = 0",
                "VMM; A: prefault x+8; ; A = eopnotsupp",
                "VMM | P0; A: prefault x; load; A = eopnotsupp /\\ mirror(x) = none",
                "VMM; initmem x => ok / A: prefault x; ; A = eopnotsupp /\\ sept(x) = mapped",
                "VMM; A: prefault x => eopnotsupp / finalize / B: prefault x; ; "
                        + "A = eopnotsupp /\\ B = ok /\\ sept(x) = pending",
                "VMM | VMM1; A: prefault x; B: finalize; B = ok /\\ "
                        + "(A = eopnotsupp /\\ mirror(x) = none \\/ A = ok /\\ sept(x) = pending)"
            })
    void aTdThatIsNotFinalRefusesIt(String columns, String first, String second, String claim) {
        String rows = first.replace(" / ", " ;\n ") + (second == null ? "" : " | " + second);
        String text = "TDX t\ntd { state = initialized; }\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n " + columns + " ;\n "
                + rows + " ;\nfinally (" + claim + ")\n";
        for (KernelVariant kernel : List.of(KernelVariant.KVM_6_16, KernelVariant.KVM_6_18, KernelVariant.KVM_6_19)) {
            assertThat(ClaimSearch.of(
                                    Scene.of(text, text, KernelModel.of(kernel)).world(), STATES_MAX)
                            .verdict())
                    .as(kernel.id())
                    .isEqualTo("proved");
        }
    }

    @ParameterizedTest
    @CsvSource({"b23-no-vm-dead-test", "no-prefault-vm-dead-exit"})
    void withoutALookAtTheDeadVmItGoesOn(String change) {
        assertThat(search("inject error aug once;", "A: prefault x => eio", "A = eio", change)
                        .verdict())
                .as("the second AUG maps a page into a dead VM")
                .isEqualTo("finally#1");
    }
}
