package dev.seamstress.world;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.words.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    /** Every scenario file that this version can run, under the newest kernel. */
    public static List<Scene> ofFiles() {
        return all().stream().filter(Scene::isOwn).toList();
    }

    /** Every scenario file under every other kernel that it names, planted bugs included. */
    public static List<Scene> ofOtherTargets() {
        return all().stream().filter(scene -> !scene.isOwn()).toList();
    }

    /** A file that is wrong, not merely unmodelled, is an error. */
    private static List<Scene> all() {
        List<Scene> scenes = new ArrayList<>();
        for (Path path : files()) {
            ReadResult read = ScenarioReader.read(path, NAMES);
            if (!read.isRight()) {
                throw new AssertionError(read.problems().render());
            }
            ResolvedScenario scenario = read.resolved().orElseThrow();
            for (Target target : scenario.targets()) {
                KernelModel model = KernelModel.of(KernelVariant.named(target.model()), target.mutations());
                scenes.add(new Scene(path.toString(), scenario, model));
            }
        }
        scenes.removeIf(scene -> !scene.canRun());
        return scenes;
    }

    private boolean isOwn() {
        boolean isPlain = model.changes().equals(scenario.targets().get(0).mutations());
        return isPlain && model.variant() == KernelVariant.NEWEST;
    }

    /** What the file expects of the kernel. */
    public Target target() {
        return scenario.targets().stream()
                .filter(target -> target.model().equals(model.variant().id())
                        && target.mutations().equals(model.changes()))
                .findFirst()
                .orElseGet(() -> new Target(model.variant().id(), model.changes(), Verdict.PROVED, null));
    }

    /**
     * True of a kernel between 6.12 and the newest, as it is, of which the file expects what it expects of the newest:
     * where one search of a scenario is enough, it is another one. {@code selftest} asks them all.
     */
    public boolean isAsUnderTheNewest() {
        boolean isBetween = model.variant() == KernelVariant.KVM_6_16 || model.variant() == KernelVariant.KVM_6_18;
        Target target = target();
        return isBetween
                && model.changes().isEmpty()
                && scenario.targets().stream()
                        .filter(other -> other.model().equals(KernelVariant.NEWEST.id()))
                        .filter(other -> other.mutations().isEmpty())
                        .anyMatch(other ->
                                other.expected() == target.expected() && Objects.equals(other.rule(), target.rule()));
    }

    /** True if every one of its runs is expected to come to an end: a broken kernel may do anything. */
    public boolean isEnding() {
        Target target = target();
        return target.expected() == Verdict.PROVED || target.expected() == Verdict.REFUTED && isClaim(target.rule());
    }

    private static boolean isClaim(String rule) {
        return rule != null && rule.indexOf('#') >= 0;
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
        return name + " under " + model;
    }
}
