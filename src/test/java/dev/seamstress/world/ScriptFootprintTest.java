package dev.seamstress.world;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ScenarioReader;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a script's text tells what its threads can do, no less and not much more. Method: a table; {@code Z} zaps,
 * {@code K} kicks, {@code S} slots_lock wanted by several, {@code A} attributes written, {@code M} memslots changed,
 * {@code I} an invalidation beside that.
 */
class ScriptFootprintTest {
    private static ScriptFootprint footprint(String options, String facts, String columns, KernelModel model) {
        StringBuilder header = new StringBuilder();
        StringBuilder row = new StringBuilder();
        for (String column : columns.split(" / ")) {
            String separator = header.length() == 0 ? " " : " | ";
            header.append(separator).append(column.split(": ")[0]);
            row.append(separator).append(column.split(": ")[1]);
        }
        String text = "TDX t\n" + options + "\n{ slot 1 = 0x100+8 gmem; x = 0x100; " + facts + " }\n" + header + " ;\n"
                + row + " ;\n";
        ReadResult read = ScenarioReader.read("t", text.getBytes(UTF_8), new ModelNames());
        assertThat(read.isRight()).as(read.problems().render()).isTrue();
        return new ScriptFootprint(read.resolved().orElseThrow(), model);
    }

    private static String flags(ScriptFootprint script) {
        Footprint footprint = script.footprint();
        return (footprint.hasZaps() ? "Z" : "")
                + (footprint.hasKicks() ? "K" : "")
                + (footprint.isContended(KernelLock.SLOTS_LOCK) ? "S" : "")
                + (script.hasConversions() ? "A" : "")
                + (footprint.has(Footprint.Can.CHANGE_SLOTS) ? "M" : "")
                + (footprint.has(Footprint.Can.INVALIDATE) ? "I" : "");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            nullValues = "none",
            value = {
                // vCPUs alone.
                "P0: fault x / P1: accept x, none",
                "P0: write x shared / P1: read x shared, none",
                "P0: read x, none",
                "P0: read x / P1: load, K",
                "P0: load / P1: exec x, K",
                "P0: load / P1: exec x shared, K",
                "P0: repeat 2 { load} / P1: loop { read x } until ok, K",
                // Conversions.
                "P0: load / VMM: convert x to shared, ZKA",
                "P0: mapgpa x to private, ZKA",
                "P0: mapgpa x to private / P1: mapgpa x to shared, ZKSA",
                "VMM: convert x to shared / VMM1: convert x to private, ZKSA",
                "VMM: repeat 3 { convert x to shared } / VMM1: kick P0, ZKA",
                // The host.
                "P0: load / HOSTMM: notify x madvise, ZK",
                "P0: load / VMM: signal P0, K",
                "P0: load / GMEM: kick P0, K",
                // Memslots.
                "P0: load / VMM: delslot 1, ZKM",
                "P0: load / VMM: repeat 2 { delslot 1 }, ZKM",
                "VMM: delslot 1 / VMM1: delslot 1, ZKSM",
                "VMM: delslot 1 / VMM1: convert x to shared, ZKSAMI",
                "P0: load / VMM: prefault x via P1, none",
            })
    void isReadFromTheRows(String columns, String flags) {
        assertThat(flags(footprint("", "", columns, KernelModel.of(KernelVariant.NEWEST))))
                .isEqualTo(flags == null ? "" : flags);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            nullValues = "none",
            value = {
                "td { ve_on_pending; }, none, P0: read x / P1: load, none",
                "vm = default, none, P0: read x / P1: exec x, none",
                "none, inject error aug once;, P0: fault x / P1: load, K",
                "none, inject error aug once;, P0: fault x, none",
                "none, inject interrupted aug once;, P0: fault x / P1: load, K",
                "none, inject busy aug once;, P0: fault x / P1: load, none",
                "onfault = convert, none, P0: fault x / P1: load, ZKSA",
                "onfault = convert, none, P0: fault x, ZKA",
                "none, onfault(P1) = convert;, P0: load / P1: fault x, ZKA",
                "onfault = rerun, none, P0: fault x / P1: load, none",
            })
    void isReadFromOptionsAndFacts(String options, String facts, String columns, String flags) {
        KernelModel newest = KernelModel.of(KernelVariant.NEWEST);
        ScriptFootprint script = footprint(options == null ? "" : options, facts == null ? "" : facts, columns, newest);
        assertThat(flags(script)).isEqualTo(flags == null ? "" : flags);
    }

    @ParameterizedTest(name = "{0} + {1}")
    @CsvSource({
        "KVM_6_19, none, ''",
        "KVM_6_16, none, ''",
        "SEED_2024, none, K",
        "KVM_6_19, b29-no-rollback, K",
        "KVM_6_19, no-local-retry, K",
    })
    void aChangedKernelCanBeBugged(KernelVariant variant, String change, String flags) {
        KernelModel model = KernelModel.of(variant, change.equals("none") ? List.of() : List.of(change));
        assertThat(flags(footprint("", "", "P0: fault x / P1: fault x", model))).isEqualTo(flags);
        assertThat(flags(footprint("", "", "P0: fault x", model))).as("alone").isEmpty();
    }
}
