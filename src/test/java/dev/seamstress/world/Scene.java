package dev.seamstress.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.plan.ResolvedScenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A scenario under one kernel, for tests that run it again and again.
 *
 * @param name where it comes from, for failure messages
 */
public record Scene(String name, ResolvedScenario scenario, KernelModel model) {
    private static final ModelNames NAMES = new ModelNames();

    /** The scenario in {@code text} under the newest kernel. */
    public static Scene of(String name, String text) {
        return of(name, text, KernelModel.of(KernelVariant.NEWEST));
    }

    /** The scenario in {@code text} under {@code variant} as it is. */
    public static Scene of(String name, String text, KernelVariant variant) {
        return of(name, text, KernelModel.of(variant));
    }

    public static Scene of(String name, String text, KernelModel model) {
        ReadResult read = ScenarioReader.read(name, text.getBytes(UTF_8), NAMES);
        if (!read.isGood()) {
            throw new AssertionError(read.problems().render() + text);
        }
        return new Scene(name, read.resolved().orElseThrow(), model);
    }

    /** A file below {@code scenarios/first}. */
    public static Scene first(String file) {
        return file("first/" + file, KernelModel.of(KernelVariant.NEWEST));
    }

    /** A file below {@code scenarios}, its name without the ending. */
    public static Scene file(String file, KernelModel model) {
        Path path = Path.of("scenarios", file + ".tdx");
        ReadResult read = ScenarioReader.read(path, NAMES);
        if (!read.isGood()) {
            throw new AssertionError(read.problems().render());
        }
        return new Scene(path.toString(), read.resolved().orElseThrow(), model);
    }

    /** Every scenario file that this version can run; one that is wrong, not merely unmodelled, is an error. */
    public static List<Scene> ofFiles() {
        List<Scene> scenes = new ArrayList<>();
        for (Path path : files()) {
            ReadResult read = ScenarioReader.read(path, NAMES);
            if (!read.isRight()) {
                throw new AssertionError(read.problems().render());
            }
            read.resolved()
                    .map(scenario -> new Scene(path.toString(), scenario, KernelModel.of(KernelVariant.NEWEST)))
                    .filter(Scene::canRun)
                    .ifPresent(scenes::add);
        }
        return scenes;
    }

    private static List<Path> files() {
        try (Stream<Path> found = Files.walk(Path.of("scenarios"))) {
            return found.filter(file -> file.toString().endsWith(".tdx"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean canRun() {
        return Unmodelled.in(scenario, model).isEmpty();
    }

    /** A world of its own, in its first state. */
    public World world() {
        try {
            return World.of(scenario, model);
        } catch (NotModelledException e) {
            throw new AssertionError(name, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
