package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;

/**
 * Words for calls of the TDX module, as in {@code TDH.MEM.PAGE.AUG@P0}: the leaf, and the thread on whose logical
 * processor it runs. What stands in the way of a call without being one is a {@code claim}.
 */
public final class CallWords implements EventWords {
    private final Actors actors;
    private final EventWords others;

    /** Words for calls; {@code others} knows the rest. */
    public CallWords(Actors actors, EventWords others) {
        this.actors = actors;
        this.others = others;
    }

    @Override
    public String text(Event event, int index, long value) {
        String argument = event.arg(index).name();
        if (!argument.equals("call") && !argument.equals("by")) {
            return others.text(event, index, value);
        }
        return !CallName.isCall(value) ? "claim" : CallName.leaf(value).text() + "@" + actors.name(CallName.lp(value));
    }
}
