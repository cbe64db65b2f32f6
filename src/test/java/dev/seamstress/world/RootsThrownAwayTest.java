package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.plan.ResolvedScenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: what a script can do to roots is told from its text: how often it throws them away, and what that makes racy.
 */
class RootsThrownAwayTest {
    private static final KernelModel NEWEST = KernelModel.of(KernelVariant.NEWEST);

    private static ResolvedScenario vmm(String cells) {
        return scenario("P0 | VMM ;\n load | " + cells.replace(";", ";\n |") + " ;");
    }

    private static ResolvedScenario scenario(String grid) {
        return Scene.of("roots", "TDX roots\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n " + grid + "\n")
                .scenario();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zapfast", "repeat 5 { zapfast }", "zapfast ; repeat 2 { zapfast, zapfast }"})
    void asManyRootsAsThereAreNames(String cells) throws NotModelledException {
        assertThat(World.of(vmm(cells), NEWEST)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repeat 6 { zapfast }",
                "zapfast ; repeat 3 { zapfast, zapfast }",
                "loop { zapfast } until ok",
                "repeat 2 { repeat 3 { zapfast } }"
            })
    void aScriptThatWantsMoreIsRefused(String cells) {
        assertThatExceptionOfType(NotModelledException.class)
                .isThrownBy(() -> World.of(vmm(cells), NEWEST))
                .withMessageContaining("thrown away more than " + (Kvm.DIRECT_ROOTS - 1) + " times");
    }

    @ParameterizedTest(name = "{0}: invalidates {1}, writers {2}, slots_lock {3}")
    @CsvSource(
            delimiter = '!',
            value = {
                "P0  / load ! false ! false ! false",
                "P0  / resetctx ! false ! false ! false",
                "P0 | VMM  / load | zapfast ! true ! false ! false",
                "P0 | VMM | VMM1  / load | zapfast | zapfast ! true ! true ! true",
                "P0 | VMM | VMM1  / load | zapfast | convert x to shared ! true ! true ! true",
                "P0 | VMM | HOSTMM  / load | zapfast | notify x madvise ! true ! true ! false"
            })
    void theFootprintOfTheScript(String grid, boolean isInvalidating, boolean hasWriters, boolean isSlotsLockWanted) {
        Footprint footprint = new ScriptFootprint(scenario(grid.replace("/", ";\n") + " ;"), NEWEST).footprint();
        assertThat(footprint.invalidatesRoots()).isEqualTo(isInvalidating);
        assertThat(footprint.hasKicks()).isEqualTo(isInvalidating);
        assertThat(footprint.hasTranslations()).isEqualTo(isInvalidating);
        assertThat(footprint.isContended(KernelLock.MMU_LOCK)).isEqualTo(hasWriters);
        assertThat(footprint.isContended(KernelLock.SLOTS_LOCK)).isEqualTo(isSlotsLockWanted);
    }

    @Test
    void aZapAloneLeavesTheInvalidationAlone() {
        assertThat(new ScriptFootprint(vmm("zapfast"), NEWEST).footprint().hasZaps())
                .isFalse();
    }
}
