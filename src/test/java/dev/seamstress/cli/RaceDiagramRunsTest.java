package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.engine.Engine;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.Recording;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.DiagramNotes;
import dev.seamstress.trace.export.Golden;
import dev.seamstress.trace.export.RaceDiagram;
import dev.seamstress.world.Scene;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: race diagrams of real runs read as they should, and keep their width.
 *
 * <p>Method: diagrams of races that show most of what there is are kept beside the tests; all scenarios, with their
 * planted bugs, are drawn in several widths.
 */
class RaceDiagramRunsTest {
    private static final int STEPS_MAX = 600;
    private static final int SEEDS = 4;
    private static final int INNER = RaceDiagram.WIDTH_MIN - "// ".length();

    /** A run and its names. */
    private record Run(World world, Recording recording) {
        static Run of(Scene scene, long seed) {
            World world = scene.world();
            Recording recording = new Recording(Integer.MAX_VALUE);
            Engine engine = new Engine(world.assembly(), false);
            engine.setSink(recording);
            engine.run(new RandomWalk(seed), STEPS_MAX);
            return new Run(world, recording);
        }

        List<String> lines(DiagramNotes notes, int width) {
            int threads = world.scenario().columns().size();
            return new RaceDiagram(Actors.of(world.assembly()), new ScenarioNames(world), threads)
                    .lines(recording, notes, width);
        }
    }

    private static DynamicTest kept(String file, long seed, int width, String... mutations) {
        String number = file.replaceAll("[a-z]+/([a-z]?[0-9]+[a-z]?).*", "$1");
        String name = "race-" + file.charAt(0) + number + "-" + seed + "-" + width
                + (mutations.length == 0 ? "" : "-" + mutations[0]) + ".txt";
        return dynamicTest(name, () -> {
            Scene scene = Scene.file(file, KernelModel.of(KernelVariant.NEWEST, List.of(mutations)));
            List<String> lines = Run.of(scene, seed).lines(DiagramNotes.NONE, width);
            Golden.check(name, String.join("\n", lines) + "\n");
        });
    }

    @TestFactory
    List<DynamicTest> whatDiagramsLookLike() {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(kept("first/03-two-vcpus-one-gfn", 10, 75));
        tests.add(kept("first/03-two-vcpus-one-gfn", 30, 75));
        tests.add(kept("first/05-four-vcpus-cold", 6, 75));
        tests.add(kept("first/05-four-vcpus-cold", 6, 120));
        tests.add(kept("first/09-convert-vs-fault", 17, 75));
        tests.add(kept("first/10-busy-from-accept", 19, 75));
        tests.add(kept("races/04-track-vs-enter", 58, 75));
        tests.add(kept("races/13-remove-before-kick", 118, 75, "b33-track-no-kick"));
        tests.add(kept("races/22-entry-not-guaranteed", 3, 75));
        tests.add(kept("races/b32-unlock-before-flush", 5, 75));
        tests.add(kept("races/06-lost-host-priority", 2, 75));
        for (int width : new int[] {60, 75, 120}) {
            tests.add(kept("races/05-block-vs-accept", 122, width));
            tests.add(kept("races/13-remove-before-kick", 118, width));
        }
        return tests;
    }

    @Test
    void noLineIsTooLong() {
        List<Scene> scenes = new ArrayList<>(Scene.ofFiles());
        scenes.addAll(Scene.ofOtherTargets());
        for (Scene scene : scenes) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                Run run = Run.of(scene, seed);
                for (int width : new int[] {INNER, 75, 120}) {
                    assertFits(run.lines(DiagramNotes.NONE, width), width, scene + ", seed " + seed);
                }
            }
        }
    }

    private static void assertFits(List<String> lines, int width, String name) {
        for (String line : lines) {
            assertThat(line).as(name).hasSizeLessThanOrEqualTo(width);
            assertThat(line).as(name).matches("[ -~]*[!-~]");
        }
    }

    @Test
    void theSameRunGivesTheSameDiagram() {
        for (Scene scene : Scene.ofFiles()) {
            assertThat(Run.of(scene, 3).lines(DiagramNotes.NONE, 75))
                    .as(scene.toString())
                    .isEqualTo(Run.of(scene, 3).lines(DiagramNotes.NONE, 75));
        }
    }

    @Test
    void pagesAreCalledByTheNamesOfTheScenario() {
        World world = Scene.of("names", "TDX n { slot 1 = 0x100+8 gmem; x = 0x101; y = x[3]; }\n P0 ;\n load ;\n")
                .world();
        ScenarioNames names = new ScenarioNames(world);
        assertThat(names.page(0x101, 1)).isEqualTo("x");
        assertThat(names.page(0x103, 1)).isEqualTo("x[2]");
        assertThat(names.page(0x104, 1)).isEqualTo("y");
        assertThat(names.page(0x105, 1)).isEqualTo("x[4]");
        assertThat(names.page(0x100, 1)).isEqualTo("0x100");
        assertThat(names.page(0x104 + 512, 1)).isEqualTo("0x304");
        assertThat(names.page(0, 512)).isEqualTo("x");
        assertThat(names.page(512, 512)).isEqualTo("x[255]");
    }

    @Test
    void runDrawsIt() {
        Cli cli = Cli.run("run", "scenarios/first/03-two-vcpus-one-gfn.tdx", "--seed", "10", "--timeline", "race");
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("\n27    RETRY: mirror(x) FROZEN by P1\n", "\n    P0  ", "two-vcpus-one-gfn: pekko");
    }

    @Test
    void aBrokenRuleIsMarkedWhereItBreaks() {
        Cli cli = Cli.run(
                "run",
                "scenarios/races/14-frozen-never-cleared.tdx",
                "--seed=2",
                "--mutate=b29-no-rollback",
                "--timeline=race",
                "--width=120");
        assertThat(cli.out()).contains("38    RETRY: the module was busy\n        <- V05 broken here\n");
    }

    @Test
    void widthsHaveTheirBoundsAndAreForColumnsAndDiagrams() {
        String file = "scenarios/first/03-two-vcpus-one-gfn.tdx";
        Cli narrow = Cli.run("run", file, "--timeline", "race", "--width", "59");
        assertThat(narrow.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(narrow.err()).contains("--width takes 60 to 200, not 59");
        assertThat(Cli.run("run", file, "--timeline", "race", "--width", "201").err())
                .contains("--width takes 60 to 200, not 201");
        assertThat(Cli.run("run", file, "--timeline", "log", "--width", "100").err())
                .contains("--width is for --timeline columns and race");
        assertThat(Cli.run("run", file, "--timeline", "race", "--width", "60")
                        .out()
                        .lines()
                        .takeWhile(line -> !line.contains("one schedule")))
                .allMatch(line -> line.length() <= 60);
    }
}
