package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.check.invariant.Invariant;
import dev.seamstress.core.tdx.ModuleTables;
import dev.seamstress.explore.ExploredPairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: the page with the module's tables says what the module does.
 *
 * <p>Method: the calls of every cell are made, what came of them is written in memory, and compared. With
 * {@code -Dfidelity.write} the file is written.
 */
class ModuleTablesPageTest {
    private static final Path FILE = Path.of("src/site/markdown/module-tables.md");
    private static final String REFRESH = "./mvnw -q test -Dtest=ModuleTablesPageTest -Dfidelity.write";

    private static final TreeMap<String, String> PARTS = ModuleTables.parts();

    @BeforeAll
    static void explore() throws IOException {
        PARTS.putAll(ExploredPairs.parts());
        PARTS.put("rules", ModuleRulesTable.text());
    }

    @Test
    void thePageIsWhatTheModuleDoes() throws IOException {
        String page = Files.readString(FILE);
        String renewed = PageParts.renewed(page, PARTS);
        if (System.getProperty("fidelity.write") != null) {
            Files.writeString(FILE, renewed);
            return;
        }
        assertThat(PageParts.differences(page, renewed))
                .as("%s says something else than the module does. To refresh it: %s", FILE, REFRESH)
                .isEmpty();
    }

    @Test
    void thePageHasEveryTableOnce() throws IOException {
        assertThat(PageParts.namesIn(Files.readString(FILE))).containsExactlyInAnyOrderElementsOf(PARTS.keySet());
    }

    /** Tests that the page names as `Class.method`. */
    @Test
    void theTestsThatItNamesExist() throws IOException {
        List<MatchResult> named = Pattern.compile("`(\\w+Test)\\.(\\w+)`")
                .matcher(Files.readString(FILE))
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(5);
        for (MatchResult test : named) {
            List<SourceFile> files = SourceFile.allBelow(Path.of("src/test/java")).stream()
                    .filter(file -> file.path().endsWith(test.group(1) + ".java"))
                    .toList();
            assertThat(files).as(test.group()).hasSize(1);
            assertThat(files.get(0).linesContaining(" " + test.group(2) + "("))
                    .as(test.group())
                    .isNotEmpty();
        }
    }

    /** The specification has 26, and this version looks at all of them. */
    @Test
    void eachRuleOfTheModuleHasATestThatBreaksIt() throws IOException {
        assertThat(ModuleRulesTable.rules()).hasSize(26);
        for (Invariant rule : ModuleRulesTable.rules()) {
            assertThat(ModuleRulesTable.testsOf(rule.name())).as(rule.name()).isNotEmpty();
        }
    }
}
