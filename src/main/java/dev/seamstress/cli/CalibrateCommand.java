package dev.seamstress.cli;

import dev.seamstress.load.calibrate.Calibration;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seamstress calibrate}: fits the costs of load jobs to traces of a real kernel. */
@Command(
        name = "calibrate",
        description = {
            "Fit costs to ftrace texts of a real kernel, and print them as a group for load jobs.",
            "What no two events enclose is listed with the reason. No file is ever overwritten."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CalibrateCommand implements Callable<Integer> {
    private static final double GHZ_MAX = 1000;
    private static final double OVERHEAD_MAX = 1e6;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "What /sys/kernel/tracing/trace has, or 'trace-cmd report' prints.")
    private List<String> files;

    @Option(
            names = "--ghz",
            paramLabel = "G",
            description = "Ticks a nanosecond, for a trace clock that counts ticks, such as x86-tsc.")
    private Double ghz;

    @Option(
            names = "--overhead",
            paramLabel = "NS",
            defaultValue = "0",
            description = "Nanoseconds that writing an event takes, which are taken off. Default: ${DEFAULT-VALUE}.")
    private double overhead;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = {
                "Write costs.conf into this directory, new or empty, and files of times for what no distribution",
                "fits."
            })
    private String out;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (ghz != null && !(ghz > 0 && ghz <= GHZ_MAX) || !(overhead >= 0 && overhead <= OVERHEAD_MAX)) {
            throw new ParameterException(
                    spec.commandLine(), "--ghz is more than 0, and --overhead a number of nanoseconds");
        }
        String impossible = out == null ? null : OutDirectory.refusal(Path.of(out));
        if (impossible != null) {
            return bad(out, impossible);
        } else if (out != null && isTaken(Path.of(out))) {
            return bad(out, "it is there already and not empty, and nothing is overwritten");
        }
        OptionalDouble tick = ghz == null ? OptionalDouble.empty() : OptionalDouble.of(1 / ghz);
        Calibration calibration = new Calibration(tick, overhead);
        for (String file : files) {
            try (InputStream in = Input.once(file)) {
                calibration.read(in);
            } catch (Calibration.Unusable problem) {
                return bad(file, problem.getMessage());
            } catch (NoSuchFileException | InvalidPathException problem) {
                return bad(file.replace('\0', '?'), "there is no such file");
            } catch (IOException problem) {
                return bad(file, "it cannot be read: " + problem.getMessage());
            }
        }
        Calibrated calibrated = new Calibrated(calibration, files.size(), overhead);
        KeptResult kept = new KeptResult(spec.commandLine().getErr());
        if (out != null) {
            kept.keep(() -> write(calibrated));
        }
        PrintWriter printer = spec.commandLine().getOut();
        printer.print(json ? calibrated.json() + "\n" : calibrated.text(out != null));
        printer.flush();
        if (calibration.fitted().isEmpty()) {
            spec.commandLine().getErr().println("no two events of these traces enclose anything that costs");
            return ExitCode.BAD_INPUT.number();
        }
        return kept.exit(ExitCode.AS_EXPECTED).number();
    }

    private void write(Calibrated calibrated) throws IOException {
        try {
            calibrated.write(Path.of(out));
        } catch (IOException e) {
            throw new IOException(out + ": error: it cannot be written: " + WholeFile.why(e), e);
        }
    }

    private static boolean isTaken(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isPresent();
        }
    }

    private int bad(String file, String message) {
        spec.commandLine().getErr().println(file + ": error: " + message);
        return ExitCode.BAD_INPUT.number();
    }
}
