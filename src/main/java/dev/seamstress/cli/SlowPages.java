package dev.seamstress.cli;

import dev.seamstress.load.report.SlowFaults;
import dev.seamstress.load.run.LoadResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Timelines of the slowest faults of a result, as pages beside its report. A fault that is within the window of a
 * slower one has the same page, as one zap makes many wait; so there are few, and of each no more than a browser likes.
 */
final class SlowPages {
    /** How many there are if nobody says. */
    static final int USUAL = 3;

    /** How many there can be: as many as faults are listed. */
    static final int MOST = SlowFaults.COUNT;

    private static final String DIRECTORY = "windows";
    private static final int ENTRIES_MAX = 30_000;

    private final LoadResult result;
    private final String command;
    private final List<SlowFaults.Placed> windows = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private List<LoadWindowLog> logs = List.of();

    private SlowPages(LoadResult result, String command) {
        this.result = result;
        this.command = command;
    }

    /** Of at most so many windows. {@code command}: plays the job so again. */
    static SlowPages of(LoadResult result, String command, int most) {
        SlowPages pages = new SlowPages(result, command);
        SlowFaults.of(result).forEach(fault -> pages.place(fault, most));
        return pages;
    }

    private void place(SlowFaults.Placed fault, int most) {
        for (int i = 0; i < windows.size(); i++) {
            if (windows.get(i).covers(fault)) {
                places.add(i);
                return;
            }
        }
        boolean hasRoom = windows.size() < most;
        places.add(hasRoom ? windows.size() : -1);
        if (hasRoom) {
            windows.add(fault);
        }
    }

    /** Plays each replication once more that has a window; without an end there are no pages. */
    void play(PrintWriter err, BooleanSupplier isStopped) {
        TreeMap<Integer, List<LoadWindowLog>> replications = new TreeMap<>();
        List<LoadWindowLog> all = new ArrayList<>();
        for (SlowFaults.Placed each : windows) {
            String again = command + " --window " + each.window() + " --html slow.html";
            LoadWindowLog.Window window = LoadWindowLog.Window.of(each.window()).orElseThrow();
            LoadWindowLog log = new LoadWindowLog(result.job(), result.seed(), window, again, ENTRIES_MAX);
            all.add(log);
            replications
                    .computeIfAbsent(each.replication(), number -> new ArrayList<>())
                    .add(log);
        }
        if (!replications.isEmpty() && !isStopped.getAsBoolean()) {
            err.println(result.job().name() + ": playing " + replications.size()
                    + " once more, for timelines of the slowest faults");
            err.flush();
        }
        for (List<LoadWindowLog> each : replications.values()) {
            if (isStopped.getAsBoolean()) {
                return;
            }
            LoadWindowLog.play(each, isStopped);
        }
        logs = isStopped.getAsBoolean() ? List.of() : all;
    }

    private static String name(int number) {
        return "slow-" + (number + 1) + ".html";
    }

    /** Writes them below {@code directory}; those of an earlier result go. */
    void write(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            names.add(name(i));
        }
        Path pages = directory.resolve(DIRECTORY);
        ListedFiles.begin(pages, names);
        for (int i = 0; i < logs.size(); i++) {
            LoadWindowLog log = logs.get(i);
            WholeFile.stream(pages.resolve(name(i)), true, out -> TraceFiles.html(out, log::tell));
        }
    }

    /** Of each of {@link SlowFaults} where it is in its page, as seen from the report; empty if it has none. */
    List<String> links() {
        List<SlowFaults.Placed> faults = SlowFaults.of(result);
        List<String> links = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            int place = places.get(i);
            boolean hasPage = place >= 0 && place < logs.size();
            OptionalInt step = hasPage ? logs.get(place).stepOf(faults.get(i).fault()) : OptionalInt.empty();
            links.add(step.isEmpty() ? "" : DIRECTORY + "/" + name(place) + "#step=" + step.getAsInt());
        }
        return links;
    }
}
