package dev.seamstress.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code seamstress completion}: what a shell needs to complete a command line. */
@Command(
        name = "completion",
        description = {
            "Print a script by which bash and zsh complete commands, options, and the names of kernels, bugs and"
                    + " rules.",
            "'source <(./seamstress completion)' does it for this shell."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("seamstress", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
        return ExitCode.AS_EXPECTED.number();
    }
}
