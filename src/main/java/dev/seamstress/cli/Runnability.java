package dev.seamstress.cli;

import dev.seamstress.scenario.ReadResult;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.problem.Problems;
import dev.seamstress.world.NotModelledException;
import dev.seamstress.world.World;

/** What keeps a file from running in this version: what {@code run} refuses, {@code lint} and {@code list} name. */
final class Runnability {
    private Runnability() {}

    /** What is wrong with the file, or keeps it from running under its own model; empty if it runs. */
    static Problems problems(ReadResult read) {
        if (!read.isGood()) {
            return read.problems();
        }
        ResolvedScenario scenario = read.resolved().orElseThrow();
        try {
            World.of(scenario, KernelChoice.OF_THE_FILE.of(scenario));
            return read.problems();
        } catch (NotModelledException missing) {
            return problems(read, missing);
        }
    }

    /** What keeps a file without errors from running; a model has the place where the file names it, if it does. */
    static Problems problems(ReadResult read, NotModelledException missing) {
        Problems problems = read.problems();
        for (String word : missing.words()) {
            At at = read.tree().options().kernels().models().stream()
                    .filter(model -> model.is(word))
                    .map(Name::at)
                    .findFirst()
                    .orElse(At.NONE);
            problems = problems.withNotModelled(at, word);
        }
        return problems;
    }
}
