package dev.seamstress.load.calibrate;

import dev.seamstress.load.job.Cost;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pairs the events of each thread that begin and end something that costs.
 *
 * <p>Shape: times are those of the trace's clock. Of what lies between two events the calls of the TDX module are taken
 * off, as they are costs of their own; of each event that was written between, {@code overhead} is.
 *
 * <p>Source: Linux, arch/x86/kvm/mmu/tdp_mmu.c, arch/x86/kvm/trace.h, arch/x86/kvm/mmu/mmutrace.h, for where events are
 * told; Documentation/trace/kprobetrace.rst, for entries and returns of functions.
 */
final class Pairs {
    static final String EXIT = Cost.KERNEL_EXIT.key();
    static final String FAULT = Cost.KERNEL_FAULT.key();
    static final String WALK = Cost.KERNEL_WALK.key();
    static final String ZAP = Cost.KERNEL_ZAP.key();
    static final String USERSPACE = Cost.KERNEL_USERSPACE.key();

    private static final int THREADS_MAX = 1 << 16;
    private static final long NONE = -1;
    private static final int BITS_OF_LEVEL = 9;
    private static final String SPTES = " old_spte ([0-9a-f]{1,16}) new_spte ([0-9a-f]{1,16})";
    private static final Pattern CHANGE = Pattern.compile(".* gfn ([0-9a-f]{1,13}) level ([1-5])" + SPTES);
    private static final Pattern ENTRY = Pattern.compile("\\s*\\(([\\w.]{1,100})\\+0x[0-9a-f]+/.*");
    private static final Pattern RETURN = Pattern.compile("\\s*\\(\\S{1,200}(?: \\[\\w+\\])? <- ([\\w.]{1,100})\\).*");

    /** The bit by which KVM knows its entries that are present. */
    private static final long PRESENT = 0x800;

    private final double overhead;
    private final TreeMap<Integer, State> threads = new TreeMap<>();
    private final TreeMap<String, Spans> spans = new TreeMap<>();
    private long backward;

    /** {@code overhead}: what writing an event costs. */
    Pairs(double overhead) {
        this.overhead = overhead;
    }

    /** What a thread is in the middle of. */
    private static final class State {
        private final Map<String, Mark> calls = new LinkedHashMap<>();
        private String last = "";
        private long nextGfn = NONE;
        private long events;
        private double called;
        private Mark before;
        private Mark walk;
        private Mark userspace;
    }

    /** The beginning of something: when, after how many events, and after how much time in calls of the module. */
    private record Mark(long time, long events, double called) {}

    /** The next event of the trace. */
    void take(TraceEvent event) {
        if (threads.size() >= THREADS_MAX && !threads.containsKey(event.thread())) {
            return;
        }
        State state = threads.computeIfAbsent(event.thread(), id -> new State());
        state.events++;
        Mark now = new Mark(event.time(), state.events, state.called);
        if (isCall(state, event, now)) {
            return;
        }
        long nextGfn = NONE;
        switch (event.name()) {
            case "kvm_page_fault" -> after(state, "kvm_exit", EXIT, now);
            case "kvm_mmu_spte_requested" -> {
                after(state, "kvm_page_fault", FAULT, now);
                state.walk = now;
            }
            case "kvm_mmu_get_page" -> {}
            case "kvm_tdp_mmu_spte_changed" -> {
                Matcher change = CHANGE.matcher(event.text().stripTrailing());
                if (change.matches() && isZap(change)) {
                    long gfn = Long.parseLong(change.group(1), 16);
                    if (gfn == state.nextGfn) {
                        add(ZAP, state.before, now);
                    }
                    nextGfn = gfn + (1L << BITS_OF_LEVEL * (Integer.parseInt(change.group(2)) - 1));
                }
            }
            case "kvm_mmu_set_spte" -> {
                add(WALK, state.walk, now);
                state.walk = null;
            }
            case "kvm_userspace_exit" -> state.userspace = now;
            case "kvm_entry" -> {
                add(USERSPACE, state.userspace, now);
                state.userspace = null;
                state.walk = null;
            }
            default -> state.walk = null;
        }
        state.nextGfn = nextGfn;
        state.last = event.name();
        state.before = now;
    }

    private void after(State state, String first, String key, Mark now) {
        if (state.last.equals(first)) {
            add(key, state.before, now);
        }
    }

    /** An entry that was there is none now. */
    private static boolean isZap(Matcher change) {
        return (Long.parseUnsignedLong(change.group(3), 16) & PRESENT) != 0
                && (Long.parseUnsignedLong(change.group(4), 16) & PRESENT) == 0;
    }

    /** True if the event is the entry or the return of a function that has a cost. */
    private boolean isCall(State state, TraceEvent event, Mark now) {
        Matcher back = RETURN.matcher(event.text());
        Matcher entry = ENTRY.matcher(event.text());
        boolean isReturn = back.matches();
        String function = isReturn ? back.group(1) : entry.matches() ? entry.group(1) : "";
        String key = CallCosts.key(function);
        if (key == null) {
            return false;
        }
        Mark began = state.calls.remove(function);
        if (!isReturn) {
            state.calls.put(function, now);
        } else if (began != null) {
            add(key, began, now);
            state.called += now.time() - began.time();
            state.events--; // writing the entry lies in the call, and is taken off with it
        }
        return true;
    }

    private void add(String key, Mark from, Mark to) {
        if (from == null) {
            return;
        }
        double time = to.time() - from.time() - (to.called() - from.called());
        if (to.time() < from.time()) {
            backward++;
            return;
        }
        double written = overhead * (to.events() - from.events());
        spans.computeIfAbsent(key, each -> new Spans()).add(Math.max(0, Math.round(time - written)));
    }

    /** Events are lost: nothing that has begun can be ended. */
    void lost() {
        threads.clear();
    }

    TreeMap<String, Spans> spans() {
        return spans;
    }

    /** How many ends were before their beginnings. */
    long backward() {
        return backward;
    }
}
