package dev.seamstress.trace.export;

import java.util.ArrayList;
import java.util.List;

/**
 * A drawing that is too long to be read whole, with what is in the middle left out and counted: its beginning, its end
 * and the surroundings of each note stay.
 */
public final class Folded {
    /** A drawing of so many lines is whole. */
    public static final int WHOLE_MAX = 400;

    private static final int FIRST = 80;
    private static final int LAST = 160;
    private static final int AROUND = 10;
    private static final int NOTES_MAX = 8;

    private Folded() {}

    /** The lines, or what is left of them; {@code whole} says where all of them are. */
    public static List<String> of(List<String> lines, String whole) {
        if (lines.size() <= WHOLE_MAX) {
            return lines;
        }
        boolean[] isKept = new boolean[lines.size()];
        keep(isKept, 0, FIRST);
        keep(isKept, lines.size() - LAST, lines.size());
        int notes = 0;
        for (int i = FIRST; i < lines.size() - LAST && notes < NOTES_MAX; i++) {
            if (RaceDiagram.isNote(lines.get(i))) {
                notes++;
                keep(isKept, i - AROUND, i + AROUND + 1);
            }
        }
        List<String> folded = new ArrayList<>();
        int left = 0;
        for (int i = 0; i < isKept.length; i++) {
            if (isKept[i]) {
                left = unfold(folded, left, whole);
                folded.add(lines.get(i));
            } else {
                left++;
            }
        }
        return folded;
    }

    private static void keep(boolean[] isKept, int from, int to) {
        for (int i = Math.max(0, from); i < Math.min(to, isKept.length); i++) {
            isKept[i] = true;
        }
    }

    private static int unfold(List<String> folded, int left, String whole) {
        if (left > 0) {
            folded.add("... " + left + (left == 1 ? " line" : " lines") + " left out; " + whole);
        }
        return 0;
    }
}
