package dev.seamstress.load.job;

import dev.seamstress.load.random.Distribution;

/**
 * What vCPUs do for a while.
 *
 * <p>Shape: {@code vcpus} take part, the first ones. {@code unitPages}: how many pages a guest accepts at once when it
 * touches one of them, or converts at once. {@code forNs}: how long, or 0 for until all its pages are done.
 */
public record Phase(String name, int vcpus, Pace pace, Work work, Pages pages, long unitPages, long forNs) {
    /** What a task is. */
    public enum Work {
        /** The guest accepts a page. */
        ACCEPT,
        /** The guest reads a page, and accepts the unit around it first if nobody has. */
        TOUCH,
        /**
         * The guest makes a unit of the pool shared, reads its pages, and after a while takes it back and accepts it.
         */
        CHURN
    }

    /** When tasks begin. */
    public sealed interface Pace permits Closed, Open {}

    /** Each vCPU begins the next task some time after it has ended the last one. */
    public record Closed(Distribution think) implements Pace {}

    /**
     * Tasks arrive whether or not a vCPU is free, and wait for one: {@code perSecond} of them at the beginning of the
     * phase, {@code toPerSecond} at its end, and evenly more or less between.
     */
    public record Open(double perSecond, double toPerSecond, Job.Arrivals arrivals) implements Pace {
        /** When in the phase, which takes {@code forNs}, so many tasks were to have arrived; infinity for never. */
        public double ns(double tasks, long forNs) {
            double start = perSecond / 1e9;
            if (toPerSecond == perSecond) {
                return tasks / start;
            }
            double growth = (toPerSecond / 1e9 - start) / forNs;
            double square = start * start + 2 * growth * tasks;
            return square < 0 ? Double.POSITIVE_INFINITY : 2 * tasks / (start + StrictMath.sqrt(square));
        }
    }

    /**
     * Which page is next.
     *
     * <p>Shape: {@code exponent} is that of Zipf's law. {@code share}: whether each vCPU has pages of its own.
     */
    public record Pages(Order order, double exponent, Share share) {}

    /** In which order. */
    public enum Order {
        SEQUENTIAL,
        UNIFORM,
        ZIPF
    }

    /** Whose pages they are. */
    public enum Share {
        /** Each vCPU has an equal part of them, without gaps. */
        PARTITION,
        /** All pages are everybody's. */
        OVERLAP
    }
}
