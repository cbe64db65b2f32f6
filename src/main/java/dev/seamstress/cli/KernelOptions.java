package dev.seamstress.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that choose a kernel. */
final class KernelOptions {
    @Option(
            names = "--model",
            paramLabel = "M",
            completionCandidates = NamesToComplete.Models.class,
            description = "The kernel; if not given what the scenario names, of which run takes the newest.")
    private String model;

    @Option(
            names = "--mutate",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = NamesToComplete.Mutations.class,
            description = {
                "Plant a bug; may be given again. A kernel switch turns that change on, no-SWITCH off.",
                "'seamstress mutations' lists the bugs, 'seamstress models' the switches."
            })
    private List<String> mutations = List.of();

    @Mixin
    private ModuleOption module = new ModuleOption();

    @Mixin
    private WithoutOption without = new WithoutOption();

    /** What was chosen. Errors: {@link ParameterException} for names that do not exist. */
    KernelChoice choice(CommandLine command) {
        KernelChoice choice = new KernelChoice(model, mutations, module.name(command), without.names(command));
        if (choice.problem() != null) {
            throw new ParameterException(command, choice.problem());
        }
        return choice;
    }
}
