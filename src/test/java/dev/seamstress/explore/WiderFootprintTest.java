package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.world.MoreScenes;
import dev.seamstress.world.Scene;
import dev.seamstress.world.WiderWorlds;
import dev.seamstress.world.World;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: nothing is missed because a footprint says that nobody can do it. A lock that one thread alone is said to want
 * is taken without asking, and a word that nobody is said to write is no cut point: were the script misread, no driver
 * would fail. Method: the same search in worlds that promise more.
 */
@Tag("once")
class WiderFootprintTest {
    private static final int STATES = 400;
    private static final int WIDE_STATES = 2_500;

    /** What must not depend on it. */
    private record Said(Set<String> rules, Set<String> outcomes) {}

    private static Optional<Said> said(World world, int states) {
        Judge judge = Judge.of(world);
        Findings findings = Findings.all();
        Exhaustive search = new Exhaustive(judge, Limits.NONE.withStates(states), findings);
        return search.search() == SearchEnd.EXHAUSTED
                ? Optional.of(
                        new Said(rules(findings), judge.outcomes().counts().keySet()))
                : Optional.empty();
    }

    private static Set<String> rules(Findings findings) {
        return findings.list().stream()
                .map(finding -> finding.rule().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Stream<Scene> scenes() {
        return Stream.concat(Scene.ofFiles().stream(), MoreScenes.all().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void whoIsPromisedMoreFindsTheSame(Scene scene) {
        Optional<Said> own = said(scene.world(), STATES);
        own.ifPresent(all -> {
            said(WiderWorlds.withAllLocks(scene), WIDE_STATES)
                    .ifPresent(wide -> assertThat(wide).isEqualTo(all));
            said(WiderWorlds.withMore(scene), WIDE_STATES)
                    .ifPresent(wide -> assertThat(wide).isEqualTo(all));
        });
    }
}
