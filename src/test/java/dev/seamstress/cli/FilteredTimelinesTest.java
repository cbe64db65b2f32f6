package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.log.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a timeline of which steps are left out shows what was asked for, as the whole one has it, and says how much it
 * left out. Method: every shipped scenario, against the whole timeline; the rest by example.
 */
@Tag("once")
class FilteredTimelinesTest {
    private static final String SCENARIO = "scenarios/races/05-block-vs-accept.tdx";
    private static final Pattern LINE = Pattern.compile(" *(\\S+)-\\d+ +\\[\\d+] \\S+ +([0-9.]+): .*");
    private static final Pattern FOLD = Pattern.compile("# \\.\\.\\. (\\d+) steps? of (.+)");

    @TempDir
    private Path directory;

    /** The options are those of four commands, of which one has no forms and one has more than the others. */
    @ParameterizedTest
    @ValueSource(strings = {"run", "replay", "convert", "explain"})
    void theHelpSaysForWhichFormsTheyAre(String command) {
        String help = Cli.run(command, "--help").out().replaceAll("\\s+", " ");
        assertThat(help)
                .contains("Where forms can be chosen: for columns, ftrace text, csv, mermaid.")
                .contains("Where forms can be chosen: for columns and race.");
    }

    static Stream<String> scenarios() throws IOException {
        return TraceFilesTest.scenarios();
    }

    /** What a timeline of the form log shows. */
    private record Told(List<String> lines, TreeSet<String> times, int leftOut) {
        static Told of(String text) {
            List<String> lines =
                    text.lines().filter(line -> LINE.matcher(line).matches()).toList();
            TreeSet<String> times = new TreeSet<>();
            lines.forEach(line -> times.add(match(LINE, line, 2)));
            int leftOut = text.lines()
                    .filter(line -> FOLD.matcher(line).matches())
                    .mapToInt(line -> Integer.parseInt(match(FOLD, line, 1)))
                    .sum();
            return new Told(lines, times, leftOut);
        }

        private static String match(Pattern pattern, String line, int group) {
            Matcher matcher = pattern.matcher(line);
            assertThat(matcher.matches()).isTrue();
            return matcher.group(group);
        }

        String task(int line) {
            return match(LINE, lines.get(line), 1);
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScenarioCanBeLookedAtInPart(String scenario) throws IOException {
        String log = directory.resolve("a.jsonl").toString();
        String[] run = {"run", scenario, "--timeline", "none", "--until", "3000", "--trace", log};
        assertThat(Cli.run(run).err()).isEmpty();
        Told whole = Told.of(made(log, "ftrace"));
        LogFile file = new LogFile(Path.of(log));
        String actor = file.head().actors().get(0);
        Told ofActor = Told.of(made(log, "ftrace", "--actors", actor));
        parts(whole, ofActor);
        boolean isVcpu = actor.startsWith("P");
        for (int i = 0; i < ofActor.lines().size(); i++) {
            boolean isHis =
                    ofActor.task(i).equals(isVcpu ? "vcpu" + actor.substring(1) : actor.toLowerCase(Locale.ROOT));
            assertThat(isHis || ofActor.lines().get(i).matches(".*(bug_on|vm_dead|content_lost|lock_).*"))
                    .as(ofActor.lines().get(i))
                    .isTrue();
        }
        for (String name : file.head().names().keySet()) {
            String gfn = "gfn=0x" + Long.toHexString(file.head().names().get(name));
            Told ofPage = Told.of(made(log, "ftrace", "--only", name));
            parts(whole, ofPage);
            assertThat(ofPage.lines())
                    .containsAll(whole.lines().stream()
                            .filter(line -> line.matches(".* " + gfn + "\\b.*"))
                            .toList());
            assertThat(made(log, "columns", "--only", name)).contains("only " + name);
        }
    }

    private static String made(String log, String form, String... options) {
        String[] words = Stream.concat(Stream.of("convert", log, "--to", form), Stream.of(options))
                .toArray(String[]::new);
        Cli cli = Cli.run(words);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        return cli.out();
    }

    /** In their order, and nothing is lost without being counted. */
    private static void parts(Told whole, Told part) {
        int at = 0;
        for (String line : part.lines()) {
            while (at < whole.lines().size() && !whole.lines().get(at).equals(line)) {
                at++;
            }
            assertThat(at).as(line).isLessThan(whole.lines().size());
            at++;
        }
        assertThat(part.times().size() + part.leftOut()).isEqualTo(whole.times().size());
    }

    @Test
    void runAndReplayShowTheSamePart() throws IOException {
        String log = directory.resolve("a.jsonl").toString();
        String schedule = directory.resolve("a.schedule").toString();
        Cli run = Cli.run("run", SCENARIO, "--only", "gpa=0x100000", "--trace", log, "--schedule-out", schedule);
        String columns = made(log, "columns", "--only", "gpa=0x100000");
        assertThat(run.out()).startsWith(columns);
        assertThat(columns)
                .contains("seed 1, only gpa=0x100000\n", "  ...    6 steps of P0, mmu, tdx\n")
                .contains("TDH.MEM.TRACK"); // no page is named there, but it is made for this one
        Cli replay = Cli.run("replay", schedule, "--only", "x");
        String rows = columns.substring(columns.indexOf("\n step"));
        assertThat(replay.out()).contains(rows);
    }

    @Test
    void theFlagsOfAShownLineAreThoseOfTheWholeRun() {
        List<String> whole =
                Told.of(Cli.run("run", SCENARIO, "--timeline", "log").out()).lines();
        Told part = Told.of(
                Cli.run("run", SCENARIO, "--timeline", "log", "--actors", "VMM").out());
        assertThat(part.lines()).isNotEmpty().isSubsetOf(whole);
        assertThat(part.lines()).anyMatch(line -> line.contains("...1."));
    }

    @Test
    void columnsAreAsWideAsOneLikes() {
        for (int width : new int[] {60, 90, 200}) {
            Cli cli = Cli.run("run", SCENARIO, "--width", "" + width);
            String timeline = cli.out().substring(0, cli.out().indexOf("block-vs-accept: one schedule"));
            assertThat(timeline.lines().mapToInt(String::length).max().orElseThrow())
                    .isBetween(width - 12, width);
        }
    }

    @Test
    void csvAndMermaidLeaveStepsOutToo() throws IOException {
        String log = directory.resolve("a.jsonl").toString();
        Cli.run("run", SCENARIO, "--timeline", "none", "--trace", log);
        List<String> rows = made(log, "csv", "--actors", "tdx").lines().toList();
        assertThat(rows).hasSizeGreaterThan(10);
        assertThat(rows.subList(1, rows.size()))
                .allMatch(row -> row.contains(",send,") || row.split(",")[3].equals("tdx"));
        assertThat(made(log, "mermaid", "--actors", "tdx")).contains("->>a3").doesNotContain("->>a1");
    }

    @Test
    void allErrorsAreToldAtOnceWithWhatThereIs() {
        Cli cli = Cli.run("run", SCENARIO, "--only", "y,gfn=0x999,gfn=0x100", "--actors", "P7,P0");
        assertThat(cli.code()).isEqualTo(64);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err().lines())
                .hasSize(4)
                .anyMatch(line -> line.contains("no page is called `y`") && line.endsWith("the names are x"))
                .anyMatch(line -> line.endsWith("nothing in this run is about gfn=0x999; it is about gfn=0x100"))
                .anyMatch(line -> line.endsWith("no actor is called `P7`; there are P0, VMM, mmu, tdx"));
    }

