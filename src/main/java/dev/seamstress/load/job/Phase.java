package dev.seamstress.load.job;

import dev.seamstress.load.random.Distribution;
import java.util.List;

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
     * phase, and {@code toPerSecond} as {@code shape} says.
     */
    public record Open(double perSecond, double toPerSecond, Shape shape, Job.Arrivals arrivals) implements Pace {
        /** At a rate that goes evenly from the one to the other. */
        public Open(double perSecond, double toPerSecond, Job.Arrivals arrivals) {
            this(perSecond, toPerSecond, Shape.RAMP, arrivals);
        }

        /** When in the phase, which takes {@code forNs}, so many tasks were to have arrived; infinity for never. */
        public double ns(double tasks, long forNs) {
            double start = perSecond / 1e9;
            double end = toPerSecond / 1e9;
            if (end == start) {
                return tasks / start;
            } else if (shape.steps() > 0) {
                return stairs(tasks, start, end, (double) forNs / shape.steps());
            } else if (shape.peakNs() > 0) {
                return peak(tasks, start, end, forNs);
            }
            double growth = (end - start) / forNs;
            double square = start * start + 2 * growth * tasks;
            return square < 0 ? Double.POSITIVE_INFINITY : 2 * tasks / (start + StrictMath.sqrt(square));
        }

        private double stairs(double tasks, double start, double end, double stepNs) {
            double left = tasks;
            int step = 0;
            double rate = start;
            while (step < shape.steps() - 1 && left > rate * stepNs) {
                left -= rate * stepNs;
                step++;
                rate = start + (end - start) * step / (shape.steps() - 1);
            }
            return step * stepNs + left / rate;
        }

        private double peak(double tasks, double start, double end, long forNs) {
            double beforeNs = (forNs - shape.peakNs()) / 2.0;
            double before = start * beforeNs;
            double until = before + end * shape.peakNs();
            if (tasks <= before) {
                return tasks / start;
            }
            return tasks <= until
                    ? beforeNs + (tasks - before) / end
                    : beforeNs + shape.peakNs() + (tasks - until) / start;
        }
    }

    /**
     * How the rate of arrivals goes from the first to the second.
     *
     * <p>Shape: {@code steps}: in so many stairs of equal length, or 0; {@code peakNs}: it is the second for so long in
     * the middle of the phase, or 0. If both are 0 it goes there evenly.
     */
    public record Shape(int steps, long peakNs) {
        static final Shape RAMP = new Shape(0, 0);
    }

    /**
     * Which page is next.
     *
     * <p>Shape: {@code exponent} is that of Zipf's law. {@code share}: whether each vCPU has pages of its own.
     * {@code zones}: of {@link Order#ZONED}, in the order of their pages.
     */
    public record Pages(Order order, double exponent, Share share, List<Zone> zones) {
        public Pages {
            zones = List.copyOf(zones);
        }

        /** In an order that knows no zones. */
        Pages(Order order, double exponent, Share share) {
            this(order, exponent, share, List.of());
        }
    }

    /** A part of the pages; both numbers are per cent, of what is touched, and of all pages. */
    public record Zone(int touches, int pages) {}

    /** In which order. */
    public enum Order {
        SEQUENTIAL,
        UNIFORM,
        ZIPF,
        /** Some parts more often than others, and evenly within each. */
        ZONED
    }

    /** Whose pages they are. */
    public enum Share {
        /** Each vCPU has an equal part of them, without gaps. */
        PARTITION,
        /** All pages are everybody's. */
        OVERLAP
    }
}
