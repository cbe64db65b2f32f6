package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever file shows a run, {@code view} makes the page of it, and harms nothing. Method: files of each kind,
 * and a program in place of the browser that writes down what it is given.
 */
class ViewCommandTest {
    private static final String SCENARIO = "scenarios/races/b28-no-freeze.tdx";
    private static final String[] BROKEN = {SCENARIO, "--mutate", "b28-no-freeze", "--seed", "17"};

    @TempDir
    private Path directory;

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private Cli record(String... more) {
        List<String> line = new ArrayList<>(List.of("run", "--timeline", "none"));
        line.addAll(List.of(BROKEN));
        line.addAll(List.of(more));
        Cli cli = Cli.run(line.toArray(String[]::new));
        assertThat(cli.err()).isEmpty();
        return cli;
    }

    @Test
    void aScenarioIsRunAndItsPageStandsInAPlaceOfItsOwn() throws IOException {
        Cli cli = Cli.run("view", BROKEN[0], BROKEN[1], BROKEN[2], BROKEN[3], BROKEN[4]);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .startsWith("b28-no-freeze: 29 steps, V07, V10 broken at step 28\n"
                        + "  beside it: nothing, as no schedule passes\n  page: ");
        Matcher place = Pattern.compile("(?m)^  page: (.*)$").matcher(cli.out());
        assertThat(place.find()).isTrue();
        Path page = Path.of(place.group(1));
        assertThat(cli.out()).contains("  open it in a browser, or with --open: " + page.toUri() + "\n");
        assertThat(page.getParent().toFile().list()).containsExactly("b28-no-freeze.html");
        record("--html", path("run.html"));
        assertThat(page).hasSameBinaryContentAs(directory.resolve("run.html"));
        Files.delete(page);
        Files.delete(page.getParent());
    }

