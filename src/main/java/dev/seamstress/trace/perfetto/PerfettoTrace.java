package dev.seamstress.trace.perfetto;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.trace.log.ToldCall;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run as a Perfetto trace: a process for the VM, a track an actor, locks and touched entries as states, flows from
 * the send of a message to its delivery.
 *
 * <p>Time is virtual: a step is as long as the log says, and what happens in one step follows a nanosecond apart. All
 * slices that belong to one fault carry its number. Viewers that know no states see instants in their place.
 *
 * <p>Source: {@link Packets}; ui.perfetto.dev for what viewers make of it.
 */
public final class PerfettoTrace implements LogSink, AutoCloseable {
    private static final long NS_PER_STEP_MIN = 1000;
    private static final Grant.Mode[] MODES = Grant.Mode.values();

    private final OutputStream out;
    private final Packets packets;
    private final Tracks tracks;
    private final List<LogEntry> step = new ArrayList<>();
    private final Map<Long, Integer> readers = new TreeMap<>();
    private final Map<String, Integer> firstRoots = new TreeMap<>();
    private OpenSlices open;
    private long[] faultOf;
    private long faults;
    private long retries;
    private long busy;
    private long onTheirWay;
    private long nsPerStep;
    private long now;

    /** Writes to {@code out}, which {@link #close} closes. */
    public PerfettoTrace(OutputStream out) {
        this.out = out;
        this.packets = new Packets(out);
        this.tracks = new Tracks(packets);
    }

    @Override
    public void take(LogEntry entry) throws IOException {
        if (entry instanceof LogEntry.Head head) {
            begin(head);
        } else if (entry instanceof LogEntry.Delivered || entry instanceof LogEntry.End) {
            writeStep();
            step.add(entry);
        } else if (entry.inStep() >= 0) {
            step.add(entry);
        }
    }

    private void begin(LogEntry.Head head) throws IOException {
        open = new OpenSlices(head.actors().size());
        faultOf = new long[head.actors().size()];
        nsPerStep = Math.max(NS_PER_STEP_MIN, head.nsPerStep());
        List<String> labels = List.of(
                head.model() + ", module " + head.module(),
                head.driver() + ", " + head.choices(),
                "virtual time, a step is " + head.nsPerStep() + " ns");
        tracks.begin(head.scenario(), labels, head.actors());
    }

    /** All of a step is known now: what it sends belongs to the slice that the message begins. */
    private void writeStep() throws IOException {
        if (step.isEmpty()) {
            return;
        }
        LogEntry first = step.get(0);
        now = Math.max(now + 1, Math.max(0, first.inStep()) * nsPerStep);
        long end = Math.max(now, Math.max(0, first.inStep()) * nsPerStep + nsPerStep - 2);
        if (first instanceof LogEntry.Delivered delivered) {
            beginMessage(delivered);
        }
        for (LogEntry entry : step) {
            now++;
            write(entry);
        }
        if (first instanceof LogEntry.Delivered delivered) {
            now = Math.max(now + 1, end);
            packets.event(Packets.SLICE_END, Tracks.messages(delivered.to())).send(now);
        }
        step.clear();
    }

    private void beginMessage(LogEntry.Delivered delivered) throws IOException {
        packets.event(Packets.SLICE_BEGIN, Tracks.messages(delivered.to())).name(kind(delivered));
        long before = onTheirWay;
        for (LogEntry entry : step) {
            if (entry instanceof LogEntry.Sent sent) {
                packets.flow(sent.id() + 1);
                onTheirWay++;
            }
        }
        if (!delivered.isContinue()) {
            packets.endOfFlow(delivered.id() + 1).argument("message", delivered.text());
            onTheirWay -= delivered.sentStep() < 0 ? 0 : 1;
        }
        packets.send(now);
        if (onTheirWay != before) {
            counter("messages on their way", onTheirWay);
        }
    }

