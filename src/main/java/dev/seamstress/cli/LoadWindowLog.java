package dev.seamstress.cli;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.load.demand.OpClass;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.Quantity;
import dev.seamstress.load.metrics.SlowFault;
import dev.seamstress.load.run.LoadWindow;
import dev.seamstress.load.run.LoadWindows;
import dev.seamstress.load.run.Replications;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogMaker;
import dev.seamstress.trace.log.LogSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The event log of a window of a replication, which is played once more for it, and for others that it has. */
final class LoadWindowLog implements LogSink {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})(?:/td(\\d{1,2}))?@([^@+]+)\\+-([^@+]+)");

    private final Job job;
    private final long seed;
    private final Window window;
    private final String command;
    private final int most;
    private final LoadWindow played;
    private final List<LogEntry> entries = new ArrayList<>();
    private long steps;
    private int last = -1;
    private long dropped;

    /** {@code command}: makes the window again; {@code most}: how many entries are kept, the first ones. */
    LoadWindowLog(Job job, long seed, Window window, String command, int most) {
        this.job = job;
        this.seed = seed;
        this.window = window;
        this.command = command;
        this.most = most;
        this.played = new LoadWindow(window.from(), window.to(), window.td().orElse(0));
    }

    /**
     * {@code halfNs} before and after a time of a replication, which are counted from 1, and of one of its TDs, which
     * are counted from 0, or of the one that it has.
     */
    record Window(int replication, OptionalInt td, long middleNs, long halfNs) {
        /** What {@code REPLICATION@TIME+-SPAN} or {@code REPLICATION/tdN@TIME+-SPAN} says, if it says something. */
        static Optional<Window> of(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            OptionalLong middle = Quantity.time(matcher.group(3));
            OptionalLong half = Quantity.time(matcher.group(4));
            int replication = Integer.parseInt(matcher.group(1));
            String number = matcher.group(2);
            OptionalInt td = number == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(number));
            boolean isWindow = replication > 0
                    && middle.isPresent()
                    && half.isPresent()
                    && half.getAsLong() <= LoadWindow.HALF_MAX_NS;
            return isWindow
                    ? Optional.of(new Window(replication, td, middle.getAsLong(), half.getAsLong()))
                    : Optional.empty();
        }

        /** Why it is no window of the job, or null. */
        String problem(Job job) {
            int tds = job.vm().tds();
            if (td.isEmpty() && tds > 1) {
                return "the job has " + tds + " TDs, and a window is of one; say which, from td0 to td" + (tds - 1)
                        + ", as in " + replication + "/td0@12.5ms+-50us";
            }
            return td.orElse(0) < tds
                    ? null
                    : "there is no td" + td.orElse(0) + "; the job has "
                            + (tds == 1 ? "one TD, td0" : tds + ", from td0 to td" + (tds - 1));
        }

        long from() {
            return Math.max(0, middleNs - halfNs);
        }

        long to() {
            return middleNs + halfNs;
        }
    }

    /** Plays windows of one replication, so that each can be told of. Requires: called once for each. */
    static void play(List<LoadWindowLog> logs, BooleanSupplier isStopped) {
        LoadWindowLog any = logs.get(0);
        LoadWindows windows = new LoadWindows(
                any.job,
                Replications.seed(any.seed, any.window.replication - 1),
                logs.stream().map(log -> log.played).toList());
        logs.forEach(LoadWindowLog::listen);
        windows.play(isStopped);
        logs.forEach(LoadWindowLog::end);
    }

    private void listen() {
        Actors actors = new Actors(played.actors());
        List<String> operations = Arrays.stream(OpClass.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .toList();
        LogMaker maker = new LogMaker(
                this, actors, new ModelWords(actors, operations), EventLog.names(played.places(), VmType.TDX_VM));
        entries.add(head(played.actors()));
        played.tell(maker);
    }

    private void end() {
        String how = dropped == 0 ? "the end of the window" : "the window goes on, which the command shows in full";
        entries.add(new LogEntry.End(last + 1, how, "", dropped));
    }

    /** Why there is nothing in the window. Requires: {@link #steps} are none. */
    String whyNothing() {
        return "replication " + window.replication()
                + (played.isOpen() ? ": nothing happens in the window" : " is over before the window begins");
    }

    /** How many steps there are in the window. */
    long steps() {
        return steps;
    }

    /** The step in which KVM is told where the fault is; nothing if it is not there. */
    OptionalInt stepOf(SlowFault fault) {
        return entries.stream()
                .filter(LogEntry.Told.class::isInstance)
                .map(LogEntry.Told.class::cast)
                .filter(told -> told.event() == Event.KVM_PAGE_FAULT && told.actor() == fault.vcpu())
                .filter(told -> told.number(0) == fault.gpa() && told.step() >= fault.began() - window.from())
                .mapToInt(LogEntry.Told::step)
                .findFirst();
    }

    private LogEntry.Head head(List<String> actors) {
        String reconstructed = job.vm().model().isReconstructed() ? " (reconstructed)" : "";
        return new LogEntry.Head(
                job.name(),
                "",
                job.vm().model().id() + reconstructed,
                ModuleVariant.V1_5_01.toString(),
                "load",
                true,
                "seed " + seed + ", replication " + window.replication + ofTd() + "; step 0 is at " + window.from()
                        + "ns of virtual time, a step is a nanosecond",
                1,
                actors,
                command);
    }

    private String ofTd() {
        return window.td.isEmpty()
                ? ""
                : ", TD " + window.td.getAsInt() + " of " + job.vm().tds();
    }

    @Override
    public void take(LogEntry entry) {
        steps += entry instanceof LogEntry.Delivered ? 1 : 0;
        if (entries.size() < most) {
            entries.add(entry);
            last = played.last();
        } else {
            dropped++;
        }
    }

    /** Tells all of it; what page tables hold at first is what was there when something else was stored. */
    void tell(LogSink sink) throws IOException {
        sink.take(entries.get(0));
        TreeSet<String> seen = new TreeSet<>();
        for (LogEntry entry : entries) {
            LogEntry first = first(entry, seen);
            if (first != null) {
                sink.take(first);
            }
        }
        for (LogEntry entry : entries.subList(1, entries.size())) {
            sink.take(entry);
        }
    }

    private static LogEntry first(LogEntry entry, TreeSet<String> seen) {
        if (entry instanceof LogEntry.Entry stored) {
            boolean isMirror = stored.tree().equals("mirror");
            LogMaker.EntryName name = new LogMaker.EntryName(
                    isMirror, stored.root(), stored.gfn(), stored.level(), VmType.TDX_VM.mmioValue());
            return seen.add(name.toString()) ? LogMaker.first(name, stored.old()) : null;
        }
        if (entry instanceof LogEntry.Told told && told.event() == Event.SEPT_CHANGED) {
            int level = (int) told.number(1) + 1;
            SeptState state = SeptState.values()[(int) told.number(2)];
            boolean isNew = seen.add("sept " + told.number(0) + " " + level);
            return isNew && state != SeptState.FREE
                    ? new LogEntry.First("sept", 0, told.number(0), level, 0, told.word(2))
                    : null;
        }
        return null;
    }
}
