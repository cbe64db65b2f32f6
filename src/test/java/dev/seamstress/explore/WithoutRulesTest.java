package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.world.ModelNames;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a rule that is off hides nothing that comes after it, and changes nothing else.
 *
 * <p>Method: planted bugs that one rule finds at once, with that rule off: exact counts, symmetric, not symmetric and
 * checked by the search itself; and what is made of a finding.
 */
class WithoutRulesTest {
    private static final String RACE = "races/11-remove-without-write-lock";

    private static Scene scene(String file, String changes, String off) {
        List<String> names = changes == null ? List.of() : List.of(changes.split(" "));
        KernelModel model = KernelModel.of(KernelVariant.NEWEST, names);
        return Scene.file(file, off == null ? model : model.without(List.of(off.split(" "))));
    }

    private static Scenario tree(String file) {
        return ScenarioReader.read(Path.of("scenarios/" + file + ".tdx"), new ModelNames())
                .tree();
    }

    private static Exploration explore(Scene scene, Explorer.Settings how) {
        return new Explorer(scene::world, how).explore();
    }

    private static String said(Exploration found) {
        return found.finding().map(one -> one.rule().name()).orElse("proved") + " "
                + found.size().states();
    }

    @ParameterizedTest(name = "{0} without {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "races/11-remove-without-write-lock |                             |         | proved 3210",
                "races/11-remove-without-write-lock |                             | V13     | proved 3210",
                "races/11-remove-without-write-lock | x11-remove-under-read       |         | V13 24",
                "races/11-remove-without-write-lock | x11-remove-under-read       | V13     | V31 552",
                "races/11-remove-without-write-lock | x11-remove-under-read       | V13 V31 | never#1 2889",
                "races/b28-no-freeze                | b28-no-freeze               | V07     | V10 24",
                "races/b28-no-freeze                | b28-no-freeze               | V07 V08 V10 V11 V21 | bug_on 580",
                "races/b37r-list-del                | b37r-list-del               | UAF     | proved 453",
                "end/01-destroy                     | b48-zap-bound-low           | V30     | V29 186",
                "end/01-destroy                     | b48-zap-bound-low           | V29 V30 | proved 377",
                "races/24b-teardown-by-kvm          | x24-teardown-order          | V14     | bug_on 61",
                "races/22-entry-not-guaranteed      | x22-flush-done-at-begin     | V26     | V27 1467",
            })
    void whatComesAfterIsFound(String file, String changes, String off, String expected) {
        Scene scene = scene(file, changes, off);
        assertThat(said(explore(scene, Explorer.Settings.DEFAULT))).isEqualTo(expected);
        assertThat(said(explore(scene, Explorer.Settings.DEFAULT.withoutSymmetry())))
                .isEqualTo(expected);
    }

    /** What the rules remember is a part of the state, whether or not somebody looks at it. */
    @ParameterizedTest(name = "{0} without {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "races/11-remove-without-write-lock | x11-remove-under-read | V13                 | V31 1176",
                "races/b28-no-freeze                | b28-no-freeze         | V07 V08 V10 V11 V21 | bug_on 2090",
                "races/b37r-list-del                | b37r-list-del         | UAF                 | proved 865",
                "end/01-destroy                     | b48-zap-bound-low     | V29 V30             | proved 755",
            })
    void theSearchFindsNoFaultWithItself(String file, String changes, String off, String expected) {
        Explorer.Settings checking = Explorer.Settings.DEFAULT.selfChecking();
        assertThat(said(explore(scene(file, changes, off), checking))).isEqualTo(expected);
    }

    /** The smaller one breaks the same rule, under the same set; with all rules on, it breaks another one first. */
    @Test
    void aFindingIsShrunkAndSaysNoMoreThanIsTrueWithAllRules() {
        Scene scene = scene(RACE, "x11-remove-under-read", "V13");
        Finding finding = explore(scene, Explorer.Settings.DEFAULT).finding().orElseThrow();
        assertThat(finding.rule().name()).isEqualTo("V31");
        Shrunk shrunk = new Shrinker(scene.model(), Shrinker.Settings.DEFAULT).shrink(tree(RACE), finding);
        assertThat(shrunk.finding().rule().name()).isEqualTo("V31");
        assertThat(shrunk.isShortest()).isTrue();
        assertThat(shrunk.text()).endsWith("expect kvm-6.19: refuted\n");
        KernelModel all = scene.model().without(List.of());
        assertThat(isBroken(shrunk, scene.model(), "V31")).isTrue();
        assertThat(isBroken(shrunk, all, "V31")).isFalse();
        assertThat(isBroken(shrunk, all, "V13")).isTrue();
    }

    private static boolean isBroken(Shrunk shrunk, KernelModel model, String rule) {
        World world = World.again(Scene.of("shrunk", shrunk.text()).scenario(), model);
        return Recheck.of(world, shrunk.finding().schedule(), rule, OptionalInt.empty())
                .isPresent();
    }

    /** With all rules on, one of them may end each schedule that leads there. */
    @Test
    void ofADeadlockTheFileSaysNothing() {
        KernelModel model = KernelModel.of(KernelVariant.NEWEST).without(List.of("LOCK"));
        Rule rule = new Rule(Rule.DEADLOCK, Rule.Kind.DEADLOCK, "");
        assertThat(SelfContained.text(SelfContained.of(tree(RACE), model, rule)))
                .contains("TDX remove-without-write-lock\n", "never (seen(P0 busy aug(y) by block))\n")
                .doesNotContain("expect");
    }

    /** What finds out why a run failed looks at the same rules. */
    @Test
    void anExplanationGoesByTheSameRules() {
        Scene scene = scene(RACE, "x11-remove-under-read", "V13");
        Finding finding = explore(scene, Explorer.Settings.DEFAULT).finding().orElseThrow();
        Explanation explanation = new Explainer(scene::world, Limits.NONE).explain(finding);
        assertThat(explanation.nearest()).isPresent();
        assertThat(explanation.doom().isFromTheStart()).isFalse();
    }
}
