package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;

/** The caller's words for numbers in events: leaf names, reasons of retries, names of locks. */
public interface EventWords {
    /**
     * What argument {@code index} of {@code event} means when it is {@code value}, or null if there is no word for it
     * and it is to be written as a number.
     *
     * <p>{@code FtraceLog} asks for arguments of the form {@code WORD} alone, {@code Columns} for all, so that it can
     * say {@code FROZEN} for an entry's value.
     */
    String text(Event event, int index, long value);

    /** No words at all. */
    EventWords NONE = (event, index, value) -> null;
}
