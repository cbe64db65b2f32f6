package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: who follows the recipes for a change finds what they name.
 *
 * <p>Method: names in backquotes are looked for in the sources: classes, constants of one, and files.
 */
class ChangingPageTest {
    private static final Path PAGE = Path.of("src/site/markdown/changing-the-model.md");
    private static final List<Path> PAGES = List.of(PAGE, Path.of("src/site/markdown/contributing.md"));
    private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?`");
    private static final Pattern FILE = Pattern.compile("`([\\w-]+(?:/[\\w.-]+)+)`");

    private static final List<SourceFile> SOURCES = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException {
        for (String root : List.of("src/main/java", "src/test/java")) {
            SOURCES.addAll(SourceFile.allBelow(Path.of(root)));
        }
    }

    /** True if some file declares the type and, if {@code member} is not null, has that word too. */
    private static boolean isThere(String type, String member) {
        Pattern declared = Pattern.compile("\\b(?:class|enum|record|interface) " + type + "\\b");
        return SOURCES.stream()
                .filter(file -> file.lines().stream()
                        .anyMatch(line -> declared.matcher(line).find()))
                .anyMatch(
                        file -> member == null || !file.linesContaining(member).isEmpty());
    }

    private static List<MatchResult> all(Pattern pattern) throws IOException {
        List<MatchResult> found = new ArrayList<>();
        for (Path page : PAGES) {
            found.addAll(pattern.matcher(Files.readString(page)).results().toList());
        }
        return found;
    }

    @Test
    void theClassesThatItNamesExist() throws IOException {
        List<MatchResult> named = all(TYPE);
        assertThat(named).hasSizeGreaterThan(40);
        assertThat(named.stream()
                        .filter(name -> !isThere(name.group(1), name.group(2)))
                        .map(MatchResult::group))
                .as("names of no class, or of no member of it, on %s", PAGES)
                .isEmpty();
    }

    @Test
    void theFilesThatItNamesExist() throws IOException {
        List<String> named = all(FILE).stream().map(name -> name.group(1)).toList();
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(named)
                .as("names of no file on %s, below src/main/java/dev/seamstress or the top", PAGES)
                .filteredOn(name -> Stream.of("", "src/main/java/dev/seamstress", "src/test/java/dev/seamstress")
                        .noneMatch(root -> Files.exists(Path.of(root).resolve(name))))
                .isEmpty();
    }

    @Test
    void aNameThatIsNotThereIsFound() {
        assertThat(isThere("KernelSwitch", "LOCAL_RETRY")).isTrue();
        assertThat(isThere("KernelSwitch", "LOCAL_RETRIES")).isFalse();
        assertThat(isThere("KernelSwitches", null)).isFalse();
    }
}
