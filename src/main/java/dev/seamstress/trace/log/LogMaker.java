package dev.seamstress.trace.log;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.EventWords;
import dev.seamstress.trace.export.LogTexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns what a driver tells into the entries of a log: it gives messages their ids, and numbers their words.
 *
 * <p>A delivery is of the oldest message that is on its way from its sender to its receiver, as in every run.
 */
public final class LogMaker implements TraceSink {
    private final LogSink target;
    private final EventWords words;
    private final EntryNames entries;
    private final LogTexts texts;
    private final Map<Long, Deque<Sending>> onTheirWay = new TreeMap<>();
    private final BitSet begun = new BitSet();
    private long nextId;

    private record Sending(long id, int step) {}

    /** The way from a word of memory to the page-table entry that it is. */
    public interface EntryNames {
        /** The entry, or null for a word that is none. */
        EntryName name(long word);
    }

    /** A page-table entry; {@code mmioValue}: what marks an MMIO entry of this VM. */
    public record EntryName(boolean isMirror, int root, long gfn, int level, long mmioValue) {}

    public LogMaker(LogSink target, Actors actors, EventWords words, EntryNames entries) {
        this.target = target;
        this.words = words;
        this.entries = entries;
        this.texts = new LogTexts(actors, words);
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        Deque<Sending> channel = onTheirWay.get(channel(from, to));
        Sending sending = channel == null || channel.isEmpty() ? new Sending(nextId++, -1) : channel.remove();
        boolean isContinue = message == Continue.CONTINUE;
        if (isContinue) {
            begun.set(to);
        }
        take(new LogEntry.Delivered(step, sending.id, from, to, sending.step, isContinue, texts.message(message)));
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        Sending sending = new Sending(nextId++, step);
        onTheirWay
                .computeIfAbsent(channel(from, to), channel -> new ArrayDeque<>())
                .add(sending);
        if (message != Continue.CONTINUE) {
            take(new LogEntry.Sent(step, sending.id, from, to, texts.message(message)));
        }
    }

    /**
     * Says who would go on by itself now that the run is over.
     *
     * @param threads the ids of the threads, each of which would from the start on
     */
    public void end(List<Integer> threads) {
        for (int thread : threads) {
            Deque<Sending> channel = onTheirWay.get(channel(thread, thread));
            if (channel != null && !channel.isEmpty()) {
                take(new LogEntry.Waiting(channel.peek().step, thread));
            } else if (!begun.get(thread)) {
                take(new LogEntry.Waiting(-1, thread));
            }
        }
    }

    private static long channel(int from, int to) {
        return (long) from << 32 | to;
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        List<Long> numbers = new ArrayList<>(event.arity());
        List<String> meanings = new ArrayList<>(event.arity());
        for (int i = 0; i < event.arity(); i++) {
            long number = i == 0 ? a : i == 1 ? b : i == 2 ? c : d;
            numbers.add(number);
            meanings.add(words.text(event, i, number));
        }
        take(new LogEntry.Told(step, actor, event, numbers, Collections.unmodifiableList(meanings)));
    }

    @Override
    public boolean wantsStores() {
        return true;
    }

    @Override
    public void stored(int step, int actor, long word, long old, long next) {
        EntryName name = old == next ? null : entries.name(word);
        if (name != null) {
            String tree = name.isMirror ? "mirror" : "direct";
            String state = state(next, name);
            take(new LogEntry.Entry(step, actor, tree, name.root, name.gfn, name.level, old, next, state));
        }
    }

    /** An entry that is not empty when the run begins; null if it is. */
    public static LogEntry.First first(EntryName name, long value) {
        String state = state(value, name);
        String tree = name.isMirror ? "mirror" : "direct";
        return state.equals("none") ? null : new LogEntry.First(tree, name.root, name.gfn, name.level, value, state);
    }

    private static String state(long spte, EntryName name) {
        if (Spte.isFrozen(spte)) {
            return "FROZEN";
        } else if (Spte.isTable(spte, name.level)) {
            return "table";
        } else if (Spte.isPresent(spte)) {
            return "present";
        }
        return Spte.isMmio(spte, name.mmioValue) ? "mmio" : "none";
    }

    private void take(LogEntry entry) {
        try {
            target.take(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
