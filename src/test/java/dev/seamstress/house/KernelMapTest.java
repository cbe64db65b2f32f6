package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.actor.SteppedDriver;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.world.ModelNames;
import dev.seamstress.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: each thing that the kernel does has a class here and a test, or a reason why not, and the page says which.
 *
 * <p>Method: rows, comments and tests are read and compared, and the scenarios that rows name are run. With
 * {@code -Dfidelity.write} the page is written.
 */
@Tag("once")
class KernelMapTest {
    private static final String REFRESH = "./mvnw -q test -Dtest=FidelityPageTest,KernelMapTest -Dfidelity.write";
    private static final int SEEDS = 30;

    private static KernelMap map;

    @BeforeAll
    static void read() throws IOException {
        map = new KernelMap(FidelityPage.documented());
    }

    @Test
    void everyRowHasItsClassAndItsTest() {
        assertThat(map.rows()).hasSizeGreaterThan(60);
        assertThat(map.problems()).isEmpty();
    }

    @Test
    void thePageIsWhatTheRowsSay() throws IOException {
        String page = Files.readString(KernelMap.PAGE);
        String renewed = PageParts.renewed(page, map.parts());
        if (System.getProperty("fidelity.write") != null) {
            Files.writeString(KernelMap.PAGE, renewed);
            return;
        }
        assertThat(PageParts.differences(page, renewed))
                .as("%s is older than what it is made from. To refresh it: %s", KernelMap.PAGE, REFRESH)
                .isEmpty();
        assertThat(PageParts.namesIn(page))
                .containsExactlyInAnyOrderElementsOf(map.parts().keySet());
    }

    /** A scenario that a row names puts one of the row's classes to work, in some schedule. */
    @Test
    void theScenariosOfARowMeetItsClasses() throws Exception {
        TreeMap<Path, List<KernelRow>> rows = new TreeMap<>();
        for (KernelRow row : map.rows()) {
            for (KernelRow.Guard guard : row.guards()) {
                if (!guard.scenario().isEmpty() && !row.functions().isEmpty()) {
                    rows.computeIfAbsent(KernelMap.scenario(guard), file -> new ArrayList<>())
                            .add(row);
                }
            }
        }
        assertThat(rows).isNotEmpty();
        try (SteppedDriver driver = new SteppedDriver()) {
            for (Path scenario : rows.keySet()) {
                List<KernelRow> left = rows.get(scenario);
                for (long seed = 0; seed < SEEDS && !left.isEmpty(); seed++) {
                    Set<String> atWork = atWork(driver, scenario, seed);
                    left.removeIf(
                            row -> map.classesOf(row).stream().anyMatch(name -> atWork.contains(map.qualified(name))));
                }
                assertThat(left)
                        .as("rows of which %s puts no class to work", scenario)
                        .isEmpty();
            }
        }
    }

    private static Set<String> atWork(SteppedDriver driver, Path scenario, long seed) throws Exception {
        ResolvedScenario read =
                ScenarioReader.read(scenario, new ModelNames()).resolved().orElseThrow();
        World world = World.of(read, KernelModel.of(KernelVariant.NEWEST));
        ClassesAtWork run = new ClassesAtWork(world, message -> true);
        run.run(driver, seed);
        return run.names();
    }
}
