package dev.seamstress.trace.export;

/** A line of a race diagram before it is drawn; what happens later may still change it or take it out. */
final class RaceLine {
    /** What a thread begins or ends of its script. */
    static final int SCRIPT = 0;
    /** What it does. */
    static final int DEED = 2;
    /** What comes of that. */
    static final int EFFECT = 4;

    private final int step;
    private final int thread;
    private final int indent;
    private String text;
    private boolean isShown = true;
    private RaceLine begin;
    private String whole;
    private String note = "";

    RaceLine(int step, int thread, int indent, String text) {
        this.step = step;
        this.thread = thread;
        this.indent = indent;
        this.text = text;
    }

    int step() {
        return step;
    }

    int thread() {
        return thread;
    }

    int indent() {
        return indent;
    }

    String text() {
        return text;
    }

    /** What somebody has to say of the line, empty for nothing. */
    String note() {
        return note;
    }

    void setNote(String note) {
        this.note = note;
    }

    boolean isShown() {
        return isShown;
    }

    RaceLine hide() {
        isShown = false;
        return this;
    }

    RaceLine show() {
        isShown = true;
        return this;
    }

    /**
     * The line is the end of what {@code line} began. If nothing stands between the two, one is enough, and
     * {@code text} says it all.
     */
    RaceLine ends(RaceLine line, String text) {
        begin = line;
        whole = text;
        return this;
    }

    /** Tries to stand for its beginning too, which is the line {@code before}. */
    boolean absorb(RaceLine before) {
        if (begin == null || begin != before) {
            return false;
        }
        text = whole;
        begin = null;
        return true;
    }
}
