package dev.seamstress.load.run;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.Warmup;
import dev.seamstress.load.random.Draw;
import java.util.function.BooleanSupplier;

/**
 * Finds how long a job takes to come to its steady state, by playing it a few times before, with random numbers that no
 * replication has: the time of the last task that MSER-5 leaves out of the last phase, the latest of these runs.
 */
public final class AutoWarmup {
    private static final int PILOTS = 3;

    private AutoWarmup() {}

    /** The job with a warm-up, if it wants one to be found; else, or if it is stopped, the job as it is. */
    public static Job settled(Job job, long seed, BooleanSupplier isStopped) {
        if (job.measure().warmup().origin() != Warmup.Origin.WANTED) {
            return job;
        }
        long latest = 0;
        Warmup.Origin origin = Warmup.Origin.FOUND;
        for (int pilot = 1; pilot <= PILOTS; pilot++) {
            TaskSeries series = new TaskSeries();
            LoadRun run = new LoadRun(job, Draw.seed(seed, -pilot));
            run.listen(series);
            if (run.play(share -> !isStopped.getAsBoolean()) == null) {
                return job;
            }
            long ns = series.warmupNs();
            origin = ns < 0 ? Warmup.Origin.NOT_STEADY : origin;
            latest = Math.max(latest, ns < 0 ? ~ns : ns);
        }
        return job.with(new Warmup(latest, origin));
    }
}
