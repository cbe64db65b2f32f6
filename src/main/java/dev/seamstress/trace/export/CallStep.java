package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.trace.LoggedMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a step in which the TDX module works on a call: the message and the events about the call say it once.
 *
 * <p>The first row is the message, with the gfn and the level in place of the registers that hold them, and the status
 * if the call ends here. A refusal has a row of its own, which says who was in the way; all other events stand as they
 * are.
 */
final class CallStep {
    private static final int GFN = 1;
    private static final int LEVEL = 2;
    private static final int BUSY_STATUS = 2;
    private static final int BY = 3;
    private static final int DONE_STATUS = 3;

    private final Arrival arrival;
    private final Leaf leaf;
    private final EventText events;
    private final StringBuilder about = new StringBuilder();
    private final StringBuilder status = new StringBuilder();
    private final List<Row> rows = new ArrayList<>();

    /** A message that has arrived: {@code sender} is the name of {@code from}, {@code words} what the message says. */
    record Arrival(int step, int from, int to, String sender, String words) {}

    /** A row that follows the first one; {@code status} and {@code by} are of a refusal, else empty. */
    private record Row(Mark mark, String text, String status, String by) {}

    private CallStep(Arrival arrival, Leaf leaf, EventText events) {
        this.arrival = arrival;
        this.leaf = leaf;
        this.events = events;
    }

    /** The step in which {@code message} arrives, or null if the message is not about a call. */
    static CallStep of(Arrival arrival, Message message, EventText events) {
        Leaf leaf = leaf(message);
        return leaf == null ? null : new CallStep(arrival, leaf, events);
    }

    private static Leaf leaf(Message message) {
        if (message instanceof Tdx.Seamcall call) {
            return call.leaf();
        }
        if (message instanceof Tdx.Complete complete) {
            return complete.leaf();
        }
        if (message instanceof LoggedMessage logged) {
            return leaf(logged.text());
        }
        return message instanceof Tdx.Accept ? Leaf.TDG_MEM_PAGE_ACCEPT : null;
    }

    /** The leaf of a message of which only the words are left. */
    private static Leaf leaf(String said) {
        String[] words = said.split(" ", 3);
        if (words[0].equals("accept")) {
            return Leaf.TDG_MEM_PAGE_ACCEPT;
        }
        boolean isCall = words.length > 1 && (words[0].equals("seamcall") || words[0].equals("complete"));
        return !isCall
                ? null
                : Arrays.stream(Leaf.values())
                        .filter(leaf -> leaf.text().equals(words[1]))
                        .findFirst()
                        .orElse(null);
    }

    /** True if something that {@code actor} did in {@code eventStep} belongs to the step. */
    boolean covers(int eventStep, int actor) {
        return eventStep == arrival.step() && actor == arrival.to();
    }

    /** Takes an event of the step. */
    void event(Event event, long a, long b, long c, long d) {
        boolean isItsCall = CallName.withoutLevel(a) == CallName.of(leaf, arrival.from());
        if (event == Event.SEAMCALL_BEGIN && isItsCall) {
            if (CallName.isAboutPage(a, b)) {
                about.append(event.text()).append(' ').append(leaf.text());
                events.argument(about, event, GFN, b);
                events.argument(about, event, LEVEL, c);
            }
        } else if (event == Event.SEAMCALL_DONE && isItsCall) {
            events.argument(status, event, DONE_STATUS, d);
        } else if (event == Event.SEAMCALL_BUSY && isItsCall) {
            StringBuilder why = new StringBuilder();
            StringBuilder by = new StringBuilder();
            events.argument(why, event, BUSY_STATUS, c);
            events.argument(by, event, BY, d);
            rows.add(new Row(Mark.of(event), event.text(), why.toString(), by.toString()));
        } else {
            StringBuilder text = new StringBuilder();
            events.brief(text, event, a, b, c, d);
            rows.add(new Row(Mark.of(event), text.toString(), "", ""));
        }
    }

    /** Draws the rows; of a refusal that ends the call here the first one has the status. */
    void draw(ColumnRows target) {
        CharSequence said = about.length() > 0 ? about : arrival.words();
        draw(target, Mark.DELIVERED, arrival.sender() + " " + said + status);
        for (Row row : rows) {
            String why = status.toString().equals(row.status()) ? "" : row.status();
            draw(target, row.mark(), row.text() + why + row.by());
        }
    }

    private void draw(ColumnRows target, Mark mark, String text) {
        target.row(arrival.step(), arrival.to(), mark, text);
    }
}
