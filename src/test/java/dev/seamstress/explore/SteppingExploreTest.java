package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a guest's operations are to the stepping filter: which of them are one RIP, and how they go on when an
 * entry is not let through. Method: small scripts, all schedules, with claims about the count.
 */
class SteppingExploreTest {
    private static final int STATES_MAX = 100_000;

    private static void proves(String facts, String script) {
        Scene scene = Scene.of("stepping", """
                TDX stepping
                { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; mirror(x,2M) = table; \
                """ + facts + " }\n" + script);
        assertThat(ClaimSearch.of(scene.world(), STATES_MAX).verdict()).isEqualTo("proved");
    }

    @Test
    void theSeventhFaultIsListedAndTheEntryAfterItIsNotLetThrough() {
        proves("zerostep(P0) = 6;", """
                 P0 ;
                 A: fault x ;
                sometimes (zerostep(P0) = 7)
                never (#enter > 1)
                finally (A = ok /\\ #enter = 1 /\\ sept(x) = pending /\\ mode(P0) = outside)
                """);
    }

    @Test
    void theSixthIsNot() {
        proves("zerostep(P0) = 5;", """
                 P0 ;
                 A: fault x ;
                sometimes (zerostep(P0) = 6)
                never (zerostep(P0) = 7)
                finally (A = ok /\\ #enter = 2)
                """);
    }

    /** A fact of seven faults: the first entry is refused, handled as a fault, and refused again. */
    @Test
    void aGuestThatIsListedFromTheStartDoesNotEnterAtAll() {
        proves("zerostep(P0) = 7;", """
                 P0 ;
                 A: fault x ;
                finally (A = ok /\\ #enter = 0 /\\ #aug(x) = 1)
                """);
    }

    @Test
    void theNextOperationIsAtAnotherRip() {
        proves("zerostep(P0) = 6; sept(y) = mapped;", """
                 P0 ;
                 A: fault x ;
                 B: accept x ;
                 C: read x ;
                 D: read y ;
                sometimes (zerostep(P0) = 7)
                finally (A = ok /\\ B = ok /\\ C = ok /\\ D = ok /\\ zerostep(P0) = 0)
                """);
    }

    /** Not even an interrupt that comes before the guest gets on. */
    @Test
    void acceptDoesNotCountAndAnInterruptForgetsNothing() {
        proves("zerostep(P0) = 6; onfault(P0) = rerun;", """
                 P0          | VMM     ;
                 A: accept x | kick P0 ;
                never (zerostep(P0) = 7)
                sometimes (mode(P0) = in_guest /\\ zerostep(P0) = 6)
                finally (A = ok /\\ zerostep(P0) = 0)
                """);
    }

    @Test
    void aGuestWhosePageIsThereEntersWithItsListAndIsForgottenWhenItHasReadIt() {
        proves("zerostep(P0) = 7; sept(x) = mapped;", """
                 P0 ;
                 A: read x ;
                sometimes (zerostep(P0) = 7 /\\ mode(P0) = in_guest)
                finally (A = ok /\\ #enter = 1 /\\ zerostep(P0) = 0)
                """);
    }

    /** Nobody has accepted the page, and the module does not let the guest find out. */
    @Test
    void aGuestThatReadsWhatNobodyAcceptsIsStuck() {
        Scene scene = Scene.of("stuck", """
                TDX stuck
                { slot 1 = 0x100+8 gmem; x = 0x100; mirror(x,2M) = table; zerostep(P0) = 7; }
                 P0 ;
                 A: read x ;
                """);
        assertThat(ClaimSearch.of(scene.world(), STATES_MAX).verdict()).isEqualTo("livelock");
    }
}
