package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.Mutation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: tables of verdicts, and the test of the net, say what is and what is not as expected. */
@Tag("once")
class TablesTest {
    private static final String FAULT = "{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 ;\n A: fault x ;\n";

    @TempDir
    private Path directory;

    private void file(String name, String options, String claims) throws IOException {
        Cli.write(directory.resolve(name + ".tdx"), "TDX " + name + "\n" + options + FAULT + claims);
    }

    private Cli table(String... options) {
        String[] line = new String[options.length + 2];
        line[0] = "matrix";
        System.arraycopy(options, 0, line, 1, options.length);
        line[line.length - 1] = directory.toString();
        return Cli.run(line);
    }

    @Test
    void aTableOfVerdicts() throws IOException {
        file("good", "models = kvm-6.18, kvm-6.19\n", "finally (A = ok)\n");
        file("refuted", "", "never (seen(aug))\nexpect kvm-6.19: refuted never#1\n");
        file("wrong", "", "never (seen(aug))\n");
        Cli.write(directory.resolve("later.tdx"), "TDX later\n{ slot 1 = 0x100+8 gmem; }\n VMM ;\n D: nxrecover ;\n");
        Cli cli = table("--models", "kvm-6.18,kvm-6.19");
        assertThat(cli.out().lines().map(String::strip))
                .containsExactly(
                        "scenario                          kvm-6.18              kvm-6.19",
                        "good                              proved 36             proved 36",
                        "later                             n/a                   n/a",
                        "refuted                           ~ never#1 in 28       never#1 in 28",
                        "wrong                             ~ never#1 in 28       ! never#1 in 28",
                        "",
                        "! " + directory.resolve("wrong.tdx") + " under kvm-6.19: never#1 in 28; expected: proved",
                        "8 cells, 4 with an expectation, 1 not as expected, 0 undecided");
        assertThat(cli.code()).isEqualTo(1);
    }

    /** Each cell is searched as the options of a search say. */
    @Test
    void whatASearchTakesForGrantedIsTheUsersToSay() throws IOException {
        file("good", "", "");
        assertThat(table("--models", "kvm-6.19").out()).containsPattern("good +proved 36\\s");
        assertThat(table("--models", "kvm-6.19", "--all-moments").out()).containsPattern("good +proved 42\\s");
    }

    @Test
    void aTableForPrograms() throws IOException {
        file("good", "", "");
        Cli cli = table("--models", "kvm-6.19", "--json", "--mutate", "b28-no-freeze");
        assertThat(cli.onlyObject())
                .containsEntry("model", "kvm-6.19 + b28-no-freeze")
                .containsEntry("verdict", "refuted")
                .containsEntry("rule", "V07")
                .doesNotContainKey("expected");
        assertThat(cli.code()).isZero();
    }

    @Test
    void aTableOfNothingKnownIsUsage() {
        assertThat(table("--models", "kvm-5.0").code()).isEqualTo(64);
        assertThat(table("--workers", "0").code()).isEqualTo(64);
        Cli none = table();
        assertThat(none.err()).contains("there is no .tdx file below " + directory);
        assertThat(none.code()).isEqualTo(64);
    }

    /** A file that is wrong has its message, and a row of no cells would say nothing more. */
    @Test
    void noTableIsShownWhereNoFileCouldBeRead() throws IOException {
        Cli.write(directory.resolve("wrong.tdx"), "TDX wrong\n{ slot 1 = ; }\n");
        Cli cli = table("--models", "kvm-6.19");
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains("wrong.tdx:2:");
        assertThat(cli.code()).isEqualTo(65);
    }

    /** All that is shipped: every planted bug dies by its rule, every verdict is kept. */
    @Test
    void theNetHasNoHole() {
        Cli cli = Cli.run("selftest", "--quick");
        assertThat(cli.out()).doesNotContain("! ").contains(" 0 missed");
        assertThat(cli.code()).isZero();
    }

