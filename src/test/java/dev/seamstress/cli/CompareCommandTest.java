package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: two jobs are compared pair by pair. Method: a small job in two forms whose difference is known. */
class CompareCommandTest {
    private static final String[] JOB = {
        "td { vcpus = 4, memory = 4MiB }",
        "let.think = 20us",
        "phases = [{ do = accept, closed { think = { exponential = ${let.think} } }, pages = sequential }]",
        "replications = 4"
    };

    @TempDir
    private Path directory;

    private String job;

    @BeforeEach
    void writeJob() throws IOException {
        job = Cli.write(directory.resolve("small.conf"), String.join("\n", JOB));
    }

    private Cli compare(String... more) {
        return Cli.run(Stream.concat(Stream.of("compare", job), Stream.of(more)).toArray(String[]::new));
    }

    private static double number(Map<?, ?> metric, String name) {
        return Double.parseDouble(metric.get(name).toString());
    }

    private static Map<?, ?> metric(Cli cli, String name) throws IOException {
        return (Map<?, ?>) ((Map<?, ?>) cli.onlyObject().get("metrics")).get(name);
    }

    /** A microsecond more of an exit is a microsecond more of a fault, and what is drawn for the rest is the same. */
    @Test
    void aDifferenceIsFoundToTheNanosecond() throws IOException {
        Cli cli = compare("--set-b", "costs.kernel.exit=2500ns", "--json");
        assertThat(cli.code()).as(cli.err()).isZero();
        Map<?, ?> mean = metric(cli, "fault.private.mean");
        assertThat(number(mean, "difference")).isCloseTo(1000, within(60.0));
        assertThat(number(mean, "half_width_95")).isLessThan(number(mean, "unpaired_half_width_95") / 3);
        assertThat(mean.get("differs_among_all")).isEqualTo(true);
        Map<?, ?> count = metric(cli, "fault.private.count");
        assertThat(number(count, "p")).isEqualTo(1);
        assertThat(count.get("differs")).isEqualTo(false);
        assertThat(compare("--set-b", "costs.kernel.exit=2500ns", "--json").out())
                .isEqualTo(cli.out());
    }

    /** Who comes first is another one in each, but what each vCPU draws for its exits and entries is the same. */
    @Test
    void whatIsDrawnForOnePurposeDoesNotMoveWhatIsDrawnForAnother() throws IOException {
        String accept = "costs.module.accept { exponential = 9us }";
        Cli cli = compare("--set-b", "let.think=35us", "--set-b", accept, "--json");
        assertThat(number(metric(cli, "run.time"), "p")).isLessThan(0.05);
        assertThat(number(metric(cli, "fault.private.part.exit"), "p")).isEqualTo(1);
        assertThat(number(metric(cli, "fault.private.part.entry"), "p")).isEqualTo(1);
    }

    @Test
    void textSaysWhatDiffers() throws IOException {
        Cli cli = compare("--set-b", "costs.kernel.exit=2500ns", "--metric", "fault.private.mean");
        assertThat(cli.out().lines())
                .contains("A: small, kvm-6.19, 4 vCPUs, 4MiB; 4 replications")
                .contains("4 pairs of replications with the same random numbers, seed 1")
                .anyMatch(line -> line.matches("fault.private.mean .*us ± .* \\+\\d+\\.\\d\\d% .* \\*\\*"))
                .anyMatch(line -> line.matches("fault.private.part.exit .* 1us ± 0ns .*"));
        String other = Cli.write(
                directory.resolve("other.conf"), String.join("\n", JOB).replace("20us", "90us"));
        assertThat(compare(other).out()).contains("B: other, ", "fault.rate ", "task.rate ");
        assertThat(compare("--model-b", "kvm-6.16").out()).contains("B: small, kvm-6.16, ");
    }

    @Test
    void aWarmupIsFoundForEach() throws IOException {
        Cli cli = compare("--set", "warmup=auto", "--set-b", "let.think=0us");
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).doesNotContain("no steady state");
        Cli load = Cli.run("load", job, "--set", "warmup=auto");
        assertThat(load.out()).containsPattern(" after \\S+ of warm-up, by MSER-5; ");
        assertThat(Cli.run("load", job, "--set", "warmup=auto", "--json").out()).contains("\"warmup\":\"found\"");
        Cli tiny = Cli.run("load", job, "--set", "warmup=auto", "--set", "td.memory=64KiB");
        assertThat(tiny.out()).contains("NO STEADY STATE: the last phase is too short");
    }

    @Test
    void whatIsNotMetInOneOfThemEndsWithOne() {
        Cli cli = compare("--set", "assert=[\"fault.private.min > 1us\"]", "--set-b", "assert=[\"fault.count < 9\"]");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out()).contains("NOT MET in B: fault.count < 9").doesNotContain("in A");
    }

    @Test
    void errorsAreTold() {
        Cli same = compare();
        assertThat(same.code()).isEqualTo(64);
        assertThat(same.err()).contains("the two are the same");
        assertThat(compare("--set-b", "td.vcpus=2", "--replications", "1").code())
                .isEqualTo(64);
        assertThat(compare("--set-b", "td.vcpus=2", "--set", "replications=1").err())
                .contains("of one replication there is no interval");
        assertThat(compare("--set-b", "td.vcpus=0").code()).isEqualTo(65);
        assertThat(compare("none.conf").code()).isEqualTo(65);
        assertThat(compare("--set-b", "td.vcpus=2", "--metric", "x").code()).isEqualTo(64);
    }
}