    @Test
    void anEmptyPartOfAListHasItsPlace() {
        for (String[] wrong : new String[][] {
            {"--only", ",", "--only, column 1: expected a page, found nothing in `,`"},
            {"--only", "x,,x", "--only, column 3: expected a page, found nothing in `x,,x`"},
            {"--only", "x, ", "--only, column 3: expected a page, found nothing in `x, `"},
            {"--only", "", "--only, column 1: expected a page, found nothing in ``"},
            {"--actors", "P0,", "--actors, column 4: expected an actor, found nothing in `P0,`"},
            {"--actors", "P0,P9", "--actors, column 4: no actor is called `P9`"},
            {"--only", "x,x+0", "--only, column 3: `x+0` is no page at all; a count is 1 or more"},
            {"--only", "gfn=0xfffffffffffff+2", "column 1: `gfn=0xfffffffffffff+2` is beyond the last gfn, 0xfffff"},
            {"--only", "gfn=", "--only, column 1: no page is called `gfn=`; expected gfn=0x100, gpa="}
        }) {
            Cli cli = Cli.run("run", SCENARIO, wrong[0], wrong[1]);
            assertThat(cli.code()).as(wrong[1]).isEqualTo(64);
            assertThat(cli.out()).isEmpty();
            assertThat(cli.err()).contains(wrong[2]);
        }
        Cli two = Cli.run("run", SCENARIO, "--actors", "P0, VMM");
        assertThat(two.out()).contains("only steps of P0, VMM\n");
    }

    @Test
    void whereItMakesNoSenseItIsRefused() throws IOException {
        String log = directory.resolve("a.jsonl").toString();
        Cli.run("run", SCENARIO, "--timeline", "none", "--trace", log);
        refused("are for --timeline columns and log", "run", SCENARIO, "--timeline", "race", "--only", "x");
        refused("--json has none", "run", SCENARIO, "--json", "--only", "x");
        refused("take one FILE", "run", SCENARIO, SCENARIO, "--only", "x");
        refused("--width is for --timeline columns and race", "run", SCENARIO, "--timeline", "log", "--width", "80");
        refused("--width takes 60 to 200, not 20", "run", SCENARIO, "--width", "20");
        refused("jsonl takes the whole log", "convert", log, "--to", "jsonl", "--only", "x");
        refused("--width is for columns", "convert", log, "--to", "csv", "--width", "80");
        assertThat(Files.exists(Path.of(log))).isTrue();
    }

    private static void refused(String why, String... command) {
        Cli cli = Cli.run(command);
        assertThat(cli.err()).contains(why);
        assertThat(cli.code()).isEqualTo(64);
        assertThat(cli.out()).isEmpty();
    }
}
