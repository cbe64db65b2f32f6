package dev.seamstress.load.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Makes what a run was like of what its meters have kept over time: of one TD as it is, of several all together and
 * each by itself. What was counted is that of all TDs, percentiles are of what happened in any, and what says how
 * something is on average is that of an average TD, as in {@link Together}.
 */
final class Recording {
    /** In how many windows a TD is kept that is one of several: with 64 of them that is as much as with 16 of one. */
    static final int WINDOWS_OF_ONE = 32;

    private final long origin;
    private final long end;

    private Recording(long origin, long end) {
        this.origin = origin;
        this.end = end;
    }

    /** {@code machine}: what was kept of what all TDs share. Requires: meters are closed, and this is called once. */
    static Recorded of(List<Meter> meters, List<Series> machine) {
        Meter any = meters.get(0);
        return new Recording(any.origin(), any.end()).of(meters.size() > 1, meters, machine);
    }

    private Recorded of(boolean areSeveral, List<Meter> meters, List<Series> machine) {
        List<List<Series>> series = new ArrayList<>();
        List<LinkedHashMap<String, LatencyTrail>> times = new ArrayList<>();
        List<Slowest> slowest = new ArrayList<>();
        for (Meter meter : meters) {
            series.add(meter.recorder().series(origin, end));
            times.add(meter.recorder().times(meter.faults()));
            slowest.add(meter.faults().slowest());
        }
        List<Series> together = new ArrayList<>(machine);
        for (int i = 0; i < series.get(0).size(); i++) {
            int place = i;
            together.add(
                    Series.together(series.stream().map(each -> each.get(place)).toList()));
        }
        List<Percentiles> percentiles = new ArrayList<>();
        for (String name : times.get(0).keySet()) {
            List<LatencyTrail> all = times.stream().map(each -> each.get(name)).toList();
            LatencyTrail sum = areSeveral ? LatencyTrail.together(all, end) : all.get(0);
            percentiles.add(sum.percentiles(name, end));
        }
        List<Recorded> tds = new ArrayList<>();
        for (int td = 0; areSeveral && td < meters.size(); td++) {
            tds.add(one(series.get(td), times.get(td)));
        }
        long width = Trail.width(end - origin);
        return new Recorded(origin, end, width, together, percentiles, Slowest.together(slowest), tds);
    }

    /** A TD that is one of several. */
    private Recorded one(List<Series> series, LinkedHashMap<String, LatencyTrail> times) {
        List<Series> few = series.stream().map(each -> each.in(WINDOWS_OF_ONE)).toList();
        List<Percentiles> percentiles = new ArrayList<>();
        times.forEach((name, trail) -> percentiles.add(trail.percentiles(name, end, WINDOWS_OF_ONE)));
        return new Recorded(origin, end, few.get(0).width(), few, percentiles, List.of(), List.of());
    }
}
