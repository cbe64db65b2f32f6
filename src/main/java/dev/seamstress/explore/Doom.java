package dev.seamstress.explore;

/**
 * After which step of a failing schedule nothing can save it: whatever is chosen from there on, a rule is broken in the
 * end, or there is no end.
 *
 * <p>Steps are numbered from 0, as in a trace; a schedule of n steps has the steps 0 to n - 1, and its last step, if no
 * earlier one does, always dooms it.
 *
 * @param step the step, or {@link #FROM_THE_START} if no schedule passes at all
 * @param isKnown whether it is the first such step; if not, a limit was met before that was known, and an earlier one
 *     may be
 */
public record Doom(int step, boolean isKnown) {
    public static final int FROM_THE_START = -1;

    /** True if it is known that no schedule of the scenario passes. */
    public boolean isFromTheStart() {
        return step == FROM_THE_START;
    }

    /** As people read it. */
    public String text() {
        if (isFromTheStart()) {
            return "no schedule passes";
        }
        return isKnown
                ? "after step " + step + " no schedule can pass"
                : "after step " + step
                        + " no schedule can pass; whether one can after an earlier step is unknown, as the"
                        + " search met its bound";
    }
}
