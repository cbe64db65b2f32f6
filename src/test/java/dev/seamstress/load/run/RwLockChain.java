package dev.seamstress.load.run;

import java.util.Arrays;

/**
 * What theory says of mmu_lock with one thread of MMU notifiers and some vCPUs that fault: a Markov chain, solved by
 * iteration.
 *
 * <p>Shape: {@code readers} vCPUs that think for an exponential time, take the lock to read, and hold it for an
 * exponential time. Notifiers come as a Poisson process to one thread, which does one after the other. Each takes the
 * lock to write twice: at its start, for an exponential time, and at its end, for none. Who waits is served in the
 * order in which they came; readers share. A reader that has waited for a notifier's end finds its sequence number
 * changed, and asks again.
 *
 * <p>States: what the writer does; how many notifiers wait behind it, up to {@link #BACKLOG}; readers inside; readers
 * that wait.
 */
final class RwLockChain {
    private static final int BACKLOG = 60;
    private static final int IDLE = 0;
    private static final int AT_START = 1;
    private static final int INSIDE = 2;
    private static final int AT_END = 3;
    private static final int PHASES = 4;
    private static final double ENOUGH = 1e-12;

    private final int readers;
    private final double think;
    private final double hold;
    private final double notify;
    private double[] now;
    private double[] next;

    /** Rates a nanosecond: of one reader's thinking, of holds, and of notifiers. */
    RwLockChain(int readers, double think, double hold, double notify) {
        this.readers = readers;
        this.think = think;
        this.hold = hold;
        this.notify = notify;
        int states = PHASES * (BACKLOG + 1) * (readers + 1) * (readers + 1);
        now = new double[states];
        next = new double[states];
        now[state(IDLE, 0, 0, 0)] = 1;
        double step = 0.9 / (readers * (think + hold) + hold + notify);
        double change = 1;
        while (change > ENOUGH) {
            change = iterate(step);
        }
    }

    private int state(int phase, int backlog, int inside, int waiting) {
        return ((phase * (BACKLOG + 1) + backlog) * (readers + 1) + inside) * (readers + 1) + waiting;
    }

    private interface Visitor {
        void visit(int phase, int backlog, int inside, int waiting, double probability);
    }

    private void all(Visitor visitor) {
        for (int phase = 0; phase < PHASES; phase++) {
            for (int backlog = 0; backlog <= BACKLOG; backlog++) {
                for (int inside = 0; inside <= readers; inside++) {
                    for (int waiting = 0; inside + waiting <= readers; waiting++) {
                        double probability = now[state(phase, backlog, inside, waiting)];
                        if (probability > 0) {
                            visitor.visit(phase, backlog, inside, waiting, probability);
                        }
                    }
                }
            }
        }
    }

    private double iterate(double step) {
        Arrays.fill(next, 0);
        all((phase, backlog, inside, waiting, p) -> {
            double left = p;
            int thinking = readers - inside - waiting;
            left -= flow(p * step * think * thinking, arrived(phase, backlog, inside, waiting));
            left -= flow(p * step * hold * inside, inside == 0 ? 0 : readerLeft(phase, backlog, inside, waiting));
            left -= flow(p * step * notify, notified(phase, backlog, inside, waiting));
            left -= flow(phase == INSIDE ? p * step * hold : 0, startDone(backlog, waiting));
            next[state(phase, backlog, inside, waiting)] += left;
        });
        double change = 0;
        for (int i = 0; i < now.length; i++) {
            change += Math.abs(next[i] - now[i]);
        }
        double[] old = now;
        now = next;
        next = old;
        return change;
    }

    private double flow(double probability, int to) {
        if (probability > 0) {
            next[to] += probability;
        }
        return probability;
    }

    /** A reader asks. */
    private int arrived(int phase, int backlog, int inside, int waiting) {
        return phase == IDLE
                ? state(phase, backlog, Math.min(readers, inside + 1), waiting)
                : state(phase, backlog, inside, Math.min(readers, waiting + 1));
    }

    private int readerLeft(int phase, int backlog, int inside, int waiting) {
        if (inside > 1 || phase == IDLE) {
            return state(phase, backlog, inside - 1, waiting);
        }
        return phase == AT_START ? state(INSIDE, backlog, 0, waiting) : ended(backlog, waiting);
    }

    private int notified(int phase, int backlog, int inside, int waiting) {
        if (phase == IDLE) {
            return state(inside == 0 ? INSIDE : AT_START, 0, inside, 0);
        }
        return state(phase, Math.min(BACKLOG, backlog + 1), inside, waiting);
    }

    /** The start half gives the lock to all readers that wait, and the end half waits for them. */
    private int startDone(int backlog, int waiting) {
        return waiting == 0 ? ended(backlog, 0) : state(AT_END, backlog, waiting, 0);
    }

    /** Readers that waited ask again, but after the next notifier if there is one. */
    private int ended(int backlog, int waiting) {
        return backlog > 0 ? state(INSIDE, backlog - 1, 0, waiting) : state(IDLE, 0, waiting, 0);
    }

    private interface Weight {
        double of(int phase, int inside, int waiting);
    }

    private double sum(Weight weight) {
        double[] sum = new double[1];
        all((phase, backlog, inside, waiting, p) -> sum[0] += p * weight.of(phase, inside, waiting));
        return sum[0];
    }

    /** How many readers hold the lock, on average. */
    double inside() {
        return sum((phase, inside, waiting) -> inside);
    }

    /** How many wait for it, of both kinds. */
    double queue() {
        return sum((phase, inside, waiting) -> waiting + (phase == AT_START || phase == AT_END ? 1 : 0));
    }

    /** The share of the time in which somebody holds it. */
    double busy() {
        return sum((phase, inside, waiting) -> inside > 0 || phase == INSIDE ? 1 : 0);
    }
}
