package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.trace.Retold;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.trace.filter.Shown;

/**
 * The {@code log} timeline: the text of tracefs, one event a line, for grep, awk and everything else that reads it.
 *
 * <p>Tasks are the machines, their PIDs and CPUs follow from their ids. Time is virtual: as long as steps have no
 * costs, one is a microsecond.
 *
 * <p>Source: kernel/trace/trace_output.c, trace_print_context(); kernel/trace/trace.c, print_func_help_header_irq().
 */
public final class FtraceLog {
    private static final int FIRST_PID = 1000;
    private static final int STEPS_PER_SECOND = 1_000_000;
    private static final String[] COLUMN_HEADS = {
        "#",
        "#                                _-----=> irqs-off/BH-disabled",
        "#                               / _----=> need-resched",
        "#                              | / _---=> hardirq/softirq",
        "#                              || / _--=> preempt-depth",
        "#                              ||| / _-=> migrate-disable",
        "#                              |||| /     delay",
        "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION",
        "#              | |         |   |||||     |         |"
    };

    /** Whether deliveries of messages have lines, beside events. */
    public enum Messages {
        HIDDEN,
        SHOWN
    }

    private final Actors actors;
    private final EventWords words;
    private final KernelForm form;
    private final Messages messages;

    public FtraceLog(Actors actors, EventWords words, KernelForm form, Messages messages) {
        this.actors = actors;
        this.words = words;
        this.form = form;
        this.messages = messages;
    }

    /** Writes the run. Errors: {@link java.io.UncheckedIOException} if {@code target} fails. */
    public void write(Retold recording, Title title, Appendable target) {
        write(recording, title, TimelineView.WHOLE, target);
    }

    /** Writes what the view shows of the run; what it does not is counted, in comments. Errors: as above. */
    public void write(Retold recording, Title title, TimelineView view, Appendable target) {
        Out out = new Out(target);
        Lines lines = new Lines(out, view.steps());
        head(out, recording, title, view);
        recording.replay(lines);
        lines.unfold();
        out.flush();
    }

    private void head(Out out, Retold recording, Title title, TimelineView view) {
        out.line("# SIMULATION by seamstress, not a kernel trace: driver " + title.driver() + ", " + title.model()
                + ", " + title.choices() + view.note());
        out.line("# scenario: " + title.scenario());
        out.line("# clock: virtual; steps have no costs yet, one step is 1 us");
        out.line("# zero, not modelled: rip, intr_info, error_code of entry and exit, requests, sptep, gen, as id");
        if (recording.dropped() > 0) {
            out.line("# incomplete: " + recording.dropped() + " entries at the end were not recorded");
        }
        out.line("# tracer: nop");
        out.line("#");
        Count lines = new Count(view.steps());
        recording.replay(lines);
        out.line("# entries-in-buffer/entries-written: " + lines.shown + "/" + lines.count + "   #P:" + actors.count());
        for (String line : COLUMN_HEADS) {
            out.line(line);
        }
    }

    private boolean hasLine(Message message) {
        return messages == Messages.SHOWN && message != Continue.CONTINUE;
    }

    /** Counts the lines that {@link Lines} makes. */
    private final class Count implements TraceSink {
        private final Shown steps;
        private int count;
        private int shown;

        Count(Shown steps) {
            this.steps = steps;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            if (hasLine(message)) {
                line(step);
            }
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            line(step);
        }

        private void line(int step) {
            count++;
            shown += steps.step(step) ? 1 : 0;
        }
    }

    /** Turns what a run told into lines. */
    private final class Lines implements TraceSink {
        private final Out out;
        private final EventText events = new EventText(actors, words);
        private final MessageText texts = new MessageText(actors, events);
        private final Tracepoints tracepoints = new Tracepoints(form, actors, words);
        private final HeldLocks held = new HeldLocks(actors, events);
        private final Shown steps;
        private final LeftOut leftOut = new LeftOut(actors);

        Lines(Out out, Shown steps) {
            this.out = out;
            this.steps = steps;
        }

        /** Says what was left out before what is shown next. */
        void unfold() {
            if (!leftOut.isEmpty()) {
                out.line("# ... " + leftOut.take());
            }
        }

        /** True if the step is shown; one that is not is counted. */
        private boolean isShown(int step, int actor) {
            if (!steps.step(step)) {
                leftOut.add(step, actor);
                return false;
            }
            unfold();
            return true;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            if (hasLine(message) && isShown(step, to)) {
                context(step, to, null);
                StringBuilder line = out.text();
                texts.append(
                        line.append("message: from=").append(actors.name(from)).append(' '), message);
                out.endLine();
            }
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            held.note(actor, event, a, c);
            if (!isShown(step, actor)) {
                return;
            }
            context(step, actor, event);
            StringBuilder line = out.text().append(event.text()).append(": ");
            tracepoints.text(line, actor, event, a, b, c, d);
            out.endLine();
        }

        private void context(int step, int actor, Event event) {
            StringBuilder line = out.text();
            String task = actors.task(actor);
            Ascii.spaces(line, 16 - task.length()).append(task).append('-');
            int start = line.length();
            line.append(FIRST_PID + actor);
            Ascii.spaces(line, 7 - (line.length() - start));
            Ascii.decimal(line.append(" ["), actor, 3, '0').append("] ");
            held.flags(line, actor, event);
            Ascii.decimal(line.append(' '), step / STEPS_PER_SECOND, 5, ' ');
            Ascii.decimal(line.append('.'), step % STEPS_PER_SECOND, 6, '0').append(": ");
        }
    }
}
