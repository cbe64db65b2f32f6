package dev.seamstress.trace.export;

import java.util.List;

/**
 * What somebody has to say of steps of a run, to be drawn into a {@link RaceDiagram}.
 *
 * <p>Shape: at most one note a step, in ascending order of the steps. {@code loopFrom} is the first step of what goes
 * on for ever, or {@link #NO_LOOP}.
 *
 * @param notes what stands beside steps
 * @param loopFrom where the loop begins
 */
public record DiagramNotes(List<Note> notes, int loopFrom) {
    public static final int NO_LOOP = -1;

    /** Nothing to say. */
    public static final DiagramNotes NONE = new DiagramNotes(List.of(), NO_LOOP);

    public DiagramNotes {
        notes = List.copyOf(notes);
        for (int i = 1; i < notes.size(); i++) {
            if (notes.get(i - 1).step() >= notes.get(i).step()) {
                throw new IllegalArgumentException("notes out of order: " + notes);
            }
        }
    }

    /** One note. */
    public static DiagramNotes at(int step, String text) {
        return new DiagramNotes(List.of(new Note(step, text)), NO_LOOP);
    }

    /** The same notes, and a loop from {@code step} on. */
    public DiagramNotes loopingFrom(int step) {
        return new DiagramNotes(notes, step);
    }

    /** The note of {@code step}, or null. */
    Note of(int step) {
        for (Note note : notes) {
            if (note.step() == step) {
                return note;
            }
        }
        return null;
    }

    /** True if there is something to say between two lines of these steps, or beside the first. */
    boolean isBetween(int from, int to) {
        return loopFrom > from && loopFrom <= to
                || notes.stream().anyMatch(note -> note.step() >= from && note.step() < to);
    }

    /** Something about a step, as in {@code V05 broken here}; it is drawn behind an arrow. */
    public record Note(int step, String text) {
        public Note {
            text = Ascii.escape(text);
        }
    }
}
