package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: the scenario of a counterexample says all by itself. Method: for every refutation that is shipped, the text is
 * read as a file would be, and explored under the only kernel that it names.
 */
class SelfContainedTest {
    static List<Refutation> refutations() {
        return Refutation.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refutations")
    void theFileAloneShowsTheSame(Refutation refutation) {
        Rule rule = refutation.finding().rule();
        Scenario alone = SelfContained.of(refutation.read().tree(), refutation.model(), rule);
        String text = SelfContained.text(alone);
        Scene scene = Scene.of(refutation.toString(), text, refutation.model());
        assertThat(scene.scenario().targets()).hasSize(1);
        Target target = scene.scenario().targets().get(0);
        assertThat(target.name()).isEqualTo(refutation.model().name());
        KernelModel model = KernelModel.of(KernelVariant.named(target.model()), target.mutations());
        Scene again = new Scene(scene.name(), scene.scenario(), model);
        assertThat(again.target()).isEqualTo(target);
        Exploration found = new Explorer(again::world, Explorer.Settings.DEFAULT.withWanted(rule.name())).explore();
        // The schedule too: nothing of the world has changed.
        assertThat(found.finding().orElseThrow()).isEqualTo(refutation.finding());
        boolean isNamed = rule.kind() != Rule.Kind.LIVELOCK && rule.kind() != Rule.Kind.DEADLOCK;
        assertThat(target.rule()).isEqualTo(isNamed ? rule.name() : null);
        assertThat(SelfContained.text(SelfContained.of(alone, model, rule))).isEqualTo(text);
    }

    @Test
    void aResultThatWasNotAnnouncedHasNoNameForTheFile() {
        String text = """
                TDX unannounced
                models = kvm-6.16, kvm-6.19
                { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
                 P0                ;
                 A: accept x => ok ;
                expect kvm-6.16: refuted
                """;
        Rule rule = new Rule(Rule.RESULTS, Rule.Kind.CLAIM, "accept x = already, not in {ok}");
        assertThat(alone(text, rule)).isEqualTo("""
                TDX unannounced
                models = kvm-6.16
                mutate = b29-no-rollback
                { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; }
                 P0                ;
                 A: accept x => ok ;
                expect kvm-6.16: refuted
                """);
    }

    @Test
    void aDeadlockIsExpectedAsOne() {
        String text = """
                TDX waiting
                { slot 1 = 0x100+8 gmem; x = 0x100; }
                 P0         | VMM          ;
                 A: fault x | on remove(x) ;
                """;
        Rule rule = new Rule(Rule.DEADLOCK, Rule.Kind.DEADLOCK, "");
        assertThat(alone(text, rule)).endsWith("expect kvm-6.16: deadlock\n");
        assertThat(Scene.of("deadlock", alone(text, rule))
                        .scenario()
                        .targets()
                        .get(0)
                        .expected())
                .isEqualTo(Verdict.DEADLOCK);
    }

    private static String alone(String text, Rule rule) {
        Scenario tree = Refutation.parse(text);
        KernelModel model = KernelModel.of(KernelVariant.KVM_6_16, List.of("b29-no-rollback"));
        return SelfContained.text(SelfContained.of(tree, model, rule));
    }
}
