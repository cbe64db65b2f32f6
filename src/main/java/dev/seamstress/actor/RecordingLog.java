package dev.seamstress.actor;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.sched.Schedule;
import dev.seamstress.trace.TraceSink;
import java.util.Arrays;
import java.util.List;

/**
 * One shell's log in a live run with a timeline. Steps take their numbers from one counter, each at its racy access or
 * else when it is over, but before its messages leave: so in the order of numbers no message is taken before it is
 * sent, each word has the history it had, and the whole log is a schedule that can be replayed.
 *
 * <p>Only its actor touches it, until the actor has stopped.
 */
final class RecordingLog extends LiveLog {
    private static final int NONE = -1;
    private static final int SENT = -1;
    private static final Event[] EVENTS = Event.values();

    private final LiveRun run;
    private final int actor;

    // Of each step its number, sender, and where its entries begin in words and in messages; four ints.
    private int[] heads = new int[64];
    private int length;

    // A send is SENT, sender, receiver; an event is its ordinal and four numbers.
    private long[] words = new long[256];
    private int wordCount;
    private Message[] messages = new Message[64];
    private int messageCount;

    RecordingLog(LiveRun run, int actor) {
        super(run);
        this.run = run;
        this.actor = actor;
    }

    /** Gives the current step its number, unless it has one. */
    void number() {
        if (heads[length - 4] == NONE) {
            heads[length - 4] = run.nextStep();
        }
    }

    @Override
    int step() {
        number();
        return heads[length - 4];
    }

    @Override
    public void delivered(int from, Machine to, Message message) {
        super.delivered(from, to, message);
        if (length == heads.length) {
            heads = Arrays.copyOf(heads, 2 * length);
        }
        heads[length++] = NONE;
        heads[length++] = from;
        heads[length++] = wordCount;
        heads[length++] = messageCount;
        add(message);
    }

    @Override
    public void sent(int from, int to, Message message) {
        reserve(3);
        words[wordCount++] = SENT;
        words[wordCount++] = from;
        words[wordCount++] = to;
        add(message);
    }

    @Override
    public void event(int machine, Event event, long a, long b, long c, long d) {
        reserve(5);
        words[wordCount++] = event.ordinal();
        words[wordCount++] = a;
        words[wordCount++] = b;
        words[wordCount++] = c;
        words[wordCount++] = d;
    }

    @Override
    public void departing(int count) {
        number();
        super.departing(count);
    }

    private void reserve(int count) {
        if (wordCount + count > words.length) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
    }

    private void add(Message message) {
        if (messageCount == messages.length) {
            messages = Arrays.copyOf(messages, 2 * messageCount);
        }
        messages[messageCount++] = message;
    }

    /**
     * Tells the logs of all actors of a run to {@code sink}, in the order of steps, and returns the schedule.
     *
     * <p>Requires: the actors have stopped.
     */
    static Schedule merge(List<RecordingLog> logs, int steps, TraceSink sink) {
        int[] ownerOf = new int[steps];
        Arrays.fill(ownerOf, NONE);
        for (int i = 0; i < logs.size(); i++) {
            RecordingLog log = logs.get(i);
            for (int at = 0; at < log.length; at += 4) {
                ownerOf[log.heads[at]] = i;
            }
        }
        int[] next = new int[logs.size()];
        Schedule.Recorder schedule = new Schedule.Recorder();
        for (int step = 0; step < steps; step++) {
            if (ownerOf[step] == NONE) {
                throw new ModelBug("step " + step + " of a live run is in no log");
            }
            RecordingLog log = logs.get(ownerOf[step]);
            int at = next[ownerOf[step]];
            next[ownerOf[step]] += 4;
            schedule.add(log.heads[at + 1], log.actor);
            log.tell(step, at, sink);
        }
        return schedule.toSchedule();
    }

    private void tell(int step, int at, TraceSink sink) {
        int message = heads[at + 3];
        sink.delivered(step, heads[at + 1], actor, messages[message++]);
        int end = at + 4 < length ? heads[at + 6] : wordCount;
        for (int i = heads[at + 2]; i < end; ) {
            if (words[i] == SENT) {
                sink.sent(step, (int) words[i + 1], (int) words[i + 2], messages[message++]);
                i += 3;
            } else {
                Event event = EVENTS[(int) words[i]];
                sink.event(step, actor, event, words[i + 1], words[i + 2], words[i + 3], words[i + 4]);
                i += 5;
            }
        }
    }
}
