package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleVariant;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a module file changes what it says and nothing else, and a bad one is answered as a whole. */
class ModuleFileTest {
    private static final String SCENARIO = "scenarios/races/05-block-vs-accept.tdx";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), args);
    }

    private static ModuleFile.Read read(String text) {
        return ModuleFile.read("m.conf", text.getBytes(UTF_8));
    }

    @Test
    void aFileBecomesANameThatSaysAllOfIt() {
        ModuleVariant module = read("""
                from = "1.5.05"
                locks { mem { range.block.tree = none }, mem.page.accept.entry = none }
                switches { hp-timeout = off, zero-step = on }
                """).module().orElseThrow();
        assertThat(module.name())
                .isEqualTo("1.5.05 + no-hp-timeout + mem.range.block.tree-none + mem.page.accept.entry-none");
        assertThat(ModuleVariant.find(module.name()).orElseThrow().name()).isEqualTo(module.name());
        assertThat(module.isRelocked()).isTrue();
    }

    @Test
    void whatIsAsItWasIsNoChange() {
        assertThat(read("from = 1.5.01, locks.mem.page.accept.entry = guest, switches.hp-timeout = on")
                        .module()
                        .orElseThrow()
                        .name())
                .isEqualTo("1.5.01");
    }

    @Test
    void allErrorsAreToldAtOnceWithWords() {
        String told = read("""
                from = 1.5.1
                switchs {}
                locks { mem.page.acept.entry = none
                  mem.page.aug.page = none
                  mem.page.aug.tree = shh }
                switches { zerostep = off, hp-timeout = maybe }
                """).problems().render();
        assertThat(told)
                .contains("m.conf:1:1: error: no module `1.5.1`", "did you mean `1.5.01`?")
                .contains("m.conf:2:1: error: no key `switchs`")
                .contains("m.conf:3:24: error: no leaf `mem.page.acept`", "did you mean `mem.page.accept`?")
                .contains("`mem.page.aug` cannot run with its lock `page` as `none`", "this lock cannot be changed")
                .contains("no mode `shh`", "a switch is not `maybe`", "did you mean `zero-step`?")
                .endsWith("7 errors\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "locks { tree = none }                 | no leaf `tree`                  | in `locks` stand leaves",
                "locks { \"\" { tree = none } }         | no leaf `tree`                  | in `locks` stand leaves",
                "locks { \"\" = none }                  | a leaf without a name            | in `locks` stand leaves",
                "locks { mem.range = none }            | `mem.range` has no value         | `mem.range.block {",
                "locks { mem.range.block = none }      | `mem.range.block` has no value   | `mem.range.block {",
                "locks { mem.range.block.tree = null } | found nothing                    | it is `ex`; it can be",
                "locks { mem.range.block.tree = [] }   | found a list                     | it is `ex`; it can be",
                "locks { mem.range.block.tree.a = sh } | found a group in braces          | it is `ex`; it can be",
                "locks { mem.range.block.\"\" = sh }    | a lock without a name            | locks are `tdr`",
                "locks { TDH.MEM.TRACK.epoch = sh }    | no leaf `TDH.MEM.TRACK`          | lower case: `mem.track`",
                "switches { \"\" = on }                 | a switch without a name          | lists them",
                "switches { zero-step = {} }           | expected a switch, found a group | `on` or `off`",
                "\"\" = 3                               | a key without a name             | `from`",
            })
    void whatIsNoNameIsAnsweredInWords(String text, String message, String hint) {
        String told = read("from = 1.5.01\n" + text).problems().render();
        assertThat(told)
                .startsWith("m.conf:2:")
                .contains("error: ", message, "hint: ", hint)
                .endsWith("1 error\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[1.5.01]", "{ a = 1 }"})
    void aModuleToStartFromIsAWord(String from) {
        assertThat(read("from = " + from).problems().render())
                .contains("m.conf:1:1: error: expected a module's name, found ", "`1.5.01` or `1.5.05`");
    }

    @Test
    void hostileFilesAreRefused() {
        assertThat(read("a".repeat(ModuleFile.BYTES_MAX + 1)).problems().render())
                .contains("larger than 64 KiB");
        assertThat(read("{".repeat(40)).problems().render()).contains("deeper than 32");
        for (String what : List.of("\"x\"", "file(\"x\")", "url(\"file:x\")", "classpath(\"reference.conf\")")) {
            assertThat(read("from = 1.5.01\ninclude " + what).problems().render())
                    .contains("a module file includes no other", "1 error");
        }
        assertThat(read("from = \"1.5.01").problems().render()).contains("m.conf:1:", "cannot be read");
        assertThat(read("from = ${HOME}").module()).isEmpty();
        assertThat(read("locks = 3\nfrom = 1.5.01").problems().render()).contains("a group in braces");
        assertThat(ModuleFile.read("m.conf", new byte[] {(byte) 0xff})
                        .problems()
                        .render())
                .contains("UTF-8");
    }

    @Test
    void aBadFileIsBadInputAndAMissingOneIsUsage(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("bad.conf"), "form = 1");
        assertThat(run("run", SCENARIO, "--module", file.toString())).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(err.toString()).contains("did you mean `from`?");
        assertThat(run("run", SCENARIO, "--module", "1.5.9")).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void acceptWithoutALockBreaksTheScenarioOfItsRace(@TempDir Path directory) {
        int code = run(
                "explore",
                SCENARIO,
                "--model",
                "kvm-6.19",
                "--module",
                "conf/module/accept-without-lock.conf",
                "--out",
                directory.toString());
        assertThat(out.toString())
                .contains("REFUTED I18", "module 1.5.01 + mem.page.accept.entry-none")
                .contains("is held and not locked");
        assertThat(code).isEqualTo(ExitCode.INVARIANT.number());
    }

    @Test
    void blockMayShareTheTreeHere() {
        int code =
                run("explore", SCENARIO, "--model", "kvm-6.19", "--module", "conf/module/block-shares-the-tree.conf");
        assertThat(out.toString()).contains("PROVED (1,912 states)");
        assertThat(code).isZero();
    }

    @Test
    void aScheduleCarriesItsModule(@TempDir Path directory) {
        String file = directory.resolve("kept.tdx").toString();
        run("run", SCENARIO, "--module", "conf/module/accept-without-lock.conf", "--schedule-out", file);
        assertThat(run("replay", file)).isZero();
        assertThat(out.toString()).contains("module 1.5.01 + mem.page.accept.entry-none");
        assertThat(err.toString()).doesNotContain("error");
    }

    @Test
    void modulesAreListed() {
        assertThat(run("models", "--module")).isZero();
        assertThat(out.toString()).contains("mem.page.accept      entry=guest|host|none", "tdvpr-ex-on-enter");
        assertThat(run("models", "--module", "--json")).isZero();
        assertThat(out.toString()).contains("\"mem.page.accept\":{\"entry\":\"guest\"}");
    }
}
