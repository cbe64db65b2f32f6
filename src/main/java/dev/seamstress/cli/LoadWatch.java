package dev.seamstress.cli;

import dev.seamstress.load.job.Job;
import java.io.PrintWriter;

/**
 * Tells how a load run gets on: a line for each replication that is at its end. It is no result, and goes to stderr.
 */
final class LoadWatch {
    private final PrintWriter err;
    private final Job job;
    private int done;

    LoadWatch(PrintWriter err, Job job) {
        this.err = err;
        this.job = job;
    }

    /** Replication {@code number}, from 0, is at its end. */
    synchronized void ended(int number) {
        done++;
        err.println(job.name() + ": replication " + (number + 1) + " is at its end, " + done + " of "
                + job.measure().replications());
    }
}
