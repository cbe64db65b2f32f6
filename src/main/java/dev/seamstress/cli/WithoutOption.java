package dev.seamstress.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option that turns rules off. */
final class WithoutOption {
    @Option(
            names = "--without",
            paramLabel = "RULE",
            split = ",",
            completionCandidates = NamesToComplete.Rules.class,
            description = {
                "Do not look whether this rule is broken, such as V13, so as to see what comes after it; every verdict",
                "says so. May be given again; 'seamstress rules' lists the rules."
            })
    private List<String> names = List.of();

    /**
     * The rules, in their order, for a file that says that {@code rule} is broken.
     *
     * <p>Errors: {@link ParameterException}, also if that one is to be off and {@code otherwise} is what can be done.
     */
    List<String> namesBut(String rule, String otherwise, CommandLine command) {
        List<String> all = names(command);
        if (all.contains(rule)) {
            throw new ParameterException(
                    command,
                    "--without: the file says that " + rule + " is broken, and so it is looked at; " + otherwise);
        }
        return all;
    }

    /** The rules, in their order. Errors: {@link ParameterException} for what is no rule, or cannot be off. */
    List<String> names(CommandLine command) {
        String problem = RulesOff.problem(names);
        if (problem != null) {
            throw new ParameterException(command, "--without: " + problem);
        }
        return RulesOff.sorted(names);
    }
}
