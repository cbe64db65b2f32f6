package dev.seamstress.load.run;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.load.demand.Watcher;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Meter;
import dev.seamstress.load.sim.Observer;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Plays a replication once more for windows of its virtual time, which may have something in common. */
public final class LoadWindows {
    private final List<LoadWindow> windows;
    private final LoadRun run;

    /** Of the replication with that seed. Requires: the job has one TD; there is a window at least. */
    public LoadWindows(Job job, long seed, List<LoadWindow> windows) {
        this.windows = List.copyOf(windows);
        this.run = new LoadRun(job, seed, this);
    }

    /** Each window sees what the one before it has seen, and the meter comes last. */
    void connect(Meter meter, Assembly assembly, LoadWorld world) {
        Observer observer = meter;
        Watcher watcher = meter;
        for (int i = windows.size() - 1; i >= 0; i--) {
            windows.get(i).connect(observer, watcher, assembly, world);
            observer = windows.get(i);
            watcher = windows.get(i);
        }
    }

    LoadWindow first() {
        return windows.get(0);
    }

    /** Plays it up to the end of the last window, unless it is stopped before. Requires: called once. */
    public void play(BooleanSupplier isStopped) {
        run.playTo(windows.stream().mapToLong(LoadWindow::to).max().orElse(0), isStopped);
    }
}
