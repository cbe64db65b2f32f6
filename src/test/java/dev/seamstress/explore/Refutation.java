package dev.seamstress.explore;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.world.ModelNames;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A scenario file that is refuted under a kernel, as the file itself says, and the counterexample. */
record Refutation(Path file, ReadResult read, KernelModel model, Finding finding) {
    private static final ModelNames NAMES = new ModelNames();

    /** Found once for all tests. */
    private static final class All {
        private static final List<Refutation> LIST = List.copyOf(found());
    }

    /** Every one that is shipped; of the kernels from 6.16 on, which run alike, only the newest. */
    static List<Refutation> all() {
        return All.LIST;
    }

    private static List<Refutation> found() {
        List<Refutation> all = new ArrayList<>();
        for (Path file : files()) {
            ReadResult read = ScenarioReader.read(file, NAMES);
            for (Target target : read.resolved().orElseThrow().targets()) {
                boolean isAlike =
                        target.model().equals("kvm-6.16") || target.model().equals("kvm-6.18");
                boolean isRefuted = target.expected() != Verdict.PROVED && target.expected() != Verdict.BOUNDED;
                if (isRefuted && !isAlike) {
                    all.add(of(file, read, target));
                }
            }
        }
        return all;
    }

    /** That of one file, its name below {@code scenarios} without the ending, under {@code kernel} as it writes it. */
    static Refutation of(String file, String kernel) {
        Path path = Path.of("scenarios", file + ".tdx");
        ReadResult read = ScenarioReader.read(path, NAMES);
        return read.resolved().orElseThrow().targets().stream()
                .filter(target -> target.name().equals(kernel))
                .map(target -> of(path, read, target))
                .findFirst()
                .orElseThrow();
    }

    /** The tree of a scenario's text. */
    static Scenario parse(String text) {
        return ScenarioReader.read("text", text.getBytes(UTF_8), NAMES).tree();
    }

    /** What a scenario's text means that can be run; empty if it means nothing. */
    static Optional<ResolvedScenario> resolve(String text) {
        return ScenarioReader.read("text", text.getBytes(UTF_8), NAMES).resolved();
    }

    private static Refutation of(Path file, ReadResult read, Target target) {
        KernelModel model = KernelModel.of(KernelVariant.named(target.model()), target.mutations());
        String wanted = switch (target.expected()) {
            case LIVELOCK -> Rule.LIVELOCK;
            case DEADLOCK -> Rule.DEADLOCK;
            default -> target.rule();
        };
        Refutation bare = new Refutation(file, read, model, null);
        return new Refutation(file, read, model, find(bare.world(), bare, wanted));
    }

    private static Finding find(World world, Refutation bare, String wanted) {
        Findings findings = wanted == null ? Findings.any() : Findings.of(wanted);
        new Exhaustive(Judge.of(world), Limits.NONE, findings).search();
        return findings.list().stream()
                .filter(finding -> wanted == null || finding.rule().name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new AssertionError(bare + " is not refuted"));
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

    /** A shortest schedule of it. */
    Finding shortest() {
        Explorer explorer = new Explorer(
                this::world, Explorer.Settings.DEFAULT.withWanted(finding.rule().name()));
        return explorer.shortest(explorer.explore().finding().orElseThrow(), Integer.MAX_VALUE)
                .orElseThrow();
    }

    /** A world of its own, in its first state. */
    World world() {
        try {
            return World.of(read.resolved().orElseThrow(), model);
        } catch (NotModelledException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    @Override
    public String toString() {
        return file + " under " + model;
    }
}
