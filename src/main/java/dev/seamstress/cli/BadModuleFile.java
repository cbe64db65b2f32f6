package dev.seamstress.cli;

import dev.seamstress.scenario.problem.Problems;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A module file that cannot be used. Its message is all that is wrong with it, as for a scenario. */
final class BadModuleFile extends ParameterException {
    private static final long serialVersionUID = 1;

    BadModuleFile(CommandLine command, Problems problems) {
        super(command, problems.render());
    }
}
