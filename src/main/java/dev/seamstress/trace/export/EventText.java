package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;

/**
 * What an event says, in the words of the project: its name, then its numbers. A call of the TDX module that is about
 * no page has no gfn here, and no level.
 */
final class EventText {
    private final Actors actors;
    private final EventWords words;

    EventText(Actors actors, EventWords words) {
        this.actors = actors;
        this.words = words;
    }

    /** The short form: {@code seamcall TDH.MEM.PAGE.AUG gfn=0x1}; an old and a new value as {@code old -> new}. */
    void brief(StringBuilder out, Event event, long a, long b, long c, long d) {
        out.append(event.text());
        for (int i = 0; i < event.arity(); i++) {
            Event.Arg arg = event.arg(i);
            if (isMissing(event, i, a, b)) {
                continue;
            }
            out.append(' ');
            if (arg.form() != Event.Arg.Form.WORD && !isOld(event, i)
                    || arg.name().equals("by")) {
                out.append(arg.name()).append('=');
            }
            value(out, event, i, pick(i, a, b, c, d), true);
            if (isOld(event, i)) {
                i++;
                value(out.append(" -> "), event, i, pick(i, a, b, c, d), true);
            }
        }
    }

    /** One number with its name, after a space: {@code status=SUCCESS}. */
    void argument(StringBuilder out, Event event, int index, long value) {
        out.append(' ').append(event.arg(index).name()).append('=');
        value(out, event, index, value, true);
    }

    /** True for the gfn and the level of a call of the TDX module that is about no page. */
    private static boolean isMissing(Event event, int index, long a, long b) {
        String name = event.arg(index).name();
        return event.arg(0).name().equals("call")
                && (name.equals("gfn") || name.equals("level"))
                && !CallName.isAboutPage(a, b);
    }

    private static boolean isOld(Event event, int index) {
        return index + 1 < event.arity()
                && event.arg(index).name().startsWith("old")
                && event.arg(index + 1).name().startsWith("new");
    }

    /** The numbers alone, each with its name: {@code leaf=TDH.MEM.PAGE.AUG gfn=0x1}; an operation's is explained. */
    void pairs(StringBuilder out, Event event, long a, long b, long c, long d) {
        for (int i = 0; i < event.arity(); i++) {
            if (isMissing(event, i, a, b)) {
                continue;
            }
            out.append(i == 0 ? "" : " ").append(event.arg(i).name()).append('=');
            long value = pick(i, a, b, c, d);
            value(out, event, i, value, event.arg(i).form() == Event.Arg.Form.WORD);
            explain(out, event, i, value);
        }
    }

    /** The number of an operation stays what programs find it by; people read what it is. */
    private void explain(StringBuilder out, Event event, int index, long value) {
        String word = event.arg(index).name().equals("operation") ? words.text(event, index, value) : null;
        if (word != null) {
            out.append(" (").append(Ascii.escape(word)).append(')');
        }
    }

    private void value(StringBuilder out, Event event, int index, long value, boolean mayBeWord) {
        String word = mayBeWord ? words.text(event, index, value) : null;
        Event.Arg arg = event.arg(index);
        if (word != null) {
            out.append(Ascii.escape(word));
        } else if (arg.form() == Event.Arg.Form.HEX) {
            Ascii.hex(out.append("0x"), value);
        } else if (isActor(arg.name())) {
            out.append(actors.name((int) value));
        } else {
            out.append(value);
        }
    }

    /** True if a number of this name is the id of a machine. */
    static boolean isActor(String name) {
        return name.equals("holder") || name.equals("lp") || name.equals("thread");
    }

    private static long pick(int index, long a, long b, long c, long d) {
        return switch (index) {
            case 0 -> a;
            case 1 -> b;
            case 2 -> c;
            default -> d;
        };
    }

    /** The name of a lock. */
    String lock(long number) {
        String word = words.text(Event.LOCK_GRANTED, 0, number);
        return word == null ? "lock" + number : Ascii.escape(word);
    }
}
