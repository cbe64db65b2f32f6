package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a reviewer would otherwise have to say again and again.
 *
 * <p>Method: the sources are read as text, except for the length of methods, where the compiler's parser counts.
 */
class TidyTest {
    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 70;
    private static final int COLUMNS_MAX = 120;

    /** Words that no source may contain, what to use instead, and the files that exist to use them. */
    private static final List<Ban> BANS = List.of(
            new Ban(
                    "System.nanoTime",
                    "virtual time",
                    "cli/bench/",
                    "cli/Bench",
                    "cli/ExploreWatch",
                    "cli/CellWatch",
                    "cli/LoadLive.java",
                    "actor/Live",
                    "actor/DriverMeasure"),
            new Ban("System.currentTimeMillis", "virtual time", "cli/bench/", "cli/Bench", "actor/Live"),
            new Ban("Instant.now", "virtual time"),
            new Ban("LocalDateTime.now", "virtual time"),
            new Ban("Thread.sleep", "a condition to wait for"),
            new Ban("Math.random", "a seeded generator"),
            new Ban("ThreadLocalRandom", "a seeded generator"),
            new Ban("new Random()", "a seeded generator"),
            new Ban("new SplittableRandom()", "a seeded generator"),
            new Ban("@Disabled", "a test named knownDefect that shows the defect"),
            new Ban("FIXME", "a test that fails"),
            new Ban("TODO", "a test that fails"));

    private static final List<String> TOP_LEVEL =
            List.of("pom.xml", "src", "conf", "scenarios", "README.md", "LICENSE", "seamstress", "mvnw", "mvnw.cmd");

    private static List<SourceFile> sources;

    /** A banned word. The files that may use it are named by what their path starts with, below the base package. */
    record Ban(String word, String instead, List<String> allowedIn) {
        Ban(String word, String instead, String... allowedIn) {
            this(word, instead, List.of(allowedIn));
        }

        boolean holdsIn(SourceFile file) {
            return allowedIn.stream().noneMatch(start -> file.nameBelowBase().startsWith(start));
        }
    }

    @BeforeAll
    static void read() throws IOException {
        sources = new ArrayList<>();
        for (String root : List.of("src/main", "src/test/java", "src/site")) {
            sources.addAll(SourceFile.allBelow(Path.of(root)));
        }
    }

    @Test
    void bannedWordsAreAbsent() {
        List<String> offenders = new ArrayList<>();
        for (SourceFile file : sources) {
            for (Ban ban : BANS) {
                if (!file.nameBelowBase().startsWith("house/") && ban.holdsIn(file)) {
                    file.linesContaining(ban.word())
                            .forEach(at -> offenders.add(at + ban.word() + "; use " + ban.instead()));
                }
            }
        }
        assertThat(offenders).isEmpty();
    }

    @Test
    void filesAreShort() {
        assertThat(sources)
                .filteredOn(SourceFile::isJava)
                .filteredOn(file -> file.lines().size() > FILE_LINES_MAX)
                .as("files of more than %d lines", FILE_LINES_MAX)
                .isEmpty();
    }

    @Test
    void linesAreShort() {
        List<String> offenders = new ArrayList<>();
        for (SourceFile file : sources) {
            for (int i = 0; i < file.lines().size(); i++) {
                String line = file.lines().get(i);
                if (file.isJava() && line.codePointCount(0, line.length()) > COLUMNS_MAX) {
                    offenders.add(file.path() + ":" + (i + 1));
                }
            }
        }
        assertThat(offenders).as("lines of more than %d columns", COLUMNS_MAX).isEmpty();
    }

    @Test
    void methodsAreShort() throws IOException {
        List<Path> java = sources.stream()
                .filter(SourceFile::isJava)
                .map(SourceFile::path)
                .toList();
        assertThat(MethodLengths.longerThan(METHOD_LINES_MAX, java))
                .as("methods of more than %d lines", METHOD_LINES_MAX)
                .isEmpty();
    }

    @Test
    void everyPackageIntroducesItself() {
        TreeSet<Path> missing = new TreeSet<>();
        for (SourceFile file : sources) {
            Path introduction = file.path().resolveSibling("package-info.java");
            if (file.isJava() && file.path().startsWith(Path.of("src/main/java")) && !Files.exists(introduction)) {
                missing.add(introduction);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void topLevelHoldsOnlyWhatItShould() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(""))) {
            assertThat(entries.map(Path::toString))
                    .filteredOn(name -> !name.startsWith(".") && !name.equals("target"))
                    .isSubsetOf(TOP_LEVEL);
        }
    }
}
