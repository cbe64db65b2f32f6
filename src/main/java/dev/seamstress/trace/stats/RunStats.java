package dev.seamstress.trace.stats;

import dev.seamstress.core.tdx.CallName;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run did, how often, and how long it took: operations of the script, faults, zaps, calls of the TDX module,
 * waits for locks and the time that they were held; and who was in whose way.
 *
 * <p>Shape: times are from the step in which a thing begins to the step in which it ends, in virtual nanoseconds. What
 * has not ended is counted by {@link #unfinished}, and has no time.
 */
public final class RunStats implements LogSink {
    private final Map<Group, Map<String, Series>> groups = new TreeMap<>();
    private final Map<String, Long> busyBy = new TreeMap<>();
    private final Map<String, Open> open = new TreeMap<>();
    private LogEntry.Head head;
    private long steps;

    /** A family of things that are compared with each other. */
    public enum Group {
        OPERATION("operations"),
        FAULT("faults, by their end"),
        ZAP("zaps, by their reason"),
        SEAMCALL("calls of the TDX module"),
        WAIT("waits for locks"),
        HOLD("locks held");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** Something that has begun. */
    private static final class Open {
        private final long since;
        private int retries;
        private boolean isRefused;

        Open(long since) {
            this.since = since;
        }
    }

    @Override
    public void take(LogEntry entry) {
        if (entry instanceof LogEntry.Head first) {
            head = first;
        } else if (entry instanceof LogEntry.Delivered delivered) {
            steps = Math.max(steps, delivered.step() + 1L);
        } else if (entry instanceof LogEntry.Told told) {
            told(told);
        }
    }

    private void told(LogEntry.Told told) {
        int actor = told.actor();
        switch (told.event()) {
            case OPERATION_BEGIN -> begin("operation " + actor, told);
            case OPERATION_END -> end("operation " + actor, Group.OPERATION, verb(told.word(0)), told);
            case KVM_PAGE_FAULT -> begin("fault " + actor, told);
            case FAULT_RETRY -> retried("fault " + actor);
            case FAULT_DONE -> {
                if (!told.word(1).equalsIgnoreCase("retry")) {
                    end("fault " + actor, Group.FAULT, told.word(1), told);
                }
            }
            case KVM_ENTRY -> end("fault " + actor, Group.FAULT, "retry, in the guest again", told);
            case KVM_USERSPACE_EXIT -> end("fault " + actor, Group.FAULT, "exit to userspace", told);
            case ZAP_BEGIN -> begin("zap " + actor, told);
            case ZAP_END -> end("zap " + actor, Group.ZAP, told.word(0), told);
            case SEAMCALL_BEGIN -> begin("call " + told.number(0), told);
            case SEAMCALL_BUSY -> refused(told);
            case SEAMCALL_DONE -> end("call " + told.number(0), Group.SEAMCALL, leaf(told.word(0)), told);
            case LOCK_REQUESTED -> begin("wait " + actor + " " + told.number(0), told);
            case LOCK_GRANTED -> granted(told);
            case LOCK_RELEASED -> end(hold(actor, told), Group.HOLD, lock(told), told);
            default -> {}
        }
    }

    private void begin(String what, LogEntry.Told told) {
        open.put(what, new Open(told.step()));
    }

    private void retried(String what) {
        Open fault = open.get(what);
        if (fault != null) {
            fault.retries++;
        }
    }

    private void refused(LogEntry.Told told) {
        String what = "call " + CallName.withoutLevel(told.number(0));
        Open call = open.get(what);
        if (call != null) {
            call.isRefused = true;
        }
        String by = CallName.isCall(told.number(3)) ? leaf(told.word(3)) : told.word(3);
        busyBy.merge(leaf(told.word(0)) + " by " + by, 1L, Long::sum);
    }

    private void granted(LogEntry.Told told) {
        long holder = told.number(2);
        end("wait " + holder + " " + told.number(0), Group.WAIT, lock(told), told);
        begin(hold((int) holder, told), told);
    }

    private static String hold(int actor, LogEntry.Told told) {
        return "hold " + actor + " " + told.number(0) + " " + told.number(1);
    }

    private static String lock(LogEntry.Told told) {
        return told.word(0) + " " + told.word(1);
    }

    private void end(String what, Group group, String kind, LogEntry.Told told) {
        Open begun = open.remove(what);
        if (begun == null) {
            return;
        }
        Series series =
                groups.computeIfAbsent(group, each -> new TreeMap<>()).computeIfAbsent(kind, each -> new Series());
        series.add((told.step() - begun.since) * head.nsPerStep());
        for (int i = 0; i < begun.retries; i++) {
            series.retried();
        }
        if (begun.isRefused) {
            series.refused();
        }
    }

    /** The operation's word, without label and arguments. */
    private static String verb(String operation) {
        String plain = operation.substring(operation.indexOf(": ") < 0 ? 0 : operation.indexOf(": ") + 2);
        int space = plain.indexOf(' ');
        return space < 0 ? plain : plain.substring(0, space);
    }

    private static String leaf(String call) {
        int at = call.indexOf('@');
        return at < 0 ? call : call.substring(0, at);
    }

    /** Which run it is of. */
    public LogEntry.Head head() {
        return head;
    }

    public long steps() {
        return steps;
    }

    /** Virtual time from the first step to the last. */
    public long ns() {
        return steps * head.nsPerStep();
    }

    /** The kinds of a group, in the order of the alphabet; empty if nothing of it happened. */
    public Map<String, Series> of(Group group) {
        return groups.getOrDefault(group, Map.of());
    }

    /** How often a call was refused, by which call: {@code TDH.MEM.RANGE.BLOCK by TDG.MEM.PAGE.ACCEPT}. */
    public Map<String, Long> busyBy() {
        return busyBy;
    }

    /** How many things have begun and not ended. */
    public List<String> unfinished() {
        List<String> kinds = new ArrayList<>();
        open.keySet().forEach(key -> kinds.add(key.substring(0, key.indexOf(' '))));
        return kinds;
    }
}
