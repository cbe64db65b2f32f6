package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: kvm_gmem_populate() fills a page that is private and raw, marks it, and refuses all others. Method: small
 * scripts, all schedules; each cell of what it can meet has its row.
 *
 * <p>About {@code KvmGmemPopulate}, beside {@code FaultinPfn}.
 */
class PopulateExploreTest {
    private static final String HEAD = "TDX t { slot 1 = 0x100+8 gmem; slot 2 = 0x200+8; x = 0x100; y = 0x200; ";

    private static ClaimSearch.Result search(String text, String... changes) {
        KernelModel model = KernelModel.of(KernelVariant.NEWEST, List.of(changes));
        ClaimSearch.Result result =
                ClaimSearch.of(Scene.of("t", HEAD + text, model).world(), 100_000);
        assertThat(result.isExhausted()).isTrue();
        return result;
    }

    @ParameterizedTest(name = "{0} populate {1}: {2}")
    @CsvSource({
        "'', x, ok",
        "'', x+8, ok",
        "sept(x) = pending;, x, eexist",
        "mirror(x) = present;, x, eexist",
        "sept(x[1]) = mapped;, x+2, eexist",
        "attr(x) = shared;, x, einval",
        "attr(x[3]) = shared;, x+4, einval",
        "'', y, einval",
        "'', 0x300, einval",
    })
    void aPageIsFilledOnceIfItIsPrivate(String fact, String range, String result) {
        String text = fact + " } VMM ; A: populate " + range + " => {eexist, einval} ;\nfinally (A = " + result + ")\n";
        assertThat(search(text).verdict()).isEqualTo("proved");
        assertThat(search(text, "gmem-gup-first").verdict()).isEqualTo("proved");
    }

    /** What was filled before the page that is refused stays filled. */
    @Test
    void pagesBeforeTheOneThatIsRefusedAreFilled() {
        assertThat(search("attr(x[1]) = shared; }\n VMM ; A: populate x+2 => einval ; B: populate x => eexist ;\n"
                                + "finally (A = einval /\\ B = eexist)\n")
                        .verdict())
                .isEqualTo("proved");
    }

    /** A fault gives the page out, and so prepares it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "gmem-gup-first"})
    void aFaultAndAPopulateRace(String change) {
        String[] changes = change.isEmpty() ? new String[0] : new String[] {change};
        assertThat(search(
                                "} P0 | VMM ;\n A: fault x | B: populate x => eexist ;\n"
                                        + "sometimes (B = ok)\nsometimes (B = eexist)\nfinally (A = ok)\n",
                                changes)
                        .verdict())
                .isEqualTo("proved");
    }

    @Test
    void inADeadVmItIsRefused() {
        assertThat(search("} P0 | VMM ;\n A: read x | wait A ;\n | B: populate x ;\n"
                                + "finally (A = pending /\\ B = vmdead)\n")
                        .verdict())
                .isEqualTo("proved");
    }
}
