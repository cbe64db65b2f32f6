package dev.seamstress.load.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.JobFile;
import java.nio.file.Path;
import java.util.List;

/** Jobs inside a test. */
public final class Jobs {
    private static final JobFile.Limits LIMITS = new JobFile.Limits(4L << 30, LoadResult.names());

    private Jobs() {}

    public static Job of(String... lines) {
        JobFile.Read read = JobFile.read(
                Path.of("conf/load/test.conf"), String.join("\n", lines).getBytes(UTF_8), List.of(), LIMITS);
        if (!read.problems().isEmpty()) {
            throw new AssertionError(read.problems().render());
        }
        return read.job().orElseThrow();
    }

    public static LoadResult played(Job job, long seed) {
        return new LoadResult(job, seed, new Replications(job, seed, 1).play(() -> false, number -> {}));
    }
}
