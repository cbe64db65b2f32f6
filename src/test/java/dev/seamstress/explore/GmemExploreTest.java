package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.world.Scene;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what is done to the guest_memfd file while vCPUs fault and others populate it comes out as it does in KVM, in
 * every order. Method: a search of all schedules with everything checked, to its end.
 */
class GmemExploreTest {
    private static final int STATES_MAX = 100_000;

    static Stream<Scene> files() {
        return ExpectedVerdict.scenes("scenarios/gmem");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void hasItsVerdict(Scene scene) {
        ExpectedVerdict.isMet(scene, STATES_MAX);
    }

    private static ClaimSearch.Result search(String file, String kernel, String changes) {
        return ExpectedVerdict.search(file, kernel, changes, STATES_MAX);
    }

    /** A change of these counts is a change of the model, and is explained where it is made. */
    @ParameterizedTest(name = "{0} under {1} with {2}")
    @CsvSource({
        "gmem/01-punch-vs-fault, seed-2024, '', 4648, 5",
        "gmem/01-punch-vs-fault, kvm-6.19, '', 4729, 4",
        "gmem/02-release-vs-fault, seed-2024, '', 17083, 13",
        "gmem/02-release-vs-fault, kvm-6.19, '', 12917, 10",
        "gmem/03-poison-then-punch, kvm-6.16, '', 3075, 4",
        "gmem/04-close-during-a-hole, kvm-6.18, '', 2286, 5",
        "gmem/04-close-during-a-hole, kvm-6.19, '', 2286, 5",
        "gmem/05-close-vs-addslot, kvm-6.16, '', 47963, 13",
        "gmem/05-close-vs-addslot, kvm-6.19, '', 48136, 13",
        "races/punch-vs-accept, kvm-6.19, '', 3032, 4",
        "races/gmem-close-vs-delslot, kvm-6.18, '', 230, 2",
        "races/gmem-close-vs-delslot, kvm-6.16, gmem-unbind-dying, 230, 2",
        "races/gmem-flag-cleared, kvm-6.19, '', 33, 1",
        "races/punch-vs-delslot, kvm-6.19, '', 321, 2",
        "races/poison-vs-new-slot, kvm-6.16, '', 8463, 5",
        "races/poison-vs-new-slot, kvm-6.19, '', 8490, 5",
        "races/19-gmem-punch-vs-populate, kvm-6.19, gmem-gup-first, 24568, 2",
        "races/19b-gmem-punch-vs-populate-unmapped, kvm-6.16, '', 2477, 1",
        "races/19b-gmem-punch-vs-populate-unmapped, kvm-6.19, gmem-gup-first, 3234, 1",
        "races/b40-gup-in-callback, kvm-6.19, gmem-gup-first, 114, 2",
    })
    void hasAsManyStates(String file, String kernel, String changes, int states, int finals) {
        ClaimSearch.Result result = search(file, kernel, changes);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(List.of(result.states(), result.finals())).isEqualTo(List.of(states, finals));
    }

    /** Nothing but the rule that is named finds it, and where it bugs the VM, claims that do not come true then. */
    @ParameterizedTest(name = "{0} under {1} with {2}: {3}")
    @CsvSource({
        "gmem/04-close-during-a-hole, kvm-6.16, '', UAF",
        "gmem/04-close-during-a-hole, kvm-6.19, no-gmem-unbind-dying, UAF",
        "gmem/06-poison-vs-close, kvm-6.16, '', UAF",
        "races/punch-vs-accept, seed-2024, '', bug_on",
        "races/punch-vs-accept, kvm-6.19, b20-block-busy-fails, bug_on",
        "races/punch-vs-accept, kvm-6.19, b21-block-result-ignored, bug_on",
        "races/punch-vs-accept, kvm-6.19, b33-track-no-kick, bug_on",
        "races/gmem-close-vs-delslot, seed-2024, '', UAF",
        "races/gmem-close-vs-delslot, kvm-6.16, '', UAF",
        "races/gmem-close-vs-delslot, kvm-6.19, b39-unbind-skips-dying, UAF",
        "races/gmem-close-vs-delslot, kvm-6.19, no-gmem-unbind-dying, UAF",
        "races/gmem-flag-cleared, seed-2024, '', UAF",
        "races/gmem-flag-cleared, kvm-6.18, '', UAF",
        "races/gmem-flag-cleared, kvm-6.19, no-gmem-flag-fixed, UAF",
        "races/19-gmem-punch-vs-populate, kvm-6.19, '', deadlock",
        "races/19-gmem-punch-vs-populate, kvm-6.19, gmem-gup-first b40-gup-in-callback, LOCK",
        "races/b40-gup-in-callback, kvm-6.19, gmem-gup-first b40-gup-in-callback, LOCK",
    })
    void isFoundByItsRule(String file, String kernel, String changes, String rule) {
        ClaimSearch.Result result = search(file, kernel, changes);
        assertThat(result.isExhausted()).isTrue();
        assertThat(result.offences()).containsKey(rule);
        assertThat(result.offences().keySet())
                .allMatch(other -> other.equals(rule) || other.startsWith("sometimes") || other.startsWith("finally"));
    }

    /** Whoever has found the slot by its binding goes on with it, and does not find it again when he ends. */
    @ParameterizedTest(name = "{0} under {1} with {2}")
    @CsvSource({
        "gmem/06-poison-vs-close, kvm-6.19, ''",
        "races/punch-vs-delslot, kvm-6.19, x39-unbind-unlocked",
    })
    void aSlotThatIsUnboundWithoutTheLockIsMissedTwice(String file, String kernel, String changes) {
        ClaimSearch.Result result = search(file, kernel, changes);
        assertThat(result.isExhausted()).isTrue();
        assertThat(result.offences()).containsKeys("UAF", "V22");
        assertThat(result.offences().keySet())
                .allMatch(rule -> List.of("UAF", "V22").contains(rule)
                        || rule.startsWith("sometimes")
                        || rule.startsWith("finally"));
    }
}
