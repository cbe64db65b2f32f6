package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: a VM ends as it does in KVM, whatever ran before and beside it, and an end out of order is found. Method: a
 * search of all schedules with everything checked, to its end.
 */
class EndExploreTest {
    private static final int STATES_MAX = 100_000;

    static Stream<Scene> files() {
        return ExpectedVerdict.scenes("scenarios/end");
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
    @ParameterizedTest(name = "{0} under {1}")
    @CsvSource({
        "end/01-destroy, seed-2024, 771, 1",
        "end/01-destroy, kvm-6.19, 771, 1",
        "end/02-a-vm-without-a-mirror, kvm-6.19, 189, 1",
        "end/03-a-vcpu-that-was-made, kvm-6.18, 338, 1",
        "end/03-a-vcpu-that-was-made, kvm-6.19, 444, 1",
        "end/04-close-vs-destroy, seed-2024, 1033, 2",
        "end/04-close-vs-destroy, kvm-6.19, 1033, 2",
        "races/24b-teardown-by-kvm, kvm-6.16, 199, 1",
        "races/24b-teardown-by-kvm, kvm-6.19, 199, 1",
        "races/destroy-vs-punch, seed-2024, 901, 2",
        "races/destroy-vs-punch, kvm-6.19, 901, 2",
    })
    void hasAsManyStates(String file, String kernel, int states, int finals) {
        ClaimSearch.Result result = search(file, kernel, "");
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(List.of(result.states(), result.finals())).isEqualTo(List.of(states, finals));
    }

    /** Nothing but the rule that is named finds it, and claims that do not come true then. */
    @ParameterizedTest(name = "{0} with {2}: {3}")
    @CsvSource({
        "end/01-destroy, kvm-6.19, b48-zap-bound-low, V30",
        "races/24b-teardown-by-kvm, kvm-6.19, x24-teardown-order, V14",
        "races/24b-teardown-by-kvm, kvm-6.19, x24f-vcpu-not-flushed, V14",
        "races/24b-teardown-by-kvm, kvm-6.19, x24r-reclaim-before-freeid, V14",
    })
    void isFoundByItsRule(String file, String kernel, String changes, String rule) {
        ClaimSearch.Result result = search(file, kernel, changes);
        assertThat(result.isExhausted()).isTrue();
        assertThat(result.offences()).containsKey(rule);
        assertThat(result.offences().keySet())
                .allMatch(other -> other.equals(rule) || other.startsWith("sometimes") || other.startsWith("finally"));
    }

    private static void check(String td, String facts, String rows, String verdict, String claim) {
        String text = "TDX t td { " + td + " } { slot 1 = 0x100+8 gmem; x = 0x100; " + facts + " }\n " + rows
                + " ;\nfinally (" + claim + ")\n";
        KernelModel newest = KernelModel.of(KernelVariant.NEWEST);
        assertThat(ClaimSearch.of(Scene.of("t", text, newest).world(), 50_000).verdict())
                .as(text)
                .isEqualTo(verdict);
    }

    /** A hole that holds the file holds the VM, which ends when the hole has released it. */
    @Test
    void aHoleKeepsTheVm() {
        String rows = "VMM | VMM1 | GMEM ;\n C: delslot 9 => einval | D: vmdestroy | U: punch x => {ok, failed}";
        check("", "sept(x) = mapped;", rows, "proved", "D = ok /\\ #remove(x) = 1 /\\ sept(x) = free");
    }

    /** A page that is not had back is leaked, and with it the TDR, which the module keeps till it has no other. */
    @ParameterizedTest(name = "{0}: {1}, {2}")
    @CsvSource({
        "'', proved, #reclaim = 4 /\\ #wbinvd = 2",
        "inject error reclaim once;, proved, #reclaim = 2 /\\ #wbinvd = 1",
        "inject busy reclaim nth 3;, proved, #reclaim = 2 /\\ #wbinvd = 1",
        "inject error reclaim nth 4;, proved, #reclaim = 3 /\\ #wbinvd = 1",
        "inject error wbinvd nth 2;, proved, #reclaim = 4 /\\ #wbinvd = 1 /\\ bug_on",
        "inject error vpflushdone once;, bug_on, #reclaim = 0",
        "inject error key_freeid once;, bug_on, #reclaim = 0",
    })
    void whatIsNotGivenBackIsLeaked(String facts, String verdict, String claim) {
        check("", "sept(x) = mapped; " + facts, "VMM ;\n D: vmdestroy", verdict, "D = ok /\\ " + claim);
    }
}
