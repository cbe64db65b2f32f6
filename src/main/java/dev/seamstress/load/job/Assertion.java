package dev.seamstress.load.job;

/**
 * What shall hold of a result, averaged over the replications: {@code metric relation bound}.
 *
 * <p>Shape: times in nanoseconds, rates per second, shares from 0 to 1. {@code text} as the job has it.
 */
public record Assertion(String text, String metric, Relation relation, double bound) {
    /** How the two compare. */
    public enum Relation {
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">="),
        EQUAL("=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    /** True if it holds of this value. */
    public boolean holds(double value) {
        return switch (relation) {
            case LESS -> value < bound;
            case AT_MOST -> value <= bound;
            case MORE -> value > bound;
            case AT_LEAST -> value >= bound;
            case EQUAL -> value == bound;
        };
    }
}
