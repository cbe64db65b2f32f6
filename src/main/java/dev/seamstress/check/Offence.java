package dev.seamstress.check;

/** An invariant of the model that a run has broken: which, in which step, and how. */
public record Offence(String invariant, int step, String text) {
    /** As {@code run} prints it: {@code invariant I14 broken at step 12: …}. */
    public String verdict() {
        return "invariant " + invariant + " broken at step " + step + ": " + text;
    }
}
