package dev.seamstress.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The table of switches as data: spot checks of cells, and what follows from columns. */
class KernelVariantTest {
    @Test
    void everySwitchHasACellForEachVariant() {
        for (KernelSwitch change : KernelSwitch.values()) {
            assertThat(change.columns())
                    .as("row of %s: one of + - . for each kernel, oldest first", change.id())
                    .hasSameSizeAs(KernelVariant.values())
                    .matches("[-+.]*");
        }
        assertThat(KernelSwitch.values()).as("a new switch is counted here").hasSize(39);
    }

    /** Scripts that name no kernel mean the last, load jobs and the table the one that is called newest. */
    @Test
    void theNewestIsTheLast() {
        assertThat(KernelVariant.NEWEST).isSameAs(KernelVariant.values()[KernelVariant.values().length - 1]);
    }

    @Test
    void idsAreUniqueAndFound() {
        assertThat(Arrays.stream(KernelSwitch.values()).map(KernelSwitch::id)).doesNotHaveDuplicates();
        for (KernelVariant variant : KernelVariant.values()) {
            assertThat(KernelVariant.named(variant.id())).isSameAs(variant);
        }
        assertThat(KernelVariant.named("kvm-7.2")).isNull();
    }

    @Test
    void kvm618DiffersFrom616InFourSwitches() {
        assertThat(Arrays.stream(KernelSwitch.values())
                        .filter(s -> s.in(KernelVariant.KVM_6_16) != s.in(KernelVariant.KVM_6_18)))
                .containsExactly(
                        KernelSwitch.NX_RECOVERY_READ_LOCK,
                        KernelSwitch.PREFAULT_INVALID_EAGAIN,
                        KernelSwitch.INVALID_SLOT_EXITS_RETRY,
                        KernelSwitch.GMEM_UNBIND_DYING);
    }

    @Test
    void aCellThatDoesNotExistIsOffButNotADifference() {
        assertThat(KernelSwitch.LOCAL_RETRY.in(KernelVariant.KVM_6_12)).isEqualTo(KernelSwitch.State.ABSENT);
        assertThat(KernelVariant.KVM_6_12.has(KernelSwitch.LOCAL_RETRY)).isFalse();
    }

    @Test
    void everyKernelIsOfferedWhoseDifferencesAreBuilt() {
        for (KernelVariant variant : KernelVariant.values()) {
            assertThat(variant.unbuilt()).as(variant.id()).isEmpty();
            assertThat(variant.isOffered()).isTrue();
        }
    }

    @Test
    void onlyTheSeedIsReconstructed() {
        assertThat(Arrays.stream(KernelVariant.values()).filter(KernelVariant::isReconstructed))
                .containsExactly(KernelVariant.SEED_2024);
    }
}
