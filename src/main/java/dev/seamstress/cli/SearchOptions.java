package dev.seamstress.cli;

import dev.seamstress.explore.Limits;
import dev.seamstress.explore.Trust;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that bound a search. */
final class SearchOptions {
    /** Of the heap, what a search may take for what it remembers; the rest is for everything else. */
    private static final double SHARE = 0.7;

    /** Less than that is meant for something else: {@code 512} for 512M. */
    private static final long BYTES_MIN = 1 << 20;

    @Option(
            names = "--time",
            paramLabel = "D",
            converter = Time.Converter.class,
            description = "Stop after so long: 90s, 5m, 2h. As long as it takes if not given.")
    private Time time;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Size.Converter.class,
            description = "What a search may remember: 512M, 4G. Most of Java's heap if not given.")
    private Size memory;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Follow no schedule for more than N steps; what is proved then is not printed as proved.")
    private int depth = Integer.MAX_VALUE;

    @Option(
            names = "--self-check",
            description = "Believe nothing: compute each fingerprint anew and make each step twice. Slow.")
    private boolean isSelfCheck;

    @Option(
            names = "--no-symmetry",
            description = "Tell states apart that differ only by an exchange of interchangeable vCPUs.")
    private boolean isAsymmetric;

    @Option(
            names = "--all-moments",
            description = "Tell states apart that differ only by what nobody in the scenario can tell, such as whether"
                    + " the owner of a lock has heard yet that it was given back.")
    private boolean hasAllMoments;

    private static long heap() {
        return (long) (Runtime.getRuntime().maxMemory() * SHARE);
    }

    /** The limits. Errors: {@link ParameterException} for what makes no sense. */
    Limits limits(CommandLine command) {
        if (depth < 1) {
            throw new ParameterException(command, "--depth takes a number of steps from 1, not " + depth);
        }
        if (memory != null && memory.bytes() < BYTES_MIN) {
            throw new ParameterException(command, "--memory is less than a search begins with; it takes sizes from 1M");
        }
        if (memory != null && memory.bytes() > heap()) {
            throw new ParameterException(
                    command,
                    "--memory is more than this Java can give, " + (heap() >> 20)
                            + "M; SEAMSTRESS_JAVA_OPTS=-Xmx… gives it more");
        }
        return Limits.NONE.withBytes(memory == null ? heap() : memory.bytes()).withDepth(depth);
    }

    Duration time() {
        return time == null ? null : time.duration();
    }

    Trust trust() {
        return new Trust(isSelfCheck, !isAsymmetric, !hasAllMoments);
    }

    /** An option that was given and says something about states, which walks do not know; null if there is none. */
    String ofStates() {
        if (isSelfCheck) {
            return "--self-check";
        }
        if (isAsymmetric) {
            return "--no-symmetry";
        }
        return hasAllMoments ? "--all-moments" : null;
    }
}
