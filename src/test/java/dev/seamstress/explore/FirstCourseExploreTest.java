package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.check.ClaimOutcome;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import dev.seamstress.world.WorldView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the scenarios of the first course say what is true of all their schedules. Method: every schedule is searched;
 * the numbers of states and transitions are exact, so that a change of the model's grain is seen.
 */
class FirstCourseExploreTest {
    private static final String THREE_COLD = """
            TDX three-vcpus-cold
            { slot 1 = 0x100+8 gmem; x = 0x100; }
             P[0..2]    ;
             A: fault x ;
            finally (A = ok /\\ #sept_add = 3 /\\ #aug = 1)
            """;

    @ParameterizedTest(name = "{0}: {1} states, {2} transitions, {3} finals")
    @CsvSource({
        "01-first-private-fault, 42, 46, 1",
        "02-first-shared-fault, 32, 36, 1",
        "03-two-vcpus-one-gfn, 1532, 3678, 1",
        "04-two-vcpus-one-2m-region, 1571, 3500, 1",
        "06-root-allocation-race, 247, 452, 1",
        "07-accept, 56, 67, 1",
        "08-access-before-accept, 46, 52, 1",
        "10-busy-from-accept, 2011, 4791, 5",
    })
    void everyScheduleKeepsTheClaims(String file, int states, long transitions, int finals) {
        keepsItsClaims(Scene.first(file), states, transitions, finals);
    }

    @Test
    void threeColdVcpusKeepTheClaims() {
        keepsItsClaims(Scene.of("three-vcpus-cold", THREE_COLD), 116_564, 416_508, 1);
    }

    private static void keepsItsClaims(Scene scene, int states, long transitions, int finals) {
        Watcher watcher = new Watcher(scene.world());
        PlainSearch.Result result = watcher.search();
        assertThat(result.offence()).isEmpty();
        assertThat(result.isExhausted()).isTrue();
        assertThat(watcher.isBugged()).as("a KVM_BUG_ON").isFalse();
        assertThat(watcher.witnesses()).allMatch(claim -> claim.kind() == ClaimOutcome.Kind.SEEN);
        assertThat(List.of((long) result.states(), result.transitions(), (long) result.finals()))
                .as("states, transitions, finals")
                .containsExactly((long) states, transitions, (long) finals);
    }

    @ParameterizedTest
    @CsvSource({
        "01-first-private-fault",
        "02-first-shared-fault",
        "03-two-vcpus-one-gfn",
        "04-two-vcpus-one-2m-region",
        "07-accept",
        "08-access-before-accept",
        "10-busy-from-accept",
    })
    void everyHistoryKeepsTheCountsOfTheEnd(String file) {
        World world = Scene.first(file).world();
        List<Condition.EventCount> counted = new ArrayList<>();
        for (ResolvedClaim claim : world.scenario().claims()) {
            if (claim.kind() == Quantifier.FINALLY) {
                Conditions.conjuncts(claim.condition()).stream()
                        .filter(Condition.EventCount.class::isInstance)
                        .map(Condition.EventCount.class::cast)
                        .forEach(counted::add);
            }
        }
        WorldView naming = world.view(null);
        List<Watches.Watch> watches =
                counted.stream().map(count -> naming.watch(count.event())).toList();
        HistorySearch search = new HistorySearch(world.assembly(), watches);
        int finals = search.search((engine, counts) -> {
            for (int i = 0; i < counts.length; i++) {
                Condition.EventCount claim = counted.get(i);
                assertThat(claim.relation().holds(counts[i], claim.value()))
                        .as("%s in %s: %d", claim, file, counts[i])
                        .isTrue();
            }
        });
        assertThat(finals).isPositive();
    }

    @Test
    void aClaimThatIsFalseIsFound() {
        String text = THREE_COLD.replace("P[0..2]", "P[0..1]").replace("A = ok", "A = ok /\\ hp(x) = set");
        Watcher watcher = new Watcher(Scene.of("false", text).world());
        PlainSearch.Result result = watcher.search();
        assertThat(result.offence().orElseThrow().what()).startsWith("finally#1 broken");
    }
}
