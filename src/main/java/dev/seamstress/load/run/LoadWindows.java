package dev.seamstress.load.run;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.load.demand.Watcher;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.sim.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Plays a replication once more for windows of its virtual time, which may have something in common. */
public final class LoadWindows {
    private final List<LoadWindow> windows;
    private final Job job;
    private final LoadRun run;
    private Observer observer;
    private List<Watcher> watchers = List.of();

    /** Of the replication with that seed. Requires: each window is of one of the job's TDs; there is one at least. */
    public LoadWindows(Job job, long seed, List<LoadWindow> windows) {
        this.windows = List.copyOf(windows);
        this.job = job;
        this.run = new LoadRun(job, seed, this);
    }

    /**
     * Each window sees what the one before it has seen, and {@code seesAll}, and the meters, come last; {@code worlds}
     * and {@code meters} are those of the TDs.
     */
    void connect(Observer seesAll, List<? extends Watcher> meters, Assembly assembly, List<LoadWorld> worlds) {
        this.observer = seesAll;
        this.watchers = new ArrayList<>(meters);
        int machines = LoadWorld.machines(job);
        for (int i = windows.size() - 1; i >= 0; i--) {
            LoadWindow window = windows.get(i);
            int td = window.td();
            TdMachines numbers = new TdMachines(td, worlds.size(), machines);
            window.connect(observer, watchers.get(td), assembly, worlds.get(td), numbers);
            observer = window;
            watchers.set(td, window);
        }
    }

    /** Sees the run. Requires: {@link #connect}. */
    Observer observer() {
        return observer;
    }

    /** Sees what the load of a TD is. Requires: {@link #connect}. */
    Watcher watcher(int td) {
        return watchers.get(td);
    }

    /** Plays it up to the end of the last window, unless it is stopped before. Requires: called once. */
    public void play(BooleanSupplier isStopped) {
        run.playTo(windows.stream().mapToLong(LoadWindow::to).max().orElse(0), isStopped);
    }
}
