package dev.seamstress.trace.export;

import dev.seamstress.trace.filter.Shown;

/**
 * What of a run a timeline shows, and how.
 *
 * @param steps which steps; the others are counted where they were
 * @param width how long a line may be, where lines are broken
 * @param note what the title says of it, with a comma before it; empty for nothing
 */
public record TimelineView(Shown steps, int width, String note) {
    /** Of a timeline in columns. */
    public static final int WIDTH = ColumnLayout.WIDTH;

    /** All of the run. */
    public static final TimelineView WHOLE = new TimelineView(Shown.ALL, WIDTH, "");

    public TimelineView {
        note = Ascii.escape(note);
    }
}