    @Test
    void aScheduleIsReplayed() throws IOException {
        record("--schedule-out", path("s.schedule"));
        Cli cli = Cli.run("view", path("s.schedule"), path("s.html"));
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).startsWith("b28-no-freeze: 29 steps, V07, V10 broken at step 28\n");
        Cli.run("replay", path("s.schedule"), "--driver", "engine", "--timeline", "none", "--html", path("r.html"));
        assertThat(directory.resolve("s.html")).hasSameBinaryContentAs(directory.resolve("r.html"));
        assertThat(Files.readString(directory.resolve("s.html")))
                .contains("\"again\":\"./seamstress replay " + path("s.schedule") + "\"");
    }

    @Test
    void aRunThatFailsStandsBesideTheNearestThatPasses() throws IOException {
        String[] failing = {
            "scenarios/races/13-remove-before-kick.tdx", "--mutate", "b33-track-no-kick", "--seed", "118"
        };
        Cli run = Cli.run("view", failing[0], path("a.html"), failing[1], failing[2], failing[3], failing[4]);
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("remove-before-kick: 53 steps, the modelled kernel ran into a bug at step 36\n"
                        + "  beside it: the nearest schedule that passes; the two part at step 34\n");
        Cli.run(
                "run",
                failing[0],
                failing[1],
                failing[2],
                failing[3],
                failing[4],
                "--timeline",
                "none",
                "--schedule-out",
                path("s.schedule"));
        Cli schedule = Cli.run("view", path("s.schedule"), path("b.html"));
        assertThat(schedule.out()).contains("the two part at step 34\n");
        String other = "<script type=\"application/jsonl\" id=\"other\">";
        String one = Files.readString(directory.resolve("a.html"));
        String two = Files.readString(directory.resolve("b.html"));
        assertThat(one.substring(one.indexOf(other))).isEqualTo(two.substring(two.indexOf(other)));
        assertThat(one.substring(one.indexOf(other))).contains("\"choices\":\"nearest schedule that passes\"");
        Cli sound = Cli.run("view", failing[0], path("c.html"));
        assertThat(sound.out()).contains(", nothing broken\n  page: ");
    }

    @Test
    void aScheduleThatDriftsIsShownAndSaidToDrift() throws IOException {
        record("--schedule-out", path("s.schedule"));
        String text = Files.readString(directory.resolve("s.schedule"));
        Files.writeString(directory.resolve("d.schedule"), text.replace(" + b28-no-freeze", ""));
        Cli cli = Cli.run("view", path("d.schedule"), path("d.html"));
        assertThat(cli.code()).isEqualTo(66);
        assertThat(cli.err()).contains("d.schedule: warning: drift at step ");
        assertThat(cli.out()).contains("  page: " + path("d.html"));
        assertThat(directory.resolve("d.html")).isNotEmptyFile();
    }

    @Test
    void aLogIsShownPackedOrNot() throws IOException {
        for (String log : List.of("l.jsonl", "l.jsonl.gz")) {
            record("--trace", path(log));
            Cli cli = Cli.run("view", path(log), path(log + ".html"));
            assertThat(cli.err()).isEmpty();
            assertThat(cli.code()).isZero();
            assertThat(cli.out()).startsWith("b28-no-freeze: 29 steps, V07, V10 broken at step 28\n");
        }
        Cli.run("convert", path("l.jsonl"), path("c.html"));
        assertThat(directory.resolve("l.jsonl.html")).hasSameBinaryContentAs(directory.resolve("c.html"));
        assertThat(directory.resolve("l.jsonl.gz.html")).hasSameBinaryContentAs(directory.resolve("c.html"));
    }

    @Test
    void aLogThatBreaksOffIsShownToTheBreak() throws IOException {
        record("--trace", path("l.jsonl"));
        String text = Files.readString(directory.resolve("l.jsonl"));
        Files.writeString(directory.resolve("cut.jsonl"), text.substring(0, text.length() / 2));
        Cli cli = Cli.run("view", path("cut.jsonl"), path("cut.html"));
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).contains("cut.jsonl: warning: the log breaks off in line ");
        assertThat(cli.out()).contains(" steps, nothing broken\n");
    }

    @Test
    void whatIsThereStays() throws IOException {
        Files.writeString(directory.resolve("mine.html"), "mine");
        Cli cli = Cli.run("view", SCENARIO, path("mine.html"));
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.err()).isEqualTo(path("mine.html") + ": error: the file exists; --force replaces it\n");
        assertThat(directory.resolve("mine.html")).hasContent("mine");
        assertThat(Cli.run("view", SCENARIO, path("mine.html"), "--force").code())
                .isZero();
        assertThat(Files.readString(directory.resolve("mine.html"))).startsWith("<!DOCTYPE html>");
    }

    @Test
    void whatShowsNoRunIsRefused() throws IOException {
        Files.writeString(directory.resolve("no.jsonl"), "{\"t\":\"head\",\"version\":99}\n");
        Files.writeString(directory.resolve("no.tdx"), "TDX\n");
        error(65, "no.jsonl:1: error: a log of version 99", path("no.jsonl"));
        error(65, "no.tdx:", path("no.tdx"));
        error(65, "no such file", path("nothing.tdx"));
        error(64, "--force is for OUT", SCENARIO, "--force");
        error(64, "no model 'x'", SCENARIO, "--model", "x");
        record("--schedule-out", path("s.schedule"));
        error(64, "s.schedule is a schedule, which says all that", path("s.schedule"), "--seed", "2");
        error(64, "s.schedule is a schedule, which says all that", path("s.schedule"), "--mutate", "b28-no-freeze");
        Files.writeString(directory.resolve("bad.jsonl"), "");
        error(65, "bad.jsonl:1: error: the file is empty", path("bad.jsonl"));
    }

    @Test
    void anyTwoRunsOfTheSameActorsStandSideBySide() throws IOException {
        record("--trace", path("one.jsonl"));
        Cli.run("run", SCENARIO, "--timeline", "none", "--trace", path("two.jsonl.gz"));
        Cli.run("run", SCENARIO, "--timeline", "none", "--schedule-out", path("two.schedule"));
        for (String second : List.of("two.jsonl.gz", "two.schedule")) {
            Cli cli = Cli.run("view", path("one.jsonl"), path(second + ".html"), "--with", path(second));
            assertThat(cli.err()).isEmpty();
            assertThat(cli.code()).isZero();
            assertThat(cli.out())
                    .startsWith("b28-no-freeze: 29 steps, V07, V10 broken at step 28\n  beside it: " + path(second)
                            + ": b28-no-freeze: 71 steps, nothing broken\n");
            String page = Files.readString(directory.resolve(second + ".html"));
            assertThat(page.substring(page.indexOf("id=\"other\">")))
                    .contains("{\"t\":\"end\",\"steps\":71", "./seamstress r");
        }
    }

    @Test
    void whatCannotStandBesideIsNamed() throws IOException {
        record("--trace", path("one.jsonl"));
        String other = "scenarios/races/13-remove-before-kick.tdx";
        error(
                65,
                other + ": error: side by side stand runs of the same actors; its are P0, VMM, mmu, tdx, and those of "
                        + path("one.jsonl") + " are P0, P1, mmu, tdx",
                path("one.jsonl"),
                path("l.html"),
                "--with",
                other);
        Files.writeString(directory.resolve("no.jsonl"), "{\"t\":\"head\",\"version\":99}\n");
        error(65, "no.jsonl:1: error: a log of version 99", path("one.jsonl"), "--with", path("no.jsonl"));
        error(64, "LICENSE is no run that --with can show", path("one.jsonl"), "--with", "LICENSE");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("one.jsonl", "no.jsonl");
    }

    @Test
    void aLogThatTurnsOutToBeNoneLeavesNothing() throws IOException {
        record("--trace", path("l.jsonl"));
        List<String> lines = Files.readAllLines(directory.resolve("l.jsonl"));
        lines.set(9, "{\"t\":\"nonsense\"}");
        Files.write(directory.resolve("l.jsonl"), lines);
        error(65, "l.jsonl:10: error: no entry is called `nonsense`", path("l.jsonl"), path("l.html"));
        assertThat(directory.toFile().list()).containsExactly("l.jsonl");
    }

    private static void error(int code, String message, String... arguments) {
        List<String> line = new ArrayList<>(List.of("view"));
        line.addAll(List.of(arguments));
        Cli cli = Cli.run(line.toArray(String[]::new));
        assertThat(cli.err()).contains(message);
        assertThat(cli.code()).isEqualTo(code);
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void theHostileNameOfAScenarioMakesNoPath() throws IOException {
        String evil = "../../x</script>$(touch y)";
        record("--trace", path("l.jsonl"));
        String log = Files.readString(directory.resolve("l.jsonl")).replace("b28-no-freeze\"", evil + "\"");
        Files.writeString(directory.resolve("l.jsonl"), log);
        Cli cli = Cli.run("view", path("l.jsonl"));
        Matcher place = Pattern.compile("(?m)^  page: (.*)$").matcher(cli.out());
        assertThat(place.find()).isTrue();
        Path page = Path.of(place.group(1));
        assertThat(page.getFileName()).hasToString("x-script-touch-y-.html");
        Files.delete(page);
        Files.delete(page.getParent());
    }

    @Test
    void systemsHaveTheirWayToOpenAFile() {
        URI page = URI.create("file:///a%20b.html");
        assertThat(Browser.of("Linux").words(page)).containsExactly("xdg-open", "file:///a%20b.html");
        assertThat(Browser.of("Mac OS X").words(page)).containsExactly("open", "file:///a%20b.html");
        assertThat(Browser.of("Windows 11").words(page))
                .containsExactly("rundll32", "url.dll,FileProtocolHandler", "file:///a%20b.html");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theBrowserGetsTheAddressAndNoShellSeesIt() throws IOException {
        String program = program("browser", "printf '%s\\n' \"$#\" \"$1\" > " + path("told"));
        Path page = directory.resolve("a b;touch c.html");
        Cli cli = Cli.run("view", SCENARIO, page.toString(), "--browser", program);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).doesNotContain("open it");
        assertThat(Files.readAllLines(directory.resolve("told")))
                .containsExactly("1", page.toUri().toString());
        assertThat(directory.toFile().list()).doesNotContain("c.html", "c");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aBrowserThatFailsIsTold() throws IOException {
        Cli cli = Cli.run("view", SCENARIO, path("a.html"), "--browser", program("bad", "exit 3"));
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.err()).contains("the page is written, but not shown: ", "bad ended with 3; open it yourself: ");
        cli = Cli.run("view", SCENARIO, path("b.html"), "--browser", path("none"));
        assertThat(cli.code()).isEqualTo(65);
        assertThat(cli.err()).contains("the page is written, but not shown: ");
        assertThat(directory.toFile().list()).contains("a.html", "b.html");
    }

    private String program(String name, String text) throws IOException {
        Path program = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toFile().getPath().replace(File.separatorChar, '/');
    }
}
