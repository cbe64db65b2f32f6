package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.random.Distribution;
import dev.seamstress.load.random.Draw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Goal: costs of a trace are printed as jobs take them, and played. Method: a trace of drawn times. */
class CalibrateCommandTest {
    @TempDir
    private Path directory;

    private String trace;

    /** Faults whose exits take 800 ns, whose work is exponential, and whose walks are one of two heaps. */
    @BeforeEach
    void writeTrace() throws IOException {
        StringBuilder text = new StringBuilder("# tracer: nop\n");
        Draw draw = Draw.of(1, 9);
        Distribution work = new Distribution.Exponential(2000);
        long time = 5_000_000_000L;
        for (int i = 0; i < 400; i++) {
            String[] events = {"kvm_exit", "kvm_page_fault", "kvm_mmu_spte_requested", "kvm_mmu_set_spte", "kvm_entry"};
            long[] after = {5000, 800, work.ns(draw), i % 2 == 0 ? 500 : 7000, 400};
            for (int event = 0; event < events.length; event++) {
                time += after[event];
                text.append(String.format(
                        Locale.ROOT,
                        "  vcpu0-205     [000] d..1. %4d.%09d: %s: gfn 1%n",
                        time / 1_000_000_000,
                        time % 1_000_000_000,
                        events[event]));
            }
        }
        trace = Cli.write(directory.resolve("trace.txt"), text.toString());
    }

    @Test
    void whatIsPrintedIsWhatJobsTake() throws IOException {
        Cli cli = Cli.run("calibrate", trace);
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out().lines())
                .contains("  kernel.exit = 800ns")
                .contains("  # 400 times: p50 800ns, p99 800ns, from 800ns to 800ns")
                .anyMatch(line -> line.matches("  kernel.fault = \\{ exponential = (19|20|21)\\d\\dns }"))
                .anyMatch(line -> line.contains("A POOR FIT, --out writes the times themselves"))
                .contains("#     tdx.exit");
        String job = "td { vcpus = 1, memory = 1MiB }\nphases = [{ do = accept, closed {}, pages = sequential }]\n";
        String file = Cli.write(directory.resolve("job.conf"), job + cli.out());
        Cli load = Cli.run("load", file, "--json", "--replications", "1");
        assertThat(load.code()).as(load.err()).isZero();
        assertThat(load.out()).contains("{\"key\":\"kernel.exit\",\"time\":\"800ns\",\"mean_ns\":800,");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatCannotBeWrittenIsPrintedAllTheSame() {
        Cli cli = Cli.run("calibrate", trace, "--out", "/proc/none/of/it");
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.err()).contains("/proc/none/of/it: error: it cannot be written: there is no /proc/none");
        assertThat(cli.out()).contains("  kernel.exit = 800ns");
    }

    @Test
    void whatNoDistributionFitsIsWrittenAsItIs() throws IOException {
        Path out = directory.resolve("costs");
        assertThat(Cli.run("calibrate", trace, "--out", out.toString()).code()).isZero();
        assertThat(Files.readString(out.resolve("costs.conf")))
                .contains("  kernel.walk = { empirical = \"kernel.walk.txt\" }");
        List<String> times = Files.readAllLines(out.resolve("kernel.walk.txt"));
        assertThat(times).hasSize(400).startsWith("500").endsWith("7000");
        String job = "td { vcpus = 1, memory = 1MiB }\nphases = [{ do = accept, closed {}, pages = sequential }]\n";
        String file = Cli.write(out.resolve("job.conf"), job + Files.readString(out.resolve("costs.conf")));
        assertThat(Cli.run("load", file, "--replications", "1").code()).isZero();
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        String before = Files.readString(Path.of(trace));
        Cli full = Cli.run("calibrate", trace, "--out", directory.toString());
        assertThat(full.code()).isEqualTo(65);
        assertThat(full.err()).contains("nothing is overwritten");
        assertThat(Cli.run("calibrate", trace, "--out", trace).code()).isEqualTo(65);
        assertThat(Files.readString(Path.of(trace))).isEqualTo(before);
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        Map<String, Object> object =
                Cli.run("calibrate", trace, trace, "--json").onlyObject();
        assertThat(object).containsEntry("traces", 2L).containsEntry("events", 4000L);
        List<?> costs = (List<?>) object.get("costs");
        assertThat(costs).hasSize(3);
        Map<?, ?> exit = (Map<?, ?>) costs.get(0);
        assertThat(exit.get("key")).isEqualTo("kernel.exit");
        assertThat(exit.get("distribution")).isEqualTo("constant");
        assertThat(exit.get("count")).isEqualTo(800L);
        assertThat((Map<?, ?>) object.get("not_calibrated")).hasSizeGreaterThan(30);
    }

    @Test
    void errorsAreTold() throws IOException {
        assertThat(Cli.run("calibrate").code()).isEqualTo(64);
        assertThat(Cli.run("calibrate", trace, "--ghz", "0").code()).isEqualTo(64);
        assertThat(Cli.run("calibrate", trace, "--overhead", "NaN").code()).isEqualTo(64);
        assertThat(Cli.run("calibrate", "none.txt").err()).contains("none.txt: error: there is no such file");
        assertThat(Cli.run("calibrate", directory.toString()).code()).isEqualTo(65);
        String empty = Cli.write(directory.resolve("no.txt"), "  v-1 [0] 1.5: sched_switch: x\n");
        Cli nothing = Cli.run("calibrate", empty);
        assertThat(nothing.code()).isEqualTo(65);
        assertThat(nothing.err()).contains("no two events of these traces enclose anything that costs");
    }
}
