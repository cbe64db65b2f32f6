package dev.seamstress.cli;

import java.util.List;

/** One exit code for several files. */
final class ExitCodes {
    /** The first of these that occurred decides. */
    private static final List<ExitCode> ORDER = List.of(
            ExitCode.INTERNAL_ERROR,
            ExitCode.REPLAY_DRIFT,
            ExitCode.BAD_INPUT,
            ExitCode.INVARIANT,
            ExitCode.KVM_BUG,
            ExitCode.DEADLOCK,
            ExitCode.LIVELOCK,
            ExitCode.EXPECTATION_NOT_MET,
            ExitCode.INCONCLUSIVE);

    private ExitCodes() {}

    /** The code for files that ended with {@code codes}. */
    public static ExitCode worst(List<ExitCode> codes) {
        return ORDER.stream().filter(codes::contains).findFirst().orElse(ExitCode.AS_EXPECTED);
    }
}
