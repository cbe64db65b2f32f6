package dev.seamstress.load.job;

import java.util.ArrayList;
import java.util.List;

/**
 * Who has which part of the pages that are converted: first the vCPUs that churn, by number, then what the host
 * converts, in the order of the job.
 *
 * <p>Shape: pages of the TD, counted from its first.
 */
public final class Pool {
    private final long start;
    private final long unit;
    private final int vcpus;
    private final List<Long> sizes = new ArrayList<>();

    private Pool(Job job) {
        this.start = job.vm().mainPages();
        this.unit = job.phases().stream()
                .filter(phase -> phase.work() == Phase.Work.CHURN)
                .mapToLong(Phase::unitPages)
                .max()
                .orElse(0);
        this.vcpus = job.phases().stream()
                .filter(phase -> phase.work() == Phase.Work.CHURN)
                .mapToInt(Phase::vcpus)
                .max()
                .orElse(0);
        for (Job.Background each : job.background()) {
            sizes.add(each.kind() == Job.Background.Kind.CONVERT ? each.pages() : 0);
        }
    }

    public static Pool of(Job job) {
        return new Pool(job);
    }

    /** How many pages there must be. */
    long needed() {
        return unit * vcpus + sizes.stream().mapToLong(Long::longValue).sum();
    }

    /** The first page of a vCPU's part. */
    public long ofVcpu(int vcpu) {
        return start + unit * vcpu;
    }

    /** The first page of what background {@code number} converts. */
    public long ofBackground(int number) {
        return start
                + unit * vcpus
                + sizes.subList(0, number).stream().mapToLong(Long::longValue).sum();
    }
}
