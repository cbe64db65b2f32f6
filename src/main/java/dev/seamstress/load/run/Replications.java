package dev.seamstress.load.run;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.random.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Plays a job several times, each time with other random numbers, on as many processors as there is memory for. */
public final class Replications {
    private final Job job;
    private final long seed;
    private final int workers;

    /** {@code workers}: how many are played at once, at most. */
    public Replications(Job job, long seed, int workers) {
        this.job = job;
        this.seed = seed;
        this.workers = Math.max(1, Math.min(workers, job.measure().replications()));
    }

    /** The seed of replication {@code number}, from 0. */
    public static long seed(long seed, int number) {
        return Draw.seed(seed, number);
    }

    /** Is told how they get on, by number, from 0; from several threads at once. */
    public interface Watch {
        /** Such a share of it is done, from 0 to 1; {@code soFar} can be asked while this is told. */
        default void at(int number, double share, Supplier<LoadRun.SoFar> soFar) {}

        /** It is at its end. */
        void ended(int number);
    }

    /**
     * Plays them. What comes out does not depend on how many are played at once.
     *
     * @param isStopped asked now and then; once it is true, what is not at its end is left out
     * @param watch told now and then how they get on
     * @return those that came to their end, in order
     */
    public List<LoadRun.Outcome> play(BooleanSupplier isStopped, Watch watch) {
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<LoadRun.Outcome>> futures = new ArrayList<>();
            for (int i = 0; i < job.measure().replications(); i++) {
                int number = i;
                futures.add(threads.submit(() -> one(number, isStopped, watch)));
            }
            List<LoadRun.Outcome> outcomes = new ArrayList<>();
            for (Future<LoadRun.Outcome> future : futures) {
                LoadRun.Outcome outcome = future.get();
                if (outcome != null) {
                    outcomes.add(outcome);
                }
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private LoadRun.Outcome one(int number, BooleanSupplier isStopped, Watch watch) {
        if (isStopped.getAsBoolean()) {
            return null;
        }
        LoadRun run = new LoadRun(job, seed(seed, number));
        LoadRun.Outcome outcome = run.play(share -> {
            watch.at(number, share, run::soFar);
            return !isStopped.getAsBoolean();
        });
        if (outcome != null) {
            watch.ended(number);
        }
        return outcome;
    }

    private static RuntimeException unwrapped(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
    }
}
