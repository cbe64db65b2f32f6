package dev.seamstress.load.demand;

import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.Phase;

/** Which share of a job is done, from 0 to 1: an estimate, for which each phase is as long as any other. */
final class JobShare {
    private JobShare() {}

    /** Of a job that is {@code ns} into phase {@code number}. */
    static double of(Job job, int number, long ns, Worker[] workers) {
        Phase phase = job.phases().get(number);
        double byPages = 0;
        for (int i = 0; i < phase.vcpus(); i++) {
            byPages += workers[i].pages.share() / phase.vcpus();
        }
        double byTime = phase.forNs() == 0 ? 0 : Math.min(1, (double) ns / phase.forNs());
        return (number + Math.max(byPages, byTime)) / job.phases().size();
    }
}
