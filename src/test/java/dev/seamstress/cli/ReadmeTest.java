package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: what the documents show is what the program does.
 *
 * <p>Method: every {@code ./seamstress} command line that names a scenario is run inside the test. A block of code
 * after {@code <!-- output of: COMMAND -->} must stand in what the command prints, line for line; lines that say
 * {@code …} stand for any number of lines. A block after {@code <!-- file: NAME -->} is the file that commands call so;
 * one that a command writes must come out as it is shown.
 */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Pattern COMMAND = Pattern.compile("(?<!output of: )\\./seamstress "
            + "((?:run|lint|fmt|replay|explore|explain|diff) [^`#\n]*\\.(?:tdx|schedule)[^`#\n]*)");
    private static final Pattern FILE = block("<!-- file: (\\S+) -->");
    private static final Pattern OUTPUT = block("<!-- output of: \\./seamstress ([^\n]+) -->");
    private static final Pattern SCENARIO = Pattern.compile("\n\n```(?:tdx)?\n(TDX .*?)```\n", Pattern.DOTALL);
    private static final List<String> WRITING = List.of("--schedule-out", "--trace", "--perfetto", "--html");
    private static final String LEFT_OUT = "…";

    private static final TreeMap<String, String> FILES = new TreeMap<>();

    @TempDir
    private static Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static Pattern block(String comment) {
        return Pattern.compile(comment + "\n+```\\w*\n(.*?)```\n", Pattern.DOTALL);
    }

    /** The documents that people read; the decisions speak of their own time. */
    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(README));
        try (Stream<Path> pages = Files.list(PAGES)) {
            pages.filter(page -> page.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    private static List<MatchResult> all(Pattern pattern, Path document) throws IOException {
        return pattern.matcher(Files.readString(document)).results().toList();
    }

    @BeforeAll
    static void writeFiles() throws IOException {
        for (Path document : documents()) {
            for (MatchResult file : all(FILE, document)) {
                Path path = Files.writeString(directory.resolve(file.group(1)), file.group(2));
                FILES.put(file.group(1), path.toString());
            }
        }
    }

    @TestFactory
    List<DynamicTest> everyCommandEndsAsExpected() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path document : documents()) {
            TreeSet<String> commands = new TreeSet<>();
            all(COMMAND, document)
                    .forEach(command -> commands.add(command.group(1).strip()));
            for (String command : commands) {
                tests.add(dynamicTest(document + ": " + command, () -> output(command)));
            }
        }
        assertThat(tests).as("commands in the documents").hasSizeGreaterThan(10);
        return tests;
    }

    @TestFactory
    List<DynamicTest> everyOutputIsReal() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path document : documents()) {
            for (MatchResult shown : all(OUTPUT, document)) {
                String name = document + ": " + shown.group(1);
                tests.add(dynamicTest(name, () -> assertIsShown(shown.group(2), shown.group(1))));
            }
        }
        assertThat(tests).as("outputs in the documents").isNotEmpty();
        return tests;
    }

    /** A scenario without a file's name is one that is shipped, or has the verdicts that it expects. */
    @Test
    void scenariosThatAreShownAreReal() throws IOException {
        List<String> shipped = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("scenarios"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                shipped.add(Files.readString(file));
            }
        }
        int shown = 0;
        for (Path document : documents()) {
            for (MatchResult block : all(SCENARIO, document)) {
                String text = block.group(1);
                if (shipped.stream().noneMatch(file -> file.startsWith(text))) {
                    Path file = Files.writeString(directory.resolve("shown-" + shown + ".tdx"), text);
                    output("explore " + file);
                }
                shown++;
            }
        }
        assertThat(shown).isGreaterThan(2);
    }

    private static String output(String command) throws IOException {
        ReadmeTest test = new ReadmeTest();
        assertThat(test.run(command)).as(() -> command + " says " + test.err).isZero();
        return test.out.toString();
    }

    /** Each piece between lines left out must follow the one before it, without gaps of its own. */
    private static void assertIsShown(String shown, String command) throws IOException {
        String rest = "\n" + output(command);
        for (String piece : shown.split("(?m)^" + LEFT_OUT + "\n")) {
            assertThat(rest).as("output of %s", command).contains("\n" + piece);
            rest = rest.substring(rest.indexOf("\n" + piece) + piece.length());
        }
    }

    @Test
    void everyExitCodeIsListed() throws IOException {
        String readme = Files.readString(README);
        String table = readme.substring(readme.indexOf("### Exit codes"), readme.indexOf("For several files"));
        assertThat(Pattern.compile("(?m)^\\| (\\d+) \\|")
                        .matcher(table)
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyElementsOf(Arrays.stream(ExitCode.values())
                        .map(code -> Integer.toString(code.number()))
                        .toList());
    }

    @Test
    void everyOptionOfRunIsListed() throws IOException {
        String readme = Files.readString(README);
        String table = readme.substring(readme.indexOf("## Options of `run`"), readme.indexOf("### Exit codes"));
        assertOptionsAreListed("run", table);
    }

    @Test
    void everyOptionOfReplayIsListed() throws IOException {
        String page = Files.readString(PAGES.resolve("schedules.md"));
        String table = page.substring(page.indexOf("## What `replay` does"), page.indexOf("## The file"));
        assertOptionsAreListed("replay", table + "| `--debug` is in the README |");
    }

    private void assertOptionsAreListed(String command, String table) throws IOException {
        assertThat(run(command + " --help")).isZero();
        TreeSet<String> options = new TreeSet<>();
        Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z-]+)")
                .matcher(out.toString())
                .results()
                .forEach(option -> options.add(option.group(1)));
        options.removeAll(List.of("--help", "--version"));
        assertThat(Pattern.compile("(?m)^\\| (`--[a-z-]+[^|]*)\\|")
                        .matcher(table)
                        .results()
                        .flatMap(row -> Stream.of(row.group(1).replace("`", "").split(", ")))
                        .map(option -> option.strip().split(" ")[0]))
                .containsExactlyInAnyOrderElementsOf(options);
    }

    @Test
    void everyCommandIsListed() throws IOException {
        assertThat(run("--help")).isZero();
        String commands = out.toString().split("Commands:")[1];
        String readme = Files.readString(README);
        assertThat(Pattern.compile("(?m)^  ([a-z]+)  ")
                        .matcher(commands)
                        .results()
                        .map(row -> row.group(1)))
                .filteredOn(command -> !command.equals("help"))
                .hasSizeGreaterThan(4)
                .allMatch(command -> readme.contains("./seamstress " + command));
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : documents()) {
            for (MatchResult link : all(Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)"), document)) {
                if (!Files.exists(document.resolveSibling(link.group(1)))) {
                    dead.add(document + ": " + link.group(1));
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    /** Every page and decision can be reached from the index. */
    @Test
    void theIndexIsComplete() throws IOException {
        String index = Files.readString(PAGES.resolve("index.md"));
        try (Stream<Path> pages = Files.walk(PAGES)) {
            assertThat(pages.filter(page -> page.toString().endsWith(".md"))
                            .map(page -> PAGES.relativize(page).toString())
                            .filter(page -> !page.equals("index.md")))
                    .allMatch(page -> index.contains("(" + page + ")"));
        }
    }

    private int run(String command) throws IOException {
        List<String> words = new ArrayList<>();
        for (String word : command.split("\\s+")) {
            boolean isWritten = !words.isEmpty() && WRITING.contains(words.get(words.size() - 1));
            Path written = directory.resolve("written-" + word);
            if (isWritten) {
                Files.deleteIfExists(written); // another page may write a file of that name
            }
            words.add(isWritten ? written.toString() : FILES.getOrDefault(word, word.replace("'", "")));
        }
        return Main.run(new PrintWriter(out), new PrintWriter(err), words.toArray(new String[0]));
    }

    @Test
    void filesThatCommandsWriteAreWhatIsShown() throws IOException {
        int written = 0;
        for (Path document : documents()) {
            for (MatchResult command : all(COMMAND, document)) {
                String[] halves = command.group(1).strip().split(" --schedule-out ");
                if (halves.length == 2) {
                    Path file = directory.resolve("written-" + halves[1]);
                    Files.deleteIfExists(file);
                    output(command.group(1).strip());
                    assertThat(file).hasSameTextualContentAs(Path.of(FILES.get(halves[1])));
                    Files.delete(file);
                    written++;
                }
            }
        }
        assertThat(written).isPositive();
    }
}
