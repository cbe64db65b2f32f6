package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a memslot is deleted beside faults and prefaults as each kernel does it. Method: all schedules, counted; a
 * change of these counts is a change of the model, and is explained where it is made.
 */
class MemslotsExploreTest {
    private static final int STATES_MAX = 400_000;

    @ParameterizedTest(name = "{0} under {1}")
    @CsvSource({
        "races/07-prefault-vs-delslot, KVM_6_18, 236, 3",
        "races/07-prefault-vs-delslot, KVM_6_19, 236, 3",
        "races/08-zerostep-retry-vs-delslot, SEED_2024, 4410, 5",
        "races/08-zerostep-retry-vs-delslot, KVM_6_18, 4782, 5",
        "races/08-zerostep-retry-vs-delslot, KVM_6_19, 4782, 5",
        "races/26-accept-vs-delslot, KVM_6_18, 16060, 10",
        "races/26-accept-vs-delslot, KVM_6_19, 16060, 10",
    })
    void hasAsManyStates(String file, KernelVariant kernel, int states, int finals) {
        ClaimSearch.Result result =
                ClaimSearch.of(Scene.file(file, KernelModel.of(kernel)).world(), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(states);
        assertThat(result.finals()).isEqualTo(finals);
    }

    /** TV5. The deleter waits for the loop's SRCU section, and the loop for the slot: nobody gets out. */
    @ParameterizedTest(name = "{0} under 6.16")
    @CsvSource({
        "races/07-prefault-vs-delslot",
        "races/08-zerostep-retry-vs-delslot",
    })
    void before618TheLoopOutlastsTheSlot(String file) {
        Scene scene = Scene.file(file, KernelModel.of(KernelVariant.KVM_6_16));
        assertThat(ClaimSearch.of(scene.world(), STATES_MAX).verdict()).isEqualTo("livelock");
    }

    /** A signal for the vCPU ends the loop, whatever the kernel, and frees the deleter. */
    @ParameterizedTest
    @CsvSource({"KVM_6_16", "KVM_6_19"})
    void aSignalFreesTheDeleter(KernelVariant kernel) {
        Scene scene = Scene.of("signal", """
                TDX signal
                { slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table; }
                 P0         | VMM          | VMM1      ;
                 A: fault x | D: delslot 1 | signal P0 ;
                sometimes (A = eintr /\\ D = ok)
                """, kernel);
        assertThat(ClaimSearch.of(scene.world(), STATES_MAX).verdict()).isEqualTo("proved");
    }

    /** A VM without private memory loses its roots; where the change is taken out, any VM, a TD's mirror excepted. */
    @ParameterizedTest(name = "{0}, {1}: {3}")
    @CsvSource({
        "default, slot-zap-quirk, direct, sometimes, none",
        "default, no-slot-zap-quirk, direct, sometimes, none",
        "sw_protected, slot-zap-quirk, direct, never, none",
        "sw_protected, no-slot-zap-quirk, direct, sometimes, none",
        "tdx, slot-zap-quirk, mirror, never, none",
        "tdx, no-slot-zap-quirk, mirror, sometimes, present",
    })
    void whatADeletionZaps(String vm, String change, String tree, String rootsGo, String left) {
        String text = """
                TDX zap
                vm = %s
                { slot 1 = 0x100+8 %s; x = 0x100; %s(x) = present; }
                 P0      | VMM          ;
                 A: load | D: delslot 1 ;
                %s (#roots(direct) = 0)
                finally (A = ok /\\ D = ok /\\ slot(1) = none /\\ %s(x) = %s)
                """.formatted(vm, vm.equals("default") ? "" : "gmem", tree, rootsGo, tree, left);
        Scene scene = Scene.of("zap", text, KernelModel.of(KernelVariant.NEWEST, List.of(change)));
        assertThat(ClaimSearch.of(scene.world(), STATES_MAX).verdict()).isEqualTo("proved");
    }
}
