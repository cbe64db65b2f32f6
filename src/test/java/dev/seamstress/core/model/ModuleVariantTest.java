package dev.seamstress.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a module is its switches, and asking for another does not change it. Method: the two modules, switch by switch.
 */
final class ModuleVariantTest {
    private static List<String> on(ModuleVariant variant) {
        return Arrays.stream(ModuleSwitch.values())
                .filter(variant::has)
                .map(ModuleSwitch::text)
                .toList();
    }

    @Test
    void eachModuleHasItsSwitches() {
        assertThat(on(ModuleVariant.V1_5_01))
                .containsExactly(
                        "accept-locks-any",
                        "accept-stale-leaf-bit",
                        "commit-wipes-hp",
                        "demote-restartable",
                        "zero-step",
                        "hp-timeout");
        assertThat(on(ModuleVariant.V1_5_05))
                .containsExactly(
                        "tdvpr-ex-on-enter",
                        "vp-init-tdr-ex",
                        "accept-locks-any",
                        "accept-stale-leaf-bit",
                        "commit-wipes-hp",
                        "demote-restartable",
                        "zero-step",
                        "hp-timeout");
    }

    @Test
    void aChangeMakesAnotherModuleAndSaysSo() {
        ModuleVariant changed =
                ModuleVariant.V1_5_01.without(ModuleSwitch.ACCEPT_LOCKS_ANY).with(ModuleSwitch.PAGE_RELEASE);
        assertThat(changed.name()).isEqualTo("1.5.01 + no-accept-locks-any + page-release");
        assertThat(changed.has(ModuleSwitch.ACCEPT_LOCKS_ANY)).isFalse();
        assertThat(changed.has(ModuleSwitch.PAGE_RELEASE)).isTrue();
        assertThat(ModuleVariant.V1_5_01.has(ModuleSwitch.ACCEPT_LOCKS_ANY)).isTrue();
        assertThat(ModuleVariant.V1_5_01.with(ModuleSwitch.ZERO_STEP)).isSameAs(ModuleVariant.V1_5_01);
        assertThat(ModuleVariant.V1_5_05.name()).isEqualTo("1.5.05");
    }

    @Test
    void aKnownNameNeedNotBeOffered() {
        assertThat(ModuleVariant.find("1.5.05")).containsSame(ModuleVariant.V1_5_05);
        assertThat(ModuleVariant.find("dpamt")).isEmpty();
        assertThat(ModuleVariant.known()).contains("dpamt");
        assertThat(ModuleSwitch.named("hp-timeout")).contains(ModuleSwitch.HP_TIMEOUT);
        assertThat(ModuleSwitch.named("hp")).isEmpty();
    }

    @Test
    void defaultCostsAreMedians() {
        assertThat(Costs.DEFAULTS.ns(Costs.Kind.PAGE_AUG)).isEqualTo(2000);
        assertThat(Costs.DEFAULTS.ns(Costs.Kind.SEPT_ADD)).isEqualTo(3000);
        assertThat(Costs.Kind.values()).allMatch(kind -> Costs.DEFAULTS.ns(kind) > 0);
    }
}