    /** The words of a message that are no values. */
    private static String kind(LogEntry.Delivered delivered) {
        int equals = delivered.text().indexOf('=');
        int end = equals < 0 ? -1 : delivered.text().lastIndexOf(' ', equals);
        return end < 0 ? delivered.text() : delivered.text().substring(0, end);
    }

    private void write(LogEntry entry) throws IOException {
        if (entry instanceof LogEntry.Told told) {
            told(told);
        } else if (entry instanceof LogEntry.Entry stored) {
            stored(stored);
        } else if (entry instanceof LogEntry.Broken broken) {
            packets.event(Packets.INSTANT, Tracks.PROCESS)
                    .name(broken.rule() + " broken")
                    .argument("rule", broken.text())
                    .send(now);
        }
    }

    private void told(LogEntry.Told told) throws IOException {
        int actor = told.actor();
        switch (told.event()) {
            case OPERATION_BEGIN -> beginSlice(actor, "operation", told.word(0), told);
            case OPERATION_END -> endSlice(actor, "operation", told);
            case KVM_PAGE_FAULT -> fault(actor, told);
            case FAULT_DONE -> faultDone(actor, told);
            case FAULT_RETRY -> {
                instant(actor, "retry: " + told.word(1), told);
                counter("retries", ++retries);
            }
            case KVM_ENTRY, KVM_EXIT, KVM_USERSPACE_EXIT -> edge(actor, told);
            case SEAMCALL_BEGIN -> beginSlice(lp(told), "call " + told.number(0), leaf(told), told);
            case SEAMCALL_DONE -> endSlice(lp(told), "call " + told.number(0), told);
            case SEAMCALL_BUSY -> {
                instant(lp(told), "BUSY", told);
                counter("BUSY", ++busy);
            }
            case LOCK_REQUESTED ->
                beginSlice(actor, "wait " + told.number(0), "wait " + told.word(0) + " " + told.word(1), told);
            case LOCK_GRANTED -> granted((int) told.number(2), told);
            case LOCK_RELEASED -> released(told);
            case ZAP_BEGIN -> beginSlice(actor, "zap", "zap " + told.word(0), told);
            case ZAP_END -> endSlice(actor, "zap", told);
            case SEPT_CHANGED -> {
                String level = Level.name((int) told.number(1) + Level.PG_4K);
                String name = "sept " + told.word(0) + " " + level;
                state(tracks.of(Tracks.Group.ENTRY, name), told.word(3));
                instant(actor, name + ": " + told.word(3), told);
            }
            case SPTE_FROZEN, SPTE_PUBLISHED, SPTE_ROLLED_BACK -> {} // the store itself is an entry of its own
            default -> instant(actor, told.event().text(), told);
        }
    }

    private static int lp(LogEntry.Told told) {
        return CallName.isCall(told.number(0)) ? CallName.lp(told.number(0)) : told.actor();
    }

    private static String leaf(LogEntry.Told told) {
        String word = told.word(0);
        int at = word.indexOf('@');
        return at < 0 ? word : word.substring(0, at);
    }

    private void fault(int actor, LogEntry.Told told) throws IOException {
        endFault(actor);
        faultOf[actor] = ++faults;
        beginSlice(actor, "fault", "fault", told);
    }

    private void faultDone(int actor, LogEntry.Told told) throws IOException {
        if (told.word(1).equalsIgnoreCase("retry")) {
            instant(actor, "fault: RETRY", told);
        } else {
            endSlice(actor, "fault", told);
            faultOf[actor] = 0;
        }
    }

    private void endFault(int actor) throws IOException {
        end(actor, open.end(actor, "fault"), null);
        faultOf[actor] = 0;
    }

    /** The guest begins or ceases to run, or KVM_RUN returns: a fault that was retried is over. */
    private void edge(int actor, LogEntry.Told told) throws IOException {
        if (told.event() != Event.KVM_EXIT) {
            endFault(actor);
        }
        if (told.event() != Event.KVM_USERSPACE_EXIT) {
            state(tracks.mode(actor), told.event() == Event.KVM_ENTRY ? "guest" : "KVM");
        }
        instant(actor, told.event().text(), told);
    }

