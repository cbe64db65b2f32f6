package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: where memory is mapped by huge pages every schedule keeps every rule, and with the bug breaks the one that it
 * is known for: a page that is freed, or is to be private, is under no leaf of any size.
 */
class HugePagesRulesTest {
    @ParameterizedTest(name = "{0} under {1}, {2}: {3}")
    @CsvSource({
        "plain/01-hole-in-a-huge-page, KVM_6_12, '', ''",
        "plain/01-hole-in-a-huge-page, KVM_6_19, '', ''",
        "races/17b-convert-vs-huge-fault, KVM_6_19, '', ''",
        "races/17b-convert-vs-huge-fault, KVM_6_19, b17-no-hugepage-range, V24",
        "races/17b-convert-vs-huge-fault, KVM_6_19, no-attr-hugepage-range, V24",
        "races/17b-convert-vs-huge-fault, SEED_2024, '', V24",
    })
    void everySchedule(String file, KernelVariant variant, String changes, String rules) {
        KernelModel model = KernelModel.of(
                variant,
                Arrays.stream(changes.split(",")).filter(c -> !c.isEmpty()).toList());
        TreeMap<String, Integer> found = new InvariantSearch(Scene.file(file, model)).search(2_000_000);
        assertThat(String.join(" ", found.keySet())).isEqualTo(rules);
    }
}
