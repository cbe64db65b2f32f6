package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.load.metrics.Summary;
import dev.seamstress.load.run.Jobs;
import dev.seamstress.load.run.LoadResult;
import dev.seamstress.load.run.LoadRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Goal: what a load run ends with is what was worst in it. Method: a result of three replications, of which one is made
 * another.
 */
class LoadVerdictTest {
    private final StringWriter err = new StringWriter();

    private static LoadResult played(String assertion) {
        return played(assertion, "0s");
    }

    private static LoadResult played(String assertion, String warmup) {
        return Jobs.played(
                Jobs.of(
                        "warmup = " + warmup,
                        "td { vcpus = 1, memory = 64KiB }",
                        "phases = [{ do = accept, closed {} }]",
                        "assert = [\"" + assertion + "\"]",
                        "replications = 3"),
                1);
    }

    /** The result, with another last replication. */
    private static LoadResult with(LoadResult result, double little, boolean isDead) {
        List<LoadRun.Outcome> runs = new ArrayList<>(result.runs());
        LoadRun.Outcome last = runs.get(2);
        TreeMap<String, Double> values = new TreeMap<>(last.summary().values());
        values.put(LoadResult.LITTLE, little);
        Summary summary =
                new Summary(values, last.summary().histograms(), last.summary().causes());
        runs.set(
                2,
                new LoadRun.Outcome(summary, last.recorded(), isDead, false, last.endNs(), last.steps(), last.bytes()));
        return new LoadResult(result.job(), result.seed(), runs);
    }

    private ExitCode verdict(LoadResult result, boolean isInterrupted) {
        CommandLine command = new CommandLine(new LoadCommand()).setErr(new PrintWriter(err, true));
        return new LoadRuns(command).verdict(List.of(result), isInterrupted);
    }

    @Test
    void assertionsAreMetOrNot() {
        assertThat(verdict(played("op.accept.count = 16"), false)).isEqualTo(ExitCode.AS_EXPECTED);
        assertThat(verdict(played("op.accept.count = 17"), false)).isEqualTo(ExitCode.EXPECTATION_NOT_MET);
    }

    @Test
    void aBugOfKvmIsWorseThanAnAssertionAndAnInterruptHidesBoth() {
        LoadResult dead = with(played("op.accept.count = 17"), 0, true);
        assertThat(verdict(dead, false)).isEqualTo(ExitCode.KVM_BUG);
        assertThat(verdict(dead, true)).isEqualTo(ExitCode.INTERRUPTED);
    }

    /** Under kvm-6.16 a private fault of a memslot that is being deleted is tried again in KVM, under SRCU. */
    @Test
    void aRunInWhichNothingGetsOnIsEndedAsALivelock() {
        String[] lines = {
            "td { vcpus = 1, memory = 576KiB, pool = 512KiB, zerostep = off, thp = off }",
            "phases = [{ do = touch, closed {}, unit = 16KiB, share = overlap, pages = uniform, for = 3ms }]",
            "background = [{ do = prefault, size = 32KiB, every = 30us }",
            "  { do = delslot, size = 16KiB, every = 30us, arrivals = poisson }]",
            "destroy = reclaim",
            "replications = 1"
        };
        LoadResult stuck = Jobs.played(Jobs.of("model = kvm-6.16\n" + String.join("\n", lines)), 1);
        assertThat(stuck.isStuck()).isTrue();
        assertThat(stuck.estimate("run.time").mean()).isBetween(1e10, 2e10);
        assertThat(verdict(stuck, false)).isEqualTo(ExitCode.LIVELOCK);
        assertThat(verdict(stuck, true)).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(err.toString()).contains("a livelock, as far as one run can tell");
        StringWriter text = new StringWriter();
        new LoadText(new PrintWriter(text, true)).print(stuck);
        assertThat(text.toString()).contains("LIVELOCK: in a replication nothing got on any more");
        assertThat(Jobs.played(Jobs.of(lines), 1).isStuck())
                .as("the newest kernel gets on")
                .isFalse();
    }

    /** Else all that is said of what did not happen would be met. */
    @Test
    void whatIsOverBeforeItCountsIsAJobThatIsWrong() {
        assertThat(verdict(played("op.accept.failed = 0", "1s"), false)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString()).contains("nothing is left after a `warmup` of 1s");
    }

    /** 65,536 pages, of which each takes a day and more. */
    @Test
    void whatIsLongerThanVirtualTimeIsCut() {
        LoadResult cut = Jobs.played(
                Jobs.of(
                        "td { vcpus = 1, memory = 256MiB }",
                        "phases = [{ do = accept, closed {} }]",
                        "costs { kernel.exit = 86400s, tdx.exit { lognormal { p50 = 1ns, p99 = 86400s } } }",
                        "replications = 1"),
                1);
        assertThat(cut.isCut()).isTrue();
        assertThat(cut.estimate("run.time").mean()).isBetween(2.3e18, 2.5e18);
        assertThat(verdict(cut, false)).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(err.toString()).contains("cut after 73 years of virtual time");
    }

    /** Whatever is in it, it is the name of a kernel that is not there. */
    @Test
    void aModelIsAWordAndNotAPieceOfAJob() {
        for (String model : new String[] {"kvm\\x", "a\"b", "${td.vcpus}", "a\nb"}) {
            Cli cli = Cli.run("load", "conf/load/boot-eager.conf", "--model", model);
            assertThat(cli.code()).isEqualTo(65);
            assertThat(cli.err()).contains("no model `", "` for a TD (from the command line)");
        }
    }

    /** On average they differ by less than 1 %. */
    @Test
    void oneReplicationWhoseQueuesWereMeasuredWronglyIsEnough() {
        LoadResult wrong = with(played("op.accept.count = 16"), 0.02, false);
        assertThat(wrong.estimate(LoadResult.LITTLE).mean()).isLessThan(LoadRuns.LITTLE_MAX);
        assertThat(verdict(wrong, false)).isEqualTo(ExitCode.INTERNAL_ERROR);
        assertThat(err.toString()).contains("measured wrongly");
        StringWriter text = new StringWriter();
        new LoadText(new PrintWriter(text, true)).print(wrong);
        assertThat(text.toString()).contains("Little's law DOES NOT HOLD").contains("2.0000%");
    }
}
