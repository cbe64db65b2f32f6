package dev.seamstress.check;

/**
 * How a claim came out in one run.
 *
 * <p>Shape: {@code step} is the step that broke it or in which it was first seen, and -1 where there is none.
 */
public record ClaimOutcome(String name, String text, Kind kind, int step) {
    /** What one run can say of a claim; only a search can say more. */
    public enum Kind {
        HELD("held"),
        BROKEN("broken"),
        SEEN("seen"),
        NOT_SEEN("not seen"),
        /** A {@code finally} of a run that did not come to its end. */
        NOT_REACHED("not reached");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** As {@code run} prints it: {@code broken at step 12}. */
    public String verdict() {
        return step < 0 ? kind.text() : kind.text() + " at step " + step;
    }
}
