package dev.seamstress.cli;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.load.demand.OpClass;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.Quantity;
import dev.seamstress.load.random.Times;
import dev.seamstress.load.run.LoadWindow;
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
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The event log of a window of a replication, which is played once more for it. */
final class LoadWindowLog implements LogSink {
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})@([^@+]+)\\+-([^@+]+)");
    private static final long NS_MAX = 500_000_000;

    private final Job job;
    private final long seed;
    private final Window window;
    private final String command;
    private final List<LogEntry> entries = new ArrayList<>();

    /** {@code command}: makes the window again. */
    LoadWindowLog(Job job, long seed, Window window, String command) {
        this.job = job;
        this.seed = seed;
        this.window = window;
        this.command = command;
    }

    /** {@code halfNs} before and after a time of a replication, which are counted from 1. */
    record Window(int replication, long middleNs, long halfNs) {
        /** What {@code REPLICATION@TIME+-SPAN} says, if it says something. */
        static Optional<Window> of(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            OptionalLong middle = Quantity.time(matcher.group(2));
            OptionalLong half = Quantity.time(matcher.group(3));
            int replication = Integer.parseInt(matcher.group(1));
            boolean isWindow = replication > 0 && middle.isPresent() && half.isPresent() && half.getAsLong() <= NS_MAX;
            return isWindow
                    ? Optional.of(new Window(replication, middle.getAsLong(), half.getAsLong()))
                    : Optional.empty();
        }

        long from() {
            return Math.max(0, middleNs - halfNs);
        }
    }

    /** Plays it. Returns how many steps there are in the window. */
    long play(BooleanSupplier isStopped) {
        long replicationSeed = Replications.seed(seed, window.replication - 1);
        LoadWindow played = new LoadWindow(job, replicationSeed, window.from(), window.middleNs + window.halfNs);
        Actors actors = new Actors(played.actors());
        List<String> operations = Arrays.stream(OpClass.values())
                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .toList();
        LogMaker maker = new LogMaker(
                this, actors, new ModelWords(actors, operations), EventLog.names(played.places(), VmType.TDX_VM));
        entries.add(head(played.actors()));
        int last = played.tell(maker, isStopped);
        entries.add(new LogEntry.End(last + 1, "the end of the window", "", 0));
        return entries.stream().filter(LogEntry.Delivered.class::isInstance).count();
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
                "seed " + seed + ", replication " + window.replication + "; step 0 is " + Times.text(window.from())
                        + " of virtual time, a step is a nanosecond",
                1,
                actors,
                command);
    }

    @Override
    public void take(LogEntry entry) {
        entries.add(entry);
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
