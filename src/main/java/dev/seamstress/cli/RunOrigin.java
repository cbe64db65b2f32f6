package dev.seamstress.cli;

import java.util.OptionalLong;

/**
 * How a run came about, as its title, its summary and its JSON say it.
 *
 * @param driver who delivered the messages, for people
 * @param driverId the same for programs
 * @param choices what made the choices
 * @param seed the seed, if one made them
 * @param isReproducible the command makes the same run again
 * @param again the command
 * @param cut what became of a run that was ended before it ended by itself
 */
record RunOrigin(
        String driver,
        String driverId,
        String choices,
        OptionalLong seed,
        boolean isReproducible,
        String again,
        String cut) {
    /** A run of {@code file}, as asked for on the command line. */
    static RunOrigin of(String file, RunSettings settings) {
        String again = RunText.command(file, settings);
        String cut = RunOutcome.End.DID_NOT_END.text();
        return switch (settings.driver()) {
            case STEPPED ->
                new RunOrigin(
                        "pekko, stepped",
                        "pekko-stepped",
                        "seed " + settings.seed(),
                        OptionalLong.of(settings.seed()),
                        true,
                        again,
                        cut);
            case LIVE ->
                new RunOrigin(
                        "pekko, live (cannot be repeated), log replayed",
                        "pekko-live",
                        "choices of the machine",
                        OptionalLong.empty(),
                        false,
                        again,
                        cut);
        };
    }

    /** How a run ended, in words. */
    String text(RunOutcome.End end) {
        return end == RunOutcome.End.DID_NOT_END ? cut : end.text();
    }
}
