package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.decode.Explained;
import dev.seamstress.decode.Log;
import dev.seamstress.decode.Reading;
import dev.seamstress.scenario.problem.Near;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress decode}: says what words of KVM and of the TDX module mean. */
@Command(
        name = "decode",
        description = {
            "Explain status words, page table entries, and lines of the kernel's log.",
            "A word is hexadecimal, or the name of a status as in 'OPERAND_BUSY|SEPT_TREE'; RCX and RDX of the same"
                    + " call may follow it as rcx=WORD and rdx=WORD. A word that can be several things is explained as"
                    + " the likeliest, and the others are named.",
            "Below a status stand commands that run scenarios in which a call returns it.",
            "Ends with 64 if a word makes no sense, and with 65 if a text on stdin does not."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DecodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WORD",
            arity = "1..*",
            description = "Words, or the line of a log in quotes; - reads a text from stdin, such as the log itself.")
    private List<String> words;

    @Option(
            names = "--as",
            paramLabel = "READING",
            description = {
                "What the words are that have no name:",
                "status, spte, sept, l2-sept, rcx, rdx or page-info."
            })
    private String as;

    @Option(names = "--json", description = "Print one JSON object a word or call.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        boolean isStdin = words.contains(Input.STDIN);
        if (isStdin && words.size() > 1) {
            throw usage("'-' reads all words from stdin; give no others beside it");
        }
        Log log = Log.of(isStdin ? "<stdin>" : "<words>", isStdin ? stdin() : String.join(" ", words), reading());
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        DecodeText text = new DecodeText(out);
        for (Explained one : log.explained()) {
            if (json) {
                out.println(DecodeJson.of(one));
            } else {
                text.print(one);
            }
        }
        if (log.passedOver() > 0) {
            err.println("passed over: " + log.passedOver()
                    + " lines that tell of no SEAMCALL, are no warning of KVM, and begin with no word");
        }
        if (log.problems().isEmpty()) {
            return ExitCode.AS_EXPECTED.number();
        }
        err.print(log.problems().render());
        return (isStdin ? ExitCode.BAD_INPUT : ExitCode.USAGE).number();
    }

    private Reading reading() {
        Reading reading = as == null ? null : Reading.named(as);
        if (as != null && reading == null) {
            throw usage("no reading '" + as + "'; there are "
                    + Near.list(Reading.ids(), "and").replace('`', '\''));
        }
        return reading;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** One character more than a text may have, so that a longer one is seen to be too long. */
    private static String stdin() throws IOException {
        return new String(Input.once(Input.STDIN).readNBytes(Log.LENGTH_MAX + 1), UTF_8);
    }
}
