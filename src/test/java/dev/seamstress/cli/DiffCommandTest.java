package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: two runs are compared, and what is said is true. Method: runs that differ in a known way. */
class DiffCommandTest {
    private static final String SCENARIO = "scenarios/races/05-block-vs-accept.tdx";

    @TempDir
    private Path directory;

    private String run(String name, String... more) {
        String file = directory.resolve(name).toString();
        String out = name.endsWith(".schedule") ? "--schedule-out" : "--trace";
        String[] all = new String[more.length + 5];
        System.arraycopy(new String[] {"run", "--timeline", "none", out, file}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        Cli.run(all);
        return file;
    }

    private static String diff(String... words) {
        Cli cli = Cli.run(words);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        return cli.out();
    }

    @Test
    void itSaysWhereTwoRunsPartAndWhatEachActorDoesOtherwise() {
        String a = run("a.schedule", SCENARIO, "--seed", "1");
        String b = run("b.schedule", SCENARIO, "--seed", "2");
        String text = diff("diff", a, b);
        assertThat(text)
                .startsWith("A  ")
                .contains("\nThe same up to step 2; then\n  A    3  P0 begins `A: accept x` [the script].\n"
                        + "  B    3  VMM goes on [kvm_mmu_invalidate_begin].\n")
                .contains("\nVMM: the same, 19 steps\n")
                .contains("\ntdx for VMM: the same, ")
                .contains("\n  B   42  P0 gives up the fault on x and will try again (stale)");
        assertThat(diff("diff", a, b)).isEqualTo(text);
        assertThat(diff("diff", b, a))
                .contains("  A    3  VMM goes on [kvm_mmu_invalidate_begin].\n  B    3  P0 begins `A: accept x`");
        assertThat(diff("diff", a, b, "--json"))
                .contains("\"same\":false,\"reordered\":false,\"first\":3,\"actors\":[{\"name\":\"")
                .contains("{\"name\":\"VMM\",\"same_before\":19,\"same_after\":0,\"a\":[],\"b\":[]}");
    }

    @Test
    void aRunIsTheSameAsItselfWhateverItIsKeptIn() {
        String schedule = run("a.schedule", SCENARIO);
        String log = run("a.jsonl.gz", SCENARIO);
        assertThat(diff("diff", schedule, log)).endsWith("\nThe same: all 82 steps.\n");
        assertThat(diff("diff", log, log, "--json")).contains("\"same\":true").doesNotContain("\"first\"");
    }

    @Test
    void whatTheHeadsDifferInIsSaid() {
        String a = run("a.schedule", SCENARIO, "--model", "kvm-6.16");
        String b = run("b.schedule", "scenarios/races/01-double-touch.tdx");
        assertThat(diff("diff", a, b))
                .contains("  the scenario is not the same: A block-vs-accept ")
                .contains("  the model is not the same: A kvm-6.16, B kvm-6.19\n");
    }

    @Test
    void bothFilesAreLookedAtBeforeItIsOver() {
        Cli cli = Cli.run("diff", directory + "/a", SCENARIO);
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains("/a: error: ").contains("there is no schedule here");
        assertThat(Cli.run("diff", SCENARIO).code()).isEqualTo(64);
    }
}
