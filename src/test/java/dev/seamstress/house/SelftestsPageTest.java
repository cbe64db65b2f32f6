package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: the page that sets KVM's selftests beside scenarios names what there is.
 *
 * <p>Method: the rows of its tables are read. Each has a scenario that is a file, says what is asserted, and no
 * scenario is without a row.
 */
class SelftestsPageTest {
    private static final Path PAGE = Path.of("src/site/markdown/selftests.md");
    private static final Path SCENARIOS = Path.of("scenarios/selftests");
    private static final int SUB_TEST_COLUMNS = 5;

    /** The cells of each row under a head that begins with {@code title}. */
    private static List<List<String>> rows(String title) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean isInside = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| " + title + " |")) {
                isInside = true;
            } else if (!line.startsWith("|")) {
                isInside = false;
            } else if (isInside && !line.startsWith("|---")) {
                rows.add(Stream.of(line.substring(1, line.length() - 1).split("\\|"))
                        .map(String::strip)
                        .toList());
            }
        }
        assertThat(rows).as("rows under " + title).isNotEmpty();
        return rows;
    }

    private static TreeSet<String> files() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tdx"))
                    .map(name -> "`" + name.substring(0, name.length() - 4) + "`")
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void eachScenarioHasItsRowAndEachRowItsScenario() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        rows("sub-test").forEach(row -> named.add(row.get(1)));
        assertThat(named).isEqualTo(files());
    }

    @Test
    void eachRowSaysWhatIsAssertedAndWhatIsNot() throws IOException {
        for (List<String> row : rows("sub-test")) {
            assertThat(row).as("of " + row.get(0)).hasSize(SUB_TEST_COLUMNS);
            assertThat(row.get(0)).isNotEmpty();
            assertThat(row.get(3)).as("asserted here of " + row.get(0)).isNotEmpty();
            boolean isOfTheKernel = !row.get(0).startsWith("(");
            assertThat(!row.get(2).isEmpty())
                    .as("asserted there of " + row.get(0))
                    .isEqualTo(isOfTheKernel);
        }
    }

    @Test
    void measuredSizesAreOfScenarios() throws IOException {
        TreeSet<String> files = files();
        for (List<String> row : rows("scenario")) {
            assertThat(files).contains(row.get(0));
            assertThat(row.get(2)).matches("[0-9,]+");
        }
    }

    @Test
    void eachScenarioSaysWhatItIsSizedBy() throws IOException {
        for (String file : files()) {
            Path path = SCENARIOS.resolve(file.replace("`", "") + ".tdx");
            assertThat(Files.readAllLines(path).get(2)).as(file).startsWith("// Its size: ");
        }
    }
}
