package dev.seamstress.core.machine;

/**
 * A word that others are compared with: their values mean nothing by themselves, only whether they are the word's value
 * now, or were its value before. Two states in which all comparisons come out alike are one.
 *
 * <p>Shape: what the state is told by is, of the word itself and of one that is compared with it, a number that says
 * all that anybody can find out about it; zero is what a word weighs that was never written.
 */
public final class Relative {
    private final long reference;
    private final Measure measure;

    /** {@code reference}: the word; {@code measure}: how others are compared with it. */
    public Relative(long reference, Measure measure) {
        this.reference = reference;
        this.measure = measure;
    }

    /** How values are compared with a word. */
    public interface Measure {
        /** What counts of the word itself when it has the value {@code now}. */
        long ofReference(long now);

        /** What counts of {@code value}, which is compared with the word when that is {@code now}. */
        long of(long value, long now);
    }

    /** How values that are nothing but counts are compared. */
    public enum Form implements Measure {
        /**
         * Whether a value is that of now, of one before, or older: an epoch. Of the word itself only its parity counts.
         * Zero is older than all.
         */
        EPOCH,
        /**
         * Whether a value is that of now: a snapshot of a sequence. Of the word itself only counts whether it fits into
         * an int.
         */
        SNAPSHOT;

        @Override
        public long ofReference(long now) {
            return switch (this) {
                case EPOCH -> now & 1;
                case SNAPSHOT -> now == (int) now ? 0 : 1;
            };
        }

        @Override
        public long of(long value, long now) {
            return switch (this) {
                case EPOCH -> epoch(value, now);
                case SNAPSHOT -> value == now ? 1 : 0;
            };
        }
    }

    /** The word that others are compared with. */
    public long reference() {
        return reference;
    }

    /** What counts of the word itself when it has this value. */
    long ofReference(long now) {
        return measure.ofReference(now);
    }

    /** What counts of {@code value}, which is compared with the word when that is {@code now}. */
    long of(long value, long now) {
        return measure.of(value, now);
    }

    /** An epoch that is yet to come means that something is wrong, and stays what it is. */
    private static long epoch(long value, long now) {
        if (value == 0 || value < now - 1) {
            return 0;
        }
        return value <= now ? 2 - (now - value) : value;
    }
}
