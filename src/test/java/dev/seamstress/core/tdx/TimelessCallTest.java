package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.model.ModuleVariant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: where a call takes no time, and nobody can come between its steps, it is one delivery that does what the steps
 * would have done. Method: the same calls on two modules, one of which waits between two steps as always; replies,
 * traces and all words are the same, and in the other nothing is ever in flight.
 */
final class TimelessCallTest {
    private static TdxRig rig() {
        return TdxRig.of(ModuleVariant.V1_5_01, facts -> {
            TdxRig.tables(facts);
            facts.page(SeptState.PENDING, TdxRig.Y, TdxRig.OTHER_PAGE);
        });
    }

    private static Arguments calls(String what, Function<TdxRig, List<Message>> calls) {
        return Arguments.of(what, calls);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                calls(
                        "a page is added and accepted",
                        rig -> List.of(rig.enter(0), rig.aug(TdxRig.X, TdxRig.PAGE), rig.accept(0, 0, TdxRig.X))),
                calls(
                        "what is accepted already",
                        rig -> List.of(rig.enter(0), rig.accept(0, 0, TdxRig.Y), rig.accept(0, 0, TdxRig.Y))),
                calls("nothing is there to be accepted", rig -> List.of(rig.enter(0), rig.accept(0, 0, TdxRig.X))),
                calls("a table is added", rig -> List.of(rig.septAdd(1, TdxRig.Z, TdxRig.PAGE))),
                calls("a call fails with what it has taken", rig -> List.of(rig.aug(TdxRig.Y, TdxRig.PAGE))),
                calls(
                        "an entry is refused with results",
                        rig -> List.of(rig.block(0, TdxRig.Y), rig.block(0, TdxRig.Y))),
                calls(
                        "a zap",
                        rig -> List.of(
                                rig.block(0, TdxRig.Y),
                                rig.track(),
                                rig.remove(TdxRig.Y),
                                rig.wbinvd(TdxRig.OTHER_PAGE))),
                calls(
                        "a page moves",
                        rig -> List.of(
                                rig.block(0, TdxRig.Y),
                                rig.track(),
                                rig.mem(Leaf.TDH_MEM_PAGE_RELOCATE, 0, TdxRig.Y, TdxRig.PAGE))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void isOneDelivery(String what, Function<TdxRig, List<Message>> calls) {
        TdxRig slow = rig();
        TdxRig fast = rig().timeless();
        assertThat(calls.apply(fast)).as("replies").isEqualTo(calls.apply(slow));
        assertThat(fast.words()).isEqualTo(slow.words());
        assertThat(fast.traced).isEqualTo(slow.traced);
        assertThat(fast.completions()).as("what waited for its next step").isZero();
        assertThat(slow.completions()).isPositive();
    }
}
