package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;

/**
 * Goal: a column that waits goes on when it should, and not before, and stands in nobody's way. Method: small scripts,
 * all schedules; each has its twin without the wait, which comes out otherwise.
 */
class WaitsExploreTest {
    private static final String HEAD = "TDX t { slot 1 = 0x100+8 gmem; x = 0x100; ";

    private static String verdict(String text) {
        ClaimSearch.Result result = ClaimSearch.of(Scene.of("t", HEAD + text).world(), 1_000_000);
        assertThat(result.isExhausted()).isTrue();
        return result.verdict();
    }

    @Test
    void anOperationThatIsWaitedForHasEnded() {
        String text = """
                mirror(x,2M) = table; }
                 P0         | P1          ;
                 A: fault x | wait A      ;
                            | B: accept x ;
                never (seen(P1 busy accept(x)))
                finally (B = ok)
                """;
        assertThat(verdict(text)).isEqualTo("proved");
        assertThat(verdict(text.replace("wait A", "load  "))).isEqualTo("finally#1, never#1");
    }

    @Test
    void aRangedLabelIsAllOfItsOperations() {
        String text = """
                mirror(x,2M) = table; }
                 P[0..1]        | P2           ;
                 A: fault x[me] | wait A       ;
                                | B: accept x  ;
                                | C: accept x[1] ;
                finally (B = ok /\\ C = ok)
                """;
        assertThat(verdict(text)).isEqualTo("proved");
        assertThat(verdict(text.replace("wait A", "wait A[0]"))).isEqualTo("finally#1");
    }

    @Test
    void anEventIsWaitedForAsOftenAsSaid() {
        String text = """
                }
                 P0           | P1                 ;
                 fault x      | on P0 enter nth 3  ;
                 fault x[1]   | B: accept x[1]     ;
                finally (B = ok)
                """;
        assertThat(verdict(text)).isEqualTo("proved");
        assertThat(verdict(text.replace("nth 3", "nth 2"))).isEqualTo("finally#1");
    }

    /** P0 waits in the guest, where a zap has to make it leave; it must neither hang nor go on too early. */
    @Test
    void aVcpuThatWaitsInTheGuestIsKicked() {
        String text = """
                sept(x) = mapped; }
                 P0                     | VMM                    ;
                 A: read x              | wait A                 ;
                 on VMM invalidate_end  | C: convert x to shared ;
                 B: read x => memfault  |                        ;
                sometimes (tlb(P0,x) = private /\\ sept(x) = blocked)
                order (block(x) -> track -> kick -> remove(x))
                finally (A = ok /\\ B = memfault /\\ C = ok /\\ sept(x) = free)
                """;
        assertThat(verdict(text)).isEqualTo("proved");
        assertThat(verdict(text.replace("on VMM invalidate_end", "load"))).isEqualTo("finally#1");
    }

    /** A signal ends KVM_RUN and a dead VM cannot be entered; the wait goes on outside the guest. */
    @Test
    void aVcpuThatCannotStayInTheGuestWaitsOutside() {
        assertThat(verdict("""
                sept(x) = mapped; }
                 P0        | P1             | VMM       ;
                 A: read x | wait A         | wait A    ;
                 wait D    | D: exec x[1]   | signal P0 ;
                 B: read x |                |           ;
                finally (A = ok /\\ D = pending /\\ B = vmdead)
                """)).isEqualTo("proved");
    }

    @Test
    void columnsThatWaitForEachOtherAreADeadlock() {
        assertThat(verdict("""
                }
                 P0      | VMM                    ;
                 wait C  | wait A                 ;
                 A: load | C: convert x to shared ;
                """)).isEqualTo("deadlock");
    }

    @Test
    void anOperationThatNeverRunsIsWaitedForInVain() {
        String text = """
                }
                 P0          | P1      ;
                 A: read x   | wait B  ;
                 B: load     | C: load ;
                """;
        assertThat(verdict(text)).isEqualTo("deadlock");
        assertThat(verdict(text.replace("A: read x", "A: read x => pending"))).isEqualTo("proved");
    }

    /** P0 enters for ever and nobody listens; what it has told must not pile up on the way. */
    @Test
    void whoGoesRoundForEverTellsNoMoreThanSomebodyWaitsFor() {
        String text = """
                }
                 P0                              | P1                ;
                 A: loop { enter } until {vmdead} | on P0 enter nth 3 ;
                                                 | B: load           ;
                sometimes (B = ok)
                """;
        assertThat(verdict(text)).isEqualTo("livelock");
    }
}
