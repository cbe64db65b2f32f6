package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what makes KVM zap a range of gfns takes just that range, in every kind of VM that has no mirror, and faults
 * map it anew. Method: scripts whose columns follow each other; all schedules with everything checked.
 *
 * <p>About {@code KvmZapGfnRange} and {@code Ioctl}.
 */
class ZapGfnsExploreTest {
    private static final int STATES_MAX = 50_000;

    private static void check(String vm, String rows, String claims) {
        boolean isOrdinary = vm.equals("default");
        String text = "TDX t\nvm = " + vm + "\n{ slot 1 = 0x100+8" + (isOrdinary ? "" : " gmem")
                + "; slot 2 = 0xfee00+2; x = 0x100; y = x[1];"
                + " a = 0xfee00; b = a[1]; " + (isOrdinary ? "" : "attr(y) = shared; ")
                + "direct(x) = present; direct(y) = present;"
                + " direct(a) = present; direct(b) = present; }\n"
                + rows + "\n" + claims + "\n";
        for (KernelVariant kernel : new KernelVariant[] {KernelVariant.KVM_6_16, KernelVariant.NEWEST}) {
            Scene scene = Scene.of("t", text, KernelModel.of(kernel));
            assertThat(ClaimSearch.of(scene.world(), STATES_MAX).verdict())
                    .as(kernel.id() + "\n" + text)
                    .isEqualTo("proved");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "default, apicvinhibit, present, none, present",
        "sw_protected, apicvinhibit, present, none, present",
        "default, noncoherent, none, none, none",
        "sw_protected, noncoherent, none, none, none",
    })
    void takesItsRange(String vm, String operation, String ofX, String ofA, String ofB) {
        String claim = "Z = ok /\\ direct(x) = " + ofX + " /\\ direct(y) = " + ofX + " /\\ direct(a) = " + ofA
                + " /\\ direct(b) = " + ofB + " /\\ #invalidate_begin = 1 /\\ #invalidate_end = 1 /\\ #flush = 1";
        check(vm, " VMM ;\n Z: " + operation + " ;", "finally (" + claim + ")");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "default, apicvinhibit",
        "sw_protected, apicvinhibit",
        "default, noncoherent",
        "sw_protected, noncoherent"
    })
    void aFaultMapsItAnew(String vm, String operation) {
        check(
                vm,
                " P0         | VMM ;\n A: write x | wait A ;\n wait Z     | Z: " + operation
                        + " ;\n B: read x  | ;\n C: read a shared | ;",
                "finally (A = ok /\\ B = ok /\\ C = ok /\\ direct(x) = present /\\ direct(a) = present)");
    }

    /** No translation outlives it, and nobody maps between its begin and its end. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"default, apicvinhibit, a", "default, noncoherent, a", "sw_protected, noncoherent, x"})
    void whoReadsMeanwhileReadsTheSame(String vm, String operation, String gfn) {
        check(
                vm,
                " P0 | VMM ;\n A: read " + gfn + (gfn.equals("a") ? " shared" : "") + " | Z: " + operation + " ;",
                "never (#invalidate_begin = 1 /\\ #invalidate_end = 0 /\\ mmu_lock != write)\n"
                        + "finally (A = ok /\\ Z = ok)");
    }
}
