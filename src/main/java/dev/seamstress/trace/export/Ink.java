package dev.seamstress.trace.export;

/** Whether a timeline is coloured. Colour repeats what the text says, and is never needed. */
public enum Ink {
    /** Printable ASCII. */
    PLAIN,
    /** With the SGR sequences of ANSI terminals around texts that matter. */
    ANSI;

    private static final String RESET = "\u001b[0m";

    void begin(StringBuilder out, Mark mark) {
        if (this == ANSI && !mark.sgr().isEmpty()) {
            out.append("\u001b[").append(mark.sgr()).append('m');
        }
    }

    void end(StringBuilder out, Mark mark) {
        if (this == ANSI && !mark.sgr().isEmpty()) {
            out.append(RESET);
        }
    }
}
