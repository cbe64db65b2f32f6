package dev.seamstress.actor;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.TraceSink;
import java.util.List;

/**
 * One shell's log in a live run with a timeline. Steps take their numbers from one counter, each at its racy access or
 * else when it is over, but before its messages leave: so in the order of numbers no message is taken before it is
 * sent, each word has the history it had, and the whole log is a schedule that can be replayed.
 *
 * <p>Only its actor touches it, until the actor has stopped.
 */
final class RecordingLog extends LiveLog {
    private static final Event[] EVENTS = Event.values();
    private static final int NONE = -1;

    // An entry of the tape is a number of three parts: high 32 bits, low 28, kind 4. DELIVERED has the step's number
    // and
    // the sender, SENT sender and receiver, EVENT its ordinal and how many of its arguments follow: all up to the last
    // that is not 0.
    private static final int DELIVERED = 0;
    private static final int SENT = 1;
    private static final int EVENT = 2;
    private static final int KIND_BITS = 4;
    private static final int LOW_BITS = 28;
    private static final int LOW_MASK = (1 << LOW_BITS) - 1;

    private final LiveRun run;
    private final int actor;
    private final Tape tape = new Tape();
    private int step = NONE;
    private int stepStart;

    // Of the reader, once the run is over.
    private int next;
    private int nextMessage;

    RecordingLog(LiveRun run, int actor) {
        super(run);
        this.run = run;
        this.actor = actor;
    }

    private static long entry(int kind, int high, int low) {
        return (long) high << (LOW_BITS + KIND_BITS) | (long) low << KIND_BITS | kind;
    }

    private static int high(long entry) {
        return (int) (entry >>> (LOW_BITS + KIND_BITS));
    }

    private static int low(long entry) {
        return (int) (entry >>> KIND_BITS) & LOW_MASK;
    }

    private static int kind(long entry) {
        return (int) entry & ((1 << KIND_BITS) - 1);
    }

    /** Gives the current step its number, unless it has one. */
    void number() {
        if (step == NONE) {
            step = run.nextStep();
            tape.set(stepStart, entry(DELIVERED, step, low(tape.get(stepStart))));
        }
    }

    @Override
    int step() {
        number();
        return step;
    }

    @Override
    public void delivered(int from, Machine to, Message message) {
        super.delivered(from, to, message);
        step = NONE;
        stepStart = tape.length();
        tape.add(entry(DELIVERED, 0, from));
        tape.addMessage(message);
    }

    @Override
    public void sent(int from, int to, Message message) {
        tape.add(entry(SENT, from, to));
        tape.addMessage(message);
    }

    @Override
    public void event(int machine, Event event, long a, long b, long c, long d) {
        int count = d != 0 ? 4 : c != 0 ? 3 : b != 0 ? 2 : a != 0 ? 1 : 0;
        tape.add(entry(EVENT, event.ordinal(), count));
        for (int i = 0; i < count; i++) {
            tape.add(i == 0 ? a : i == 1 ? b : i == 2 ? c : d);
        }
    }

    @Override
    public void departing(int count) {
        number();
        super.departing(count);
    }

    /**
     * Tells the logs of all actors of a run to {@code sink}, in the order of steps, and returns the schedule.
     *
     * <p>Requires: the actors have stopped; once.
     */
    static Schedule merge(List<RecordingLog> logs, int steps, TraceSink sink) {
        RecordingLog[] ownerOf = new RecordingLog[steps];
        for (RecordingLog log : logs) {
            for (int at = 0; at < log.tape.length(); at += log.size(at)) {
                if (kind(log.tape.get(at)) == DELIVERED) {
                    ownerOf[high(log.tape.get(at))] = log;
                }
            }
        }
        Schedule.Recorder schedule = new Schedule.Recorder();
        for (int step = 0; step < steps; step++) {
            if (ownerOf[step] == null) {
                throw new ModelBug("step " + step + " of a live run is in no log");
            }
            ownerOf[step].tellNext(step, schedule, sink);
        }
        return schedule.toSchedule();
    }

    /** How many numbers the entry takes. */
    private int size(int at) {
        long entry = tape.get(at);
        return kind(entry) == EVENT ? 1 + low(entry) : 1;
    }

    private void tellNext(int number, Schedule.Recorder schedule, TraceSink sink) {
        int from = low(tape.get(next++));
        schedule.add(from, actor);
        sink.delivered(number, from, actor, tape.message(nextMessage++));
        while (next < tape.length() && kind(tape.get(next)) != DELIVERED) {
            long entry = tape.get(next);
            if (kind(entry) == SENT) {
                sink.sent(number, high(entry), low(entry), tape.message(nextMessage++));
            } else {
                sink.event(number, actor, EVENTS[high(entry)], arg(1), arg(2), arg(3), arg(4));
            }
            next += size(next);
        }
    }

    private long arg(int index) {
        return index <= low(tape.get(next)) ? tape.get(next + index) : 0;
    }
}
