package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.ZapTrigger;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: each of these operations runs, where KVM zaps nothing for it and where it zaps. */
class ZapTriggerOpsTest {
    private static final KernelModel NEWEST = KernelModel.of(KernelVariant.NEWEST);

    private static List<String> missing(String vm, ZapTrigger trigger) {
        String word = trigger.name().toLowerCase(Locale.ROOT);
        String row = trigger.isOfATd() ? "load | repeat 2 { " + word + " }" : word + " | kick P0";
        String text = "TDX t\nvm = " + vm + "\n{ slot 1 = 0x100+8; x = 0x100; }\n P0 | VMM ;\n " + row + " ;\n";
        return Unmodelled.in(Scene.of(vm, text, NEWEST).scenario(), NEWEST);
    }

    @ParameterizedTest
    @EnumSource
    void aTdRunsEach(ZapTrigger trigger) {
        assertThat(missing("tdx", trigger)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "sw_protected"})
    void soDoOtherVms(String vm) {
        for (ZapTrigger trigger : ZapTrigger.values()) {
            assertThat(missing(vm, trigger)).isEmpty();
        }
    }
}
