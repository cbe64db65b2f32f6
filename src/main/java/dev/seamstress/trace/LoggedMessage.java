package dev.seamstress.trace;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/** A message of which a log has kept what it said. */
public record LoggedMessage(String text) implements Message {
    private static final long TAG = Mix.tag("LoggedMessage");

    @Override
    public long content() {
        return Mix.mix(TAG, Mix.tag(text));
    }
}
