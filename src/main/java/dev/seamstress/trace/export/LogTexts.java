package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Message;

/** What messages say, as timelines write it. */
public final class LogTexts {
    private final MessageText messages;
    private final StringBuilder text = new StringBuilder();

    public LogTexts(Actors actors, EventWords words) {
        this.messages = new MessageText(actors, new EventText(actors, words));
    }

    /** The message in one line of printable ASCII. */
    public String message(Message message) {
        text.setLength(0);
        messages.append(text, message);
        return text.toString();
    }
}
