package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.trace.Retold;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.trace.filter.Shown;

/**
 * The {@code columns} timeline: a column a machine, as in a commit message's race diagram.
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
        write(recording, title, TimelineView.WHOLE, target);
    }

    /** Writes what the view shows of the run; what it does not is counted. Errors: as above. */
    public void write(Retold recording, Title title, TimelineView view, Appendable target) {
        Out out = new Out(target);
        Activity activity = new Activity(actors.count(), view.steps());
        recording.replay(activity);
        ColumnLayout layout = new ColumnLayout(actors, activity.isActive, recording.lastStep(), view.width());
        String head = title.scenario() + ": " + title.driver() + ", " + title.model() + ", " + title.choices();
        Wrap.lines(head + view.note(), "    ", view.width()).forEach(out::line);
        out.endLine();
        ColumnRows rows = new ColumnRows(out, layout, actors, ink);
        rows.head();
        Rows sink = new Rows(rows, view.steps());
        recording.replay(sink);
        sink.end();
        sink.unfold();
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
        private final Shown steps;

        Activity(int machines, Shown steps) {
            this.isActive = new boolean[machines];
            this.steps = steps;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            isActive[to] |= isShown(message) && steps.step(step);
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            isActive[actor] |= steps.step(step);
        }
    }

    /** Turns what a run told into rows. */
    private final class Rows implements TraceSink {
        private final ColumnRows rows;
        private final EventText events = new EventText(actors, words);
        private final MessageText messages = new MessageText(actors, events);
        private final StringBuilder text = new StringBuilder();
        private final Shown steps;
        private final LeftOut leftOut = new LeftOut(actors);
        private CallStep call;

        Rows(ColumnRows rows, Shown steps) {
            this.rows = rows;
            this.steps = steps;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            end();
            if (isShown(message) && !steps.step(step)) {
                leftOut.add(step, to);
            } else if (isShown(message)) {
                unfold();
                text.setLength(0);
                messages.append(text, message);
                CallStep.Arrival arrival = new CallStep.Arrival(step, from, to, actors.name(from), text.toString());
                call = CallStep.of(arrival, message, events);
                if (call == null) {
                    rows.row(step, to, Mark.DELIVERED, arrival.sender() + " " + arrival.words());
                }
            }
        }

        /** Says what was left out before what is shown next. */
        void unfold() {
            if (!leftOut.isEmpty()) {
                rows.leftOut(leftOut.take());
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
            if (steps.step(step)) {
                unfold();
                text.setLength(0);
                events.brief(text, event, a, b, c, d);
                rows.row(step, actor, mark, text);
            } else {
                leftOut.add(step, actor);
            }
            if (mark == Mark.FROZEN) {
                rows.freeze(actor);
            }
        }
    }
}
