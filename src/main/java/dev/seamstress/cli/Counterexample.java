package dev.seamstress.cli;

import dev.seamstress.explore.Explanation;
import dev.seamstress.explore.Shrunk;
import dev.seamstress.sched.ScheduleFile;
import dev.seamstress.world.World;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A counterexample that needs nothing else: a scenario of its own, a schedule, a drawing, and what there is to say of
 * it.
 *
 * @param shrunk the smaller scenario, its schedule, and what was left out
 * @param world of the smaller scenario
 * @param diagram the race, a line each
 * @param file as it is written: the scenario, the drawing as comments, the schedule
 */
record Counterexample(Shrunk shrunk, World world, Explanation explanation, List<String> diagram, ScheduleFile file) {
    private static final int HASH_BYTES = 4;

    /** The text of a mail: the file without the checks of each step, and with what is to be said of it as comments. */
    String mail() {
        return file.withoutChecks()
                .withComments(new CounterexampleSaid(this).mailed())
                .render();
    }

    /** {@code NAME-HASH.schedule}; another counterexample has another name. */
    String fileName(String scenario) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(file.render().getBytes(StandardCharsets.UTF_8));
            String name = scenario.toLowerCase(Locale.ROOT);
            return name + "-" + HexFormat.of().formatHex(hash, 0, HASH_BYTES) + ".schedule";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
