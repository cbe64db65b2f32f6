package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the page of a counterexample has the run that fails and the nearest one that passes. Method: whole command
 * lines; the two logs in the page are read as text.
 */
class CounterexamplePageTest {
    private static final String[] REMOVE = {"scenarios/races/13-remove-before-kick.tdx", "--mutate", "b33-track-no-kick"
    };

    @TempDir
    private Path directory;

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static Cli explore(String... more) {
        List<String> line = new ArrayList<>(List.of("explore"));
        line.addAll(List.of(more));
        return Cli.run(line.toArray(String[]::new));
    }

    /** The lines of the log that stands in the element {@code id}. */
    private List<String> log(String page, String id) throws IOException {
        String text = Files.readString(directory.resolve(page));
        String begin = "<script type=\"application/jsonl\" id=\"" + id + "\">";
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf("</script>", from)).lines().toList();
    }

    private static List<String> of(List<String> log, String kind) {
        return log.stream()
                .filter(line -> line.startsWith("{\"t\":\"" + kind + "\""))
                .toList();
    }

    @Test
    void bothRunsAreInThePageAndPartWhereTheTextSaysTheyDo() throws IOException {
        Cli cli = explore(REMOVE[0], REMOVE[1], REMOVE[2], "--html", path("p.html"));
        assertThat(cli.code()).isZero();
        assertThat(cli.out().replaceAll("\\s+", " "))
                .contains("REFUTED bug_on (30 steps)", "passes has 52 steps, and differs first at step 27");
        List<String> failing = log("p.html", "log");
        List<String> passing = log("p.html", "other");
        assertThat(of(failing, "step")).hasSize(30);
        assertThat(of(passing, "step"))
                .hasSize(52)
                .startsWith(of(failing, "step").subList(0, 27).toArray(new String[0]));
        assertThat(of(passing, "step").get(27)).isNotEqualTo(of(failing, "step").get(27));
        assertThat(of(failing, "broken")).hasSize(1).allMatch(line -> line.contains("\"rule\":\"bug_on\""));
        assertThat(of(passing, "broken")).isEmpty();
        assertThat(of(failing, "state")).isNotEmpty();
        assertThat(failing.get(0)).contains("\"choices\":\"counterexample\"");
        assertThat(passing.get(0)).contains("\"choices\":\"nearest schedule that passes\"");
    }

    @Test
    void whereNothingPassesOneRunIsAll() throws IOException {
        String[] line = {
            "scenarios/races/b28-no-freeze.tdx",
            "--mutate",
            "b28-no-freeze",
            "--html",
            path("p.html"),
            "--out",
            directory.toString()
        };
        Cli cli = explore(line);
        assertThat(cli.out()).contains("no schedule passes");
        assertThat(log("p.html", "other")).isEmpty();
        assertThat(of(log("p.html", "log"), "broken").get(0)).contains("\"step\":10,\"rule\":\"V07\"");
        assertThat(log("p.html", "log").get(0)).contains("\"again\":\"./seamstress replay " + path("b28-no-freeze-"));
    }

    @Test
    void aLivelockBreaksWhereItsLoopBegins() throws IOException {
        explore("scenarios/races/b23-no-vm-dead-test.tdx", "--mutate", "b23-no-vm-dead-test", "--html", path("p.html"));
        assertThat(of(log("p.html", "log"), "broken"))
                .contains("{\"t\":\"broken\",\"step\":16,\"rule\":\"livelock\",\"text\":\"the state before this step is"
                        + " the last one: it can go on for ever from here\"}");
    }

    @Test
    void shrinkMakesItOfWhatIsLeft() throws IOException {
        Cli.run(
                "run",
                REMOVE[0],
                REMOVE[1],
                REMOVE[2],
                "--seed",
                "118",
                "--timeline",
                "none",
                "--schedule-out",
                path("kept.schedule"));
        Cli cli = Cli.run("shrink", path("kept.schedule"), "--out", directory.toString(), "--html", path("p.html"));
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(of(log("p.html", "log"), "step")).hasSize(30);
        assertThat(of(log("p.html", "other"), "step")).hasSize(52);
        assertThat(log("p.html", "log").get(0)).contains("./seamstress replay " + path("remove-before-kick-"));
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeAnythingIsSearched() throws IOException {
        Files.writeString(directory.resolve("mine.html"), "mine");
        Cli there = explore(REMOVE[0], "--html", path("mine.html"));
        assertThat(there.code()).isEqualTo(65);
        assertThat(there.err()).isEqualTo(path("mine.html") + ": error: the file exists; --force replaces it\n");
        assertThat(there.out()).isEmpty();
        assertThat(directory.resolve("mine.html")).hasContent("mine");
        Cli two = explore(REMOVE[0], "scenarios/first/07-accept.tdx", "--html", path("p.html"));
        assertThat(two.code()).isEqualTo(64);
        assertThat(two.err()).contains("--html takes one FILE, not 2");
        assertThat(explore(REMOVE[0], "--force").err()).contains("--force is for --html");
        assertThat(directory.toFile().list()).containsExactly("mine.html");
    }

    @Test
    void whereNothingIsBrokenNoPageIsWrittenAndThatIsSaid() {
        Cli cli = explore("scenarios/first/07-accept.tdx", "--html", path("p.html"));
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).contains("there is no counterexample, and so no page is written");
        assertThat(directory.toFile().list()).isEmpty();
    }
}
