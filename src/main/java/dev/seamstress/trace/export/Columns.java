package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.trace.Retold;
import dev.seamstress.trace.TraceSink;

/**
 * The {@code columns} timeline: a column a machine, as in a commit message's race diagram, at most 120 wide.
 *
 * <p>A row belongs to one machine; its text starts in that machine's column and may run over the columns to the right.
 * The first row of a step carries its number, and an arrow before the message that was delivered; events follow. A
 * thread that goes on by itself has no message row, and what the TDX module does for a call is told once, with the
 * message ({@link CallStep}). While a thread holds a frozen entry, a bar runs down its column.
 */
public final class Columns {
    private final Actors actors;
    private final EventWords words;
    private final Ink ink;

    public Columns(Actors actors, EventWords words, Ink ink) {
        this.actors = actors;
        this.words = words;
        this.ink = ink;
    }

    /** Writes the run. Errors: {@link java.io.UncheckedIOException} if {@code target} fails. */
    public void write(Retold recording, Title title, Appendable target) {
        Out out = new Out(target);
        Activity activity = new Activity(actors.count());
        recording.replay(activity);
        ColumnLayout layout = new ColumnLayout(actors, activity.isActive, recording.lastStep());
        String head = title.scenario() + ": " + title.driver() + ", " + title.model() + ", " + title.choices();
        Wrap.lines(head, "    ").forEach(out::line);
        out.endLine();
        ColumnRows rows = new ColumnRows(out, layout, actors, ink);
        rows.head();
        Rows sink = new Rows(rows);
        recording.replay(sink);
        sink.end();
        if (recording.dropped() > 0) {
            out.line("... and " + recording.dropped() + " entries more, which were not recorded");
        }
        out.flush();
    }

    private static boolean isShown(Message message) {
        return message != Continue.CONTINUE;
    }

    /** Finds the machines that will have a row. */
    private static final class Activity implements TraceSink {
        private final boolean[] isActive;

        Activity(int machines) {
            this.isActive = new boolean[machines];
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            isActive[to] |= isShown(message);
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            isActive[actor] = true;
        }
    }

    /** Turns what a run told into rows. */
    private final class Rows implements TraceSink {
        private final ColumnRows rows;
        private final EventText events = new EventText(actors, words);
        private final MessageText messages = new MessageText(actors, events);
        private final StringBuilder text = new StringBuilder();
        private CallStep call;

        Rows(ColumnRows rows) {
            this.rows = rows;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            end();
            if (isShown(message)) {
                text.setLength(0);
                messages.append(text, message);
                CallStep.Arrival arrival = new CallStep.Arrival(step, from, to, actors.name(from), text.toString());
                call = CallStep.of(arrival, message, events);
                if (call == null) {
                    rows.row(step, to, Mark.DELIVERED, arrival.sender() + " " + arrival.words());
                }
            }
        }

        /** Nothing more comes of a step that was held back. */
        void end() {
            if (call != null) {
                call.draw(rows);
                call = null;
            }
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            if (call != null && call.covers(step, actor)) {
                call.event(event, a, b, c, d);
                return;
            }
            end();
            Mark mark = Mark.of(event);
            if (mark == Mark.PUBLISHED || mark == Mark.ROLLED_BACK) {
                rows.thaw(actor);
            } else if (event == Event.LOCK_RELEASED && events.lock(a).equals("mmu_lock")) {
                rows.thawAll(actor);
            }
            text.setLength(0);
            events.brief(text, event, a, b, c, d);
            rows.row(step, actor, mark, text);
            if (mark == Mark.FROZEN) {
                rows.freeze(actor);
            }
        }
    }
}
