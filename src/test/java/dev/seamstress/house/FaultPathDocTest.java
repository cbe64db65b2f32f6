package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.actor.RunResult;
import dev.seamstress.actor.SteppedDriver;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.world.ModelNames;
import dev.seamstress.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a reader can follow one EPT violation, and one conversion, through the files that the architecture names.
 *
 * <p>Method: the scenario of each table runs on real actors. From the path's beginning on, the classes of the table
 * must be at work ({@link ClassesAtWork}) for the first time in the table's order.
 */
class FaultPathDocTest {
    private static final Path PAGE = Path.of("src/site/markdown/architecture.md");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String BASE = "dev.seamstress.";

    /** Rows whose code runs before, between or after the steps, so that no step shows it. */
    private static final Set<String> NOT_IN_A_STEP =
            Set.of("world/WorldBuilder.java", "trace/export/Columns.java", "check/invariant/InvariantChecker.java");

    /** A path that the page describes; {@code seed}: of the run whose step numbers it gives. */
    private enum DocumentedPath {
        FAULT("## The path of one EPT violation", 14, 1),
        CONVERSION("## The path of one conversion", 20, 118);

        private final String heading;
        private final int filesMax;
        private final int seed;

        DocumentedPath(String heading, int filesMax, int seed) {
            this.heading = heading;
            this.filesMax = filesMax;
            this.seed = seed;
        }

        /** True if the path begins with this message: the guest touches the page, or the column begins. */
        boolean isBegun(Message message) {
            return this == CONVERSION || message instanceof Tdx.Touch;
        }
    }

    /** The files of the table, in its order: of each row the second cell. */
    private static List<String> table(DocumentedPath path) throws IOException {
        String page = Files.readString(PAGE);
        String rest = page.substring(page.indexOf(path.heading) + path.heading.length());
        String section = rest.contains("\n## ") ? rest.substring(0, rest.indexOf("\n## ")) : rest;
        return Pattern.compile("(?m)^\\| \\d+ \\| `([^`]+)` \\|")
                .matcher(section)
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    private static Path place(String file) {
        return file.startsWith("scenarios/") || file.startsWith("src/")
                ? Path.of(file)
                : SOURCES.resolve("dev/seamstress").resolve(file);
    }

    @ParameterizedTest
    @EnumSource
    void theTableIsShortAndItsFilesExist(DocumentedPath path) throws IOException {
        assertThat(table(path)).hasSizeBetween(10, path.filesMax).doesNotHaveDuplicates();
        assertThat(table(path)).allSatisfy(file -> assertThat(place(file)).isRegularFile());
    }

    @Test
    void everyFileThatThePageNamesExists() throws IOException {
        assertThat(Pattern.compile("`([\\w/-]+/[\\w.-]+\\.(?:java|tdx))`")
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(name -> name.group(1)))
                .hasSizeGreaterThan(DocumentedPath.FAULT.filesMax + DocumentedPath.CONVERSION.filesMax)
                .allSatisfy(file -> assertThat(place(file)).isRegularFile());
    }

    @ParameterizedTest
    @EnumSource
    void theClassesOfTheTableActInItsOrder(DocumentedPath path) throws Exception {
        List<String> expected = table(path).stream()
                .filter(file -> file.endsWith(".java") && !NOT_IN_A_STEP.contains(file))
                .map(file -> BASE + file.replace(".java", "").replace('/', '.'))
                .toList();

        assertThat(run(path).stream().filter(expected::contains)).containsExactlyElementsOf(expected);
    }

    private static Set<String> run(DocumentedPath path) throws Exception {
        Path scenario = Path.of(table(path).get(0));
        World world = World.of(
                ScenarioReader.read(scenario, new ModelNames()).resolved().orElseThrow(),
                KernelModel.of(KernelVariant.NEWEST));
        ClassesAtWork classes = new ClassesAtWork(world, path::isBegun);
        try (SteppedDriver driver = new SteppedDriver()) {
            assertThat(classes.run(driver, path.seed).end()).isEqualTo(RunResult.End.QUIESCENT);
        }
        return classes.names();
    }
}
