package dev.seamstress.trace.perfetto;

import java.util.ArrayList;
import java.util.List;

/** What each actor is in the middle of, the outermost first: slices of one track nest. */
final class OpenSlices {
    private final List<List<String>> open = new ArrayList<>();

    OpenSlices(int actors) {
        for (int i = 0; i < actors; i++) {
            open.add(new ArrayList<>());
        }
    }

    void begin(int actor, String what) {
        open.get(actor).add(what);
    }

    /** How many slices end with {@code what}, which is the last of them; 0 if it is not open. */
    int end(int actor, String what) {
        List<String> slices = open.get(actor);
        int index = slices.lastIndexOf(what);
        if (index < 0) {
            return 0;
        }
        int count = slices.size() - index;
        slices.subList(index, slices.size()).clear();
        return count;
    }

    /** Ends all that the actor is in the middle of, and says how many that are. */
    int endAll(int actor) {
        int count = open.get(actor).size();
        open.get(actor).clear();
        return count;
    }
}
