package dev.seamstress.load.calibrate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.load.job.CostTable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Goal: events are paired as they belong together, and strange files do no harm. Method: small traces. */
class CalibrationTest {
    private static final OptionalDouble ONE = OptionalDouble.of(1);

    private static Calibration ofTicks(double overhead) throws IOException, Calibration.Unusable {
        Calibration calibration = new Calibration(ONE, overhead);
        try (InputStream in = CalibrationTest.class.getResourceAsStream("ticks.txt")) {
            calibration.read(in);
        }
        return calibration;
    }

    private static Calibration read(String... lines) throws IOException, Calibration.Unusable {
        Calibration calibration = new Calibration(OptionalDouble.empty(), 0);
        calibration.read(new ByteArrayInputStream(String.join("\n", lines).getBytes(ISO_8859_1)));
        return calibration;
    }

    private static FittedCost cost(Calibration calibration, String key) {
        return calibration.fitted().stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static long only(Calibration calibration, String key) {
        assertThat(cost(calibration, key).count()).as(key).isEqualTo(1);
        return cost(calibration, key).percentile(50);
    }

    @Test
    void eventsOfAThreadArePaired() throws Exception {
        Calibration calibration = ofTicks(0);
        assertThat(only(calibration, "kernel.exit")).isEqualTo(800);
        assertThat(only(calibration, "kernel.fault")).isEqualTo(1800);
        assertThat(only(calibration, "module.sept-add")).isEqualTo(3000);
        assertThat(only(calibration, "kernel.walk")).as("without the call").isEqualTo(5700 - 3000);
        assertThat(only(calibration, "kernel.userspace")).isEqualTo(11_000);
        assertThat(only(calibration, "kernel.zap")).as("of pages side by side").isEqualTo(974);
        assertThat(calibration.events()).isEqualTo(19);
        assertThat(calibration.others()).isZero();
        assertThat(calibration.missing())
                .hasSize(CostTable.keys().size() - 6)
                .containsEntry("tdx.exit", "it is over before the host's first event");
    }

    /** In a walk are the request, the new table, the return of the call and two changes; its entry is the call's. */
    @Test
    void whatWritingEventsTakesIsTakenOff() throws Exception {
        Calibration calibration = ofTicks(100);
        assertThat(only(calibration, "kernel.exit")).isEqualTo(700);
        assertThat(only(calibration, "module.sept-add")).isEqualTo(2900);
        assertThat(only(calibration, "kernel.walk")).isEqualTo(2700 - 500);
        assertThat(only(ofTicks(5000), "kernel.exit")).isZero();
    }

    @Test
    void ticksNeedAFrequencyAndSecondsDoNot() throws Exception {
        assertThatThrownBy(() -> read("  v-1 [0] d..1. 5094: kvm_entry: x"))
                .isInstanceOf(Calibration.Unusable.class)
                .hasMessageContaining("--ghz");
        assertThatThrownBy(() -> read("  v-1 [0] 5094.1: kvm_entry: x", "  v-1 [0] 5094: kvm_entry: x"))
                .hasMessageContaining("calibrate them apart");
        Calibration calibration = read(
                "  my task-7-1   (   1) [000] d..1.  10.000001: kvm_exit: vcpu 0",
                "  my task-7-1   (   1) [000] .....  10.000004: kvm:kvm_page_fault: vcpu 0 address 0x1");
        assertThat(calibration.resolutionNs()).isEqualTo(1000);
        assertThat(only(calibration, "kernel.exit")).isEqualTo(3000);
    }

    /** What is lost may be the end of anything; and a task of one trace is not one of another. */
    @Test
    void nothingIsPairedAcrossLosses() throws Exception {
        String[] lines = {
            "  v-1 [0] d..1. 1.000001: kvm_exit: vcpu 0",
            "CPU:0 [LOST 33 EVENTS]",
            "  v-1 [0] ..... 1.000009: kvm_page_fault: vcpu 0"
        };
        Calibration calibration = read(lines);
        assertThat(calibration.lost()).isEqualTo(1);
        assertThat(calibration.fitted()).isEmpty();
        Calibration two = new Calibration(OptionalDouble.empty(), 0);
        two.read(new ByteArrayInputStream(lines[0].getBytes(ISO_8859_1)));
        two.read(new ByteArrayInputStream(lines[2].getBytes(ISO_8859_1)));
        assertThat(two.fitted()).isEmpty();
    }

    @Test
    void aClockThatRunsBackwardIsCounted() throws Exception {
        Calibration calibration =
                read("  v-1 [0] d..1. 1.000009: kvm_exit: x", "  v-1 [0] d..1. 1.000001: kvm_page_fault: x");
        assertThat(calibration.backward()).isEqualTo(1);
        assertThat(calibration.fitted()).isEmpty();
    }

    @Test
    void strangeFilesAreRefusedOrPassedOver() throws Exception {
        assertThatThrownBy(() -> read("hello")).hasMessageContaining("ftrace text");
        assertThatThrownBy(() -> read("")).hasMessageContaining("ftrace text");
        assertThatThrownBy(() -> read("\u0017\bDtracing6")).hasMessageContaining("trace-cmd report");
        Calibration calibration = read(
                "x".repeat(10_000_000),
                "\u0000\u00ff [",
                "-".repeat(100) + " [0] 1.0: a: b",
                "  v-99999999999999999999 [0] 1.0: kvm_exit: b",
                "  v-1 [0] 99999999999999999999.0: kvm_exit: b",
                "  v-1 [0] 999999999999999999.0: kvm_exit: b",
                "  v-1 [0] 1.5: kvm_tdp_mmu_spte_changed: as id 0 gfn zz level 9 old_spte q new_spte q",
                "  v-1 [0] 1.6: p: (tdh_mem_track+0x0/0x10)");
        assertThat(calibration.events()).isEqualTo(2);
        assertThat(calibration.others()).isEqualTo(6);
        assertThat(calibration.fitted()).isEmpty();
    }

    /** As a device may have: who waits for its end waits for ever. */
    @Test
    void aLineWithoutAnEndIsNoText() {
        // One byte more, and no more: a test that fails shall not hang.
        InputStream zeros = new ByteArrayInputStream(new byte[BoundedLines.ENDLESS + 1]);
        assertThatThrownBy(() -> new Calibration(OptionalDouble.empty(), 0).read(zeros))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no text");
    }

    /** A million is kept of however many there are. */
    @Test
    void memoryDoesNotGrowWithTheTrace() {
        Spans spans = new Spans();
        for (int i = 0; i < 3_000_000; i++) {
            spans.add(i % 1000);
        }
        assertThat(spans.count()).isEqualTo(3_000_000);
        assertThat(spans.sorted().length).isBetween(500_000, 1_000_000);
        assertThat(Fit.percentile(spans.sorted(), 50)).isBetween(490L, 510L);
    }
}