    @Test
    void aHoleInTheNetIsTold() throws IOException {
        file(
                "blind",
                "",
                "finally (A = ok)\nexpect kvm-6.19 + b28-no-freeze: refuted V07\n"
                        + "expect kvm-6.19 + b29-no-rollback: refuted V05\n");
        Cli cli = Cli.run("selftest", directory.toString());
        assertThat(cli.code()).isEqualTo(75);
        assertThat(cli.out())
                .contains(
                        "  b28-no-freeze: V07: blind in ",
                        "! b29-no-rollback: not found as ",
                        "blind under kvm-6.19: proved 36",
                        "2 planted bugs and 1 verdicts: 1 missed, 0 undecided;")
                .contains("found by none but their own scenarios: b28-no-freeze");
    }

    /** Of a few files the bugs are asked that they plant, and no other is missed. */
    @Test
    void whatTheFilesDoNotPlantIsNotAskedAndThatIsTold() throws IOException {
        file("one", "", "finally (A = ok)\nexpect kvm-6.19 + b28-no-freeze: refuted V07\n");
        file("none", "", "finally (A = ok)\n");
        Cli cli = Cli.run("selftest", "--quick", directory.toString());
        assertThat(cli.code()).isZero();
        long built = Arrays.stream(Mutation.values()).filter(Mutation::isBuilt).count();
        assertThat(cli.out())
                .contains("1 planted bugs and 2 verdicts: 0 missed, 0 undecided;")
                .contains("not asked: " + (built - 1) + " bugs that no scenario here plants;")
                .doesNotContain("no scenario plants it");
    }

    /** Another scenario still finds the bug; this one says that it does, and breaks another rule. */
    @Test
    void aScenarioThatDoesNotFindItsBugAnyMoreIsAHole() throws IOException {
        file("seeing", "", "expect kvm-6.19 + b28-no-freeze: refuted V07\n");
        Cli.write(
                directory.resolve("blind.tdx"),
                "TDX blind\n{ slot 1 = 0x100+8; x = 0x100; }\n P0 ;\n A: fault x shared ;\n"
                        + "finally (A = vmdead)\nexpect kvm-6.19 + b28-no-freeze: refuted V07\n");
        Cli cli = Cli.run("selftest", "--quick", directory.toString());
        assertThat(cli.out()).contains("! b28-no-freeze: not found as V07 by blind");
        assertThat(cli.code()).isEqualTo(75);
    }

    @Test
    void aVerdictThatIsLostIsAHole() throws IOException {
        file("lost", "", "never (seen(aug))\n");
        Cli cli = Cli.run("selftest", "--quick", directory.toString());
        assertThat(cli.out()).contains("! lost under kvm-6.19: never#1 in 28, not as expected");
        assertThat(cli.code()).isEqualTo(75);
    }

    @Test
    void theNetIsTestedOnAnotherModule() {
        String race = "scenarios/races/05-block-vs-accept.tdx";
        assertThat(Cli.run("selftest", "--quick", race).out())
                .contains("  block-vs-accept under kvm-6.19: proved ")
                .doesNotContain("module");
        Cli cli = Cli.run("selftest", "--quick", "--module", "conf/module/accept-without-lock.conf", race);
        assertThat(cli.out())
                .contains("! block-vs-accept under kvm-6.19: I18 in ")
                .contains(" verdicts on module 1.5.01 + mem.page.accept.entry-none: ");
        assertThat(cli.code()).isEqualTo(75);
    }

    @Test
    void aNetOnAModuleThatIsNotThereIsUsage() {
        Cli cli = Cli.run("selftest", "--module", "1.5.9");
        assertThat(cli.err()).contains("no module and no file '1.5.9'");
        assertThat(cli.code()).isEqualTo(64);
    }

    @Test
    void aBoundLeavesCellsUndecided() throws IOException {
        file("good", "", "finally (A = ok)\n");
        Cli cli = table("--models", "kvm-6.19", "--depth", "5");
        assertThat(cli.out()).contains("? not found 6", "0 not as expected, 1 undecided");
        assertThat(cli.code()).isZero();
        assertThat(table("--models", "kvm-6.19", "--depth", "5", "--strict").code())
                .isEqualTo(20);
    }

    @Test
    void aBoundIsNoHoleInTheNet() throws IOException {
        file("deep", "", "finally (A = ok)\nexpect kvm-6.19 + b28-no-freeze: refuted V07\n");
        Cli cli = Cli.run("selftest", "--quick", "--depth", "5", directory.toString());
        assertThat(cli.out()).contains("? b28-no-freeze: undecided, a bound was met: V07");
    }
}
