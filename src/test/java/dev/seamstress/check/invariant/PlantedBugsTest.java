package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.Mutation;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.world.Scene;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: each planted bug is found by the rule that it is known for, and by no other; each that can be planted is.
 *
 * <p>Method: every schedule of every scenario under every bug that it says is refuted, with invariants and KVM_BUG_ON
 * looked at and each schedule followed to the first of them.
 */
@Tag("once")
class PlantedBugsTest {
    private static final int STATES_MAX = 400_000;

    private record Planted(Scene scene, Mutation mutation, String rule) {
        @Override
        public String toString() {
            return scene.name() + " under " + scene.model() + ": " + rule;
        }
    }

    static Stream<Planted> bugs() {
        List<Planted> bugs = new ArrayList<>();
        for (Scene scene : Scene.ofOtherTargets()) {
            List<String> changes = scene.model().changes();
            Target target = scene.target();
            if (target.expected() == Verdict.REFUTED && !changes.isEmpty()) {
                Mutation mutation =
                        Mutation.named(changes.get(changes.size() - 1)).orElse(null);
                String rule = target.rule() == null && mutation != null ? mutation.rule() : target.rule();
                bugs.add(new Planted(scene, mutation, rule));
            }
        }
        return bugs.stream();
    }

    /**
     * In x22 a refused entry loses the flush: a guest that enters next breaks V26. Where the host frees the page before
     * that, V27. In x39 a hole goes on with a memslot that is forgotten, and may be freed by then.
     */
    private static Set<String> alsoFoundBy(Mutation mutation) {
        Set<String> rules = new TreeSet<>();
        if (mutation == Mutation.X22_FLUSH_DONE_AT_BEGIN) {
            rules.add("V27");
        } else if (mutation == Mutation.X39_UNBIND_UNLOCKED) {
            rules.add("UAF");
        }
        return rules;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void isFoundByItsRuleAndNoOther(Planted bug) {
        InvariantSearch search = new InvariantSearch(bug.scene());
        Set<String> found = new TreeSet<>(search.search(STATES_MAX).keySet());
        assertThat(search.states()).isLessThan(STATES_MAX);
        assertThat(found).contains(bug.rule());
        found.removeAll(alsoFoundBy(bug.mutation()));
        assertThat(found).containsExactly(bug.rule());
    }

    /** A file names the rule that its mutation is known for. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void isKnownForThatRule(Planted bug) {
        if (bug.mutation() != null) {
            assertThat(bug.rule()).isEqualTo(bug.mutation().rule());
        }
    }

    /** Five are told by a search for livelocks, as no state of theirs is wrong; their files say so. */
    @Test
    void everyBugThatCanBePlantedHasAScenario() {
        Set<Mutation> planted = EnumSet.noneOf(Mutation.class);
        bugs().map(Planted::mutation).filter(Objects::nonNull).forEach(planted::add);
        planted.add(Mutation.B03_RELOAD_IGNORES_REQUEST);
        planted.add(Mutation.B14_SEQ_AS_INT);
        planted.add(Mutation.B18_PREFAULT_RETRIES_INVALID);
        planted.add(Mutation.B19_RETRY_IGNORES_INVALID);
        planted.add(Mutation.B23_NO_VM_DEAD_TEST);
        assertThat(Arrays.stream(Mutation.values()).filter(Mutation::isBuilt))
                .as("bugs that no scenario plants; one needs a line such as `expect kvm-6.19 + NAME: refuted RULE`")
                .filteredOn(mutation -> !planted.contains(mutation))
                .isEmpty();
        assertThat(planted).as("planted, and not built").allMatch(Mutation::isBuilt);
    }
}
