package dev.seamstress.trace.export;

import java.util.ArrayList;
import java.util.List;

/** The lines of a race diagram while the run is told. */
final class RaceBook {
    private final List<RaceLine> lines = new ArrayList<>();
    private int step;

    /** The step that is told from now on. */
    void turnTo(int next) {
        step = next;
    }

    int step() {
        return step;
    }

    /** A line of what {@code thread} does. */
    RaceLine add(int thread, String text) {
        return add(thread, RaceLine.DEED, text);
    }

    RaceLine add(int thread, int indent, String text) {
        RaceLine line = new RaceLine(step, thread, indent, text);
        lines.add(line);
        return line;
    }

    /**
     * What is to be drawn. A beginning that its end follows at once is left out; one that stands has something in
     * between, if only a note.
     */
    List<RaceLine> shown(DiagramNotes notes) {
        List<RaceLine> shown = new ArrayList<>();
        for (RaceLine line : lines) {
            if (!line.isShown()) {
                continue;
            }
            RaceLine last = shown.isEmpty() ? null : shown.get(shown.size() - 1);
            if (last != null && !notes.isBetween(last.step(), line.step()) && line.absorb(last)) {
                shown.remove(shown.size() - 1);
            }
            shown.add(line);
        }
        return shown;
    }
}
