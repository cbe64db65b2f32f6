package dev.seamstress.core.machine;

import java.util.List;

/**
 * Events that somebody in the scenario waits for: when one happens, the step that told it also sends a message to one
 * machine that counts them.
 *
 * <p>Shape: {@code counter} is that machine's id; the watch at place {@code i} of the list is number {@code i}. Nobody
 * waits for more than {@code limits} of its event, so no machine tells of more; else one that goes round for ever would
 * fill its channel. How often each has told is in words of its own, from {@code firstPage} on.
 */
public record Watches(int counter, List<Watch> list, List<Integer> limits, int firstPage) {
    /** Nobody waits for anything. */
    public static final Watches NONE = new Watches(-1, List.of(), List.of(), -1);

    public Watches {
        list = List.copyOf(list);
        limits = List.copyOf(limits);
    }

    /** Watches for machines below {@code counter}, whose words are added to {@code map}. */
    public static Watches add(MemoryMap map, int counter, List<Watch> list, List<Integer> limits) {
        int firstPage = -1;
        for (int machine = 0; machine < counter; machine++) {
            int page = map.add(WordClass.owned("script.told", machine, 0), pages(list.size()));
            firstPage = firstPage < 0 ? page : firstPage;
        }
        return new Watches(counter, list, limits, firstPage);
    }

    private static int pages(int words) {
        return (words + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
    }

    /** The word of how often {@code machine} has told of a watch's event. */
    long told(int machine, int watch) {
        return MemoryMap.word(firstPage + machine * pages(list.size()), 0) + watch;
    }

    /** Tells whether an event, traced by machine {@code actor}, is one that is waited for. */
    public interface Watch {
        boolean matches(int actor, Event event, long a, long b, long c, long d);
    }

    /** Watch {@code number}'s event has happened. */
    public record Happened(int number) implements Message {
        private static final long TAG = Mix.tag("Happened");

        @Override
        public long content() {
            return Mix.mix(TAG, number);
        }
    }
}
