package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;

/**
 * Zaps of two leaves that a timer interrupts, beside threads that want the lock: nothing is missed or done twice, and
 * nobody keeps a translation of what is gone when the lock is given back.
 */
class ZapYieldExploreTest {
    private static ClaimSearch.Result search(String text) {
        return ClaimSearch.of(
                Scene.of("yield", "TDX yield\ntimers = any\n" + text, KernelVariant.NEWEST)
                        .world(),
                200_000);
    }

    /** Each page leaves the private table before the lock is given back. */
    @Test
    void aConversionOfTwoPrivatePagesBesideAFault() {
        ClaimSearch.Result result = search("""
                { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; z = x[2]; sept(x) = mapped; sept(y) = mapped; }
                 P0         | VMM                      ;
                 A: fault z | C: convert x+2 to shared ;
                sometimes (mirror(x) = none /\\ mirror(y) = present /\\ A = ok)
                order (remove(x) -> flush -> remove(y))
                finally (A = ok /\\ C = ok /\\ sept(x) = free /\\ sept(y) = free /\\ sept(z) = pending)
                """);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(20_695);
    }

    /** Whoever faults meanwhile finds the slot INVALID. */
    @Test
    void aDeletionOfAMemslotBesideAFault() {
        ClaimSearch.Result result = search("""
                { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; z = x[2]; sept(x) = mapped; sept(y) = mapped; }
                 P0         | VMM          ;
                 A: fault z | D: delslot 1 ;
                sometimes (mirror(x) = none /\\ mirror(y) = present /\\ seen(retry invalid))
                order (remove(x) -> flush -> remove(y))
                finally (D = ok /\\ sept(x) = free /\\ sept(y) = free)
                """);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(28_225);
    }

    /** In between the root is thrown away and zapped by another thread, and a vCPU lets go of it. */
    @Test
    void aNotifierInARootThatIsThrownAwayUnderIt() {
        ClaimSearch.Result result = search("""
                vm = default
                { slot 1 = 0x100+8; x = 0x100; y = x[1]; direct(x) = present; direct(y) = present; }
                 P0      | VMM        | HOSTMM                ;
                 A: load | Z: zapfast | N: notify x+2 madvise ;
                finally (A = ok /\\ Z = ok /\\ N = ok /\\ direct(x) = none /\\ direct(y) = none /\\ #roots(direct) <= 1)
                """);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(54_943);
    }
}
