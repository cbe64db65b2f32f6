package dev.seamstress.cli;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command that plays load jobs can say in place of a job. */
final class JobOptions {
    private static final int REPLICATIONS_MAX = 1000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--replications",
            paramLabel = "R",
            description = "How often to play it, each time with other random numbers, in place of what the job says.")
    private Integer replications;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Where random numbers begin. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "In place of what the job says, as in 'td.vcpus=8'; may be given again.")
    private List<String> sets = List.of();

    long seed() {
        return seed;
    }

    /** True if the command line says how often. */
    boolean hasReplications() {
        return replications != null;
    }

    /**
     * Errors: {@link ParameterException} unless there are at least {@code least} replications, if any are asked for.
     */
    void requireReplications(int least) {
        if (hasReplications() && (replications < least || replications > REPLICATIONS_MAX)) {
            throw new ParameterException(
                    spec.commandLine(), "--replications is a number from " + least + " to " + REPLICATIONS_MAX);
        }
    }

    /** All settings, of which the last one of a key wins; {@code model}: null for the job's. */
    List<String> settings(String model, List<String> own) {
        List<String> all = new ArrayList<>(sets);
        all.addAll(own);
        if (model != null) {
            all.add("model=" + ConfigUtil.quoteString(model));
        }
        if (hasReplications()) {
            all.add("replications=" + replications);
        }
        return all;
    }

    /** The command that plays the job so again, as a shell takes it. */
    String again(String file, List<String> settings) {
        StringBuilder line = new StringBuilder("./seamstress load ").append(RunText.quoted(file));
        line.append(" --seed ").append(seed);
        settings.forEach(set -> line.append(" --set ").append(RunText.quoted(set)));
        return line.toString();
    }
}
