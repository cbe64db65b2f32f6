package dev.seamstress.explore;

/** Why a search ended. */
public enum SearchEnd {
    /** Every reachable state was seen. */
    EXHAUSTED("everything was seen"),
    /** It found what it looked for. */
    FOUND("found"),
    /** It has seen as many states as it may. */
    STATES("the bound on states was met"),
    /** It would have needed more memory than it may take. */
    MEMORY("the bound on memory was met"),
    /**
     * Schedules were cut at the bound on their length. What was met there first was followed no further, also if a
     * shorter schedule led there later.
     */
    DEPTH("schedules were cut at the bound on their length"),
    /** As many schedules were walked as were asked for. */
    SCHEDULES("all walks were made"),
    /** Its time was up. */
    TIME("its time was up"),
    /** Somebody interrupted it. */
    INTERRUPTED("it was interrupted");

    private final String text;

    SearchEnd(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
