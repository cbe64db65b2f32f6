package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The root command, and the only place where the process meets the outside: streams, locale, exit code.
 *
 * <p>stdout carries the result and nothing else; what a person wants to know meanwhile goes to stderr. Both are UTF-8
 * and speak no locale, whatever the machine prefers, because results are compared and pasted into mails.
 */
@Command(
        name = "seamstress",
        description = "An executable model of how Linux KVM manages guest memory for Intel TDX virtual machines.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {"", "In place of a file to be read, '-' is stdin."})
public final class Main implements Runnable {
    /** In the order in which the help lists them. */
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            StepCommand.class,
            ExploreCommand.class,
            ReplayCommand.class,
            ShrinkCommand.class,
            ViewCommand.class,
            ConvertCommand.class,
            ExplainCommand.class,
            DiffCommand.class,
            StatsCommand.class,
            LoadCommand.class,
            SweepCommand.class,
            CompareCommand.class,
            CalibrateCommand.class,
            MatrixCommand.class,
            SelftestCommand.class,
            ListCommand.class,
            LintCommand.class,
            FmtCommand.class,
            DecodeCommand.class,
            ModelsCommand.class,
            MutationsCommand.class,
            RulesCommand.class,
            BenchCommand.class,
            CompletionCommand.class,
            VersionCommand.class,
            HelpCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show where an internal error came from.")
    private boolean debug;

    private Main() {}

    /** Runs the command line {@code args} and ends the process. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        // Logging starts on several threads at once, of which SLF4J would warn although nothing is lost.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        ResultStream results = new ResultStream(FileDescriptor.out);
        PrintStream out = new PrintStream(results, true, UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
        System.setOut(out);
        System.setErr(err);
        // Results may be long and are flushed at the end; what is said meanwhile is shown at once.
        int status = run(
                new PrintWriter(new OutputStreamWriter(out, UTF_8), false),
                new PrintWriter(new OutputStreamWriter(err, UTF_8), true),
                args);
        if (results.failure().isPresent()) {
            err.println("seamstress: the result cannot be written: "
                    + results.failure().orElseThrow());
            status = status == 0 ? ExitCode.INTERNAL_ERROR.number() : status;
        }
        System.exit(status);
    }

    /**
     * Runs the command line {@code args} inside this process.
     *
     * <p>Errors: none escapes. Whatever a command throws becomes one line on {@code err} and an exit code.
     *
     * @return the exit code for the shell
     */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main();
        Input.begin();
        try {
            CommandLine root = new CommandLine(main);
            commands(args).forEach(root::addSubcommand);
            return root.setOut(out)
                    .setErr(err)
                    .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO)) // heeds NO_COLOR
                    .setParameterExceptionHandler((problem, given) -> explainUsage(problem))
                    .setExecutionExceptionHandler((problem, command, parsed) -> main.explainBug(problem, err))
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(args);
        } catch (RuntimeException | Error problem) {
            // Commands that cannot be assembled, and what picocli passes on: failed assertions, a full heap.
            return main.explainBug(problem, err);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /**
     * The command that is named first, alone, for it takes longer to assemble all than some take to run; or all, where
     * another word comes first, or one that is about all: the help lists them, and what is mistyped is looked for among
     * them.
     */
    private static List<Class<?>> commands(String... args) {
        for (Class<?> command : COMMANDS) {
            boolean isNamed = args.length > 0
                    && args[0].equals(command.getAnnotation(Command.class).name());
            if (isNamed && command != HelpCommand.class && command != CompletionCommand.class) {
                return List.of(command);
            }
        }
        return COMMANDS;
    }

    /** Called when no command was given: there is nothing to do by default. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    private static int explainUsage(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        if (problem instanceof BadModuleFile) {
            err.print(problem.getMessage());
            return ExitCode.BAD_INPUT.number();
        }
        err.println("seamstress: "
                + problem.getMessage().replaceFirst("is not an? (int|long)$", "is no whole number, or too large"));
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE.number();
    }

    private int explainBug(Throwable problem, PrintWriter err) {
        if (problem instanceof OutOfMemoryError) {
            long mib = Runtime.getRuntime().maxMemory() >> 20;
            err.println(
                    "seamstress: out of memory (the JVM has " + mib + " MiB): give a search less with --memory, play"
                            + " fewer replications at once with --workers, or give the JVM more:"
                            + " SEAMSTRESS_JAVA_OPTS='-XX:+UseSerialGC -Xmx4g'");
            return ExitCode.INTERNAL_ERROR.number();
        }
        err.println("seamstress: internal error: " + problem + (debug ? "" : " (--debug shows where)"));
        if (debug) {
            problem.printStackTrace(err);
        }
        return ExitCode.INTERNAL_ERROR.number();
    }
}