    private void granted(int holder, LogEntry.Told told) throws IOException {
        if (holder >= 0 && holder < faultOf.length) {
            end(holder, open.end(holder, "wait " + told.number(0)), null);
        }
        boolean isRead = mode(told) == Grant.Mode.READ;
        int count = isRead ? readers.merge(told.number(0), 1, Integer::sum) : 0;
        state(lock(told), isRead ? "read x" + count : "write");
    }

    private void released(LogEntry.Told told) throws IOException {
        int count = mode(told) == Grant.Mode.READ ? readers.merge(told.number(0), -1, Integer::sum) : 0;
        state(lock(told), count > 0 ? "read x" + count : "");
    }

    private static Grant.Mode mode(LogEntry.Told told) {
        return told.number(1) == Grant.Mode.READ.ordinal() ? MODES[0] : MODES[1];
    }

    private long lock(LogEntry.Told told) throws IOException {
        return tracks.of(Tracks.Group.LOCK, told.word(0));
    }

    private void stored(LogEntry.Entry entry) throws IOException {
        Integer first = firstRoots.putIfAbsent(entry.tree(), entry.root());
        boolean isOther = first != null && first != entry.root();
        String name = entry.tree() + (isOther ? " of root " + entry.root() : "") + " 0x" + Long.toHexString(entry.gfn())
                + " " + Level.name(entry.level());
        state(tracks.of(Tracks.Group.ENTRY, name), entry.state().equals("none") ? "" : entry.state());
        packets.event(Packets.INSTANT, Tracks.actor(entry.actor()))
                .name(name + ": " + entry.state())
                .pointer("old", entry.old())
                .pointer("new", entry.next())
                .send(now);
    }

    private void beginSlice(int actor, String what, String name, LogEntry.Told told) throws IOException {
        open.begin(actor, what);
        packets.event(Packets.SLICE_BEGIN, Tracks.actor(actor)).name(name);
        if (faultOf[actor] != 0) {
            packets.correlation(faultOf[actor]);
        }
        arguments(told);
        packets.send(now);
    }

    private void endSlice(int actor, String what, LogEntry.Told told) throws IOException {
        end(actor, open.end(actor, what), told);
    }

    /** Ends slices from the inside; {@code told} is said of the outermost one. */
    private void end(int actor, int count, LogEntry.Told told) throws IOException {
        for (int i = 0; i < count; i++) {
            packets.event(Packets.SLICE_END, Tracks.actor(actor));
            if (told != null && i == count - 1) {
                arguments(told);
            }
            packets.send(now);
        }
    }

    private void instant(int actor, String name, LogEntry.Told told) throws IOException {
        packets.event(Packets.INSTANT, Tracks.actor(actor)).name(name);
        arguments(told);
        packets.send(now);
    }

    private void arguments(LogEntry.Told told) {
        for (int i = 0; i < told.numbers().size(); i++) {
            Event.Arg arg = told.event().arg(i);
            if (!ToldCall.has(told, i)) {
                continue;
            }
            boolean isPointer = arg.form() == Event.Arg.Form.HEX && told.words().get(i) == null;
            if (isPointer) {
                packets.pointer(arg.name(), told.numbers().get(i));
            } else {
                packets.argument(arg.name(), told.word(i));
            }
        }
    }

    private void state(long track, String name) throws IOException {
        packets.event(Packets.STATE, track);
        if (!name.isEmpty()) {
            packets.name(name);
        }
        packets.send(now);
    }

    private void counter(String name, long value) throws IOException {
        packets.event(Packets.COUNTER, tracks.of(Tracks.Group.COUNTER, name))
                .value(value)
                .send(now);
    }

    /** Ends whatever is open, and closes the stream. */
    @Override
    public void close() throws IOException {
        try (out) {
            writeStep();
            now++;
            for (int actor = 0; open != null && actor < faultOf.length; actor++) {
                end(actor, open.endAll(actor), null);
            }
        }
    }
}
