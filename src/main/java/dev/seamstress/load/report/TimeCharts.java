package dev.seamstress.load.report;

import dev.seamstress.load.run.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The charts over virtual time of all TDs together, and beside each, where there are several TDs, the same of every TD.
 * What is next to nothing at all times in all TDs has no column; a chart without columns has no rows.
 */
final class TimeCharts {
    /** Below this nothing of a line can be seen: half a percent, or once in 200 seconds. */
    private static final double LEAST = 0.005;

    private final OverTime together;
    private final List<OverTime> tds = new ArrayList<>();
    private final List<Chart> byTd = new ArrayList<>();

    TimeCharts(LoadResult result) {
        together = new OverTime(result);
        int count = result.runs().get(0).recorded().tds().size();
        for (int td = 0; td < count; td++) {
            int number = td;
            tds.add(new OverTime(result.runs().stream()
                    .map(run -> run.recorded().tds().get(number))
                    .toList()));
        }
    }

    /** The chart of all TDs; that of each is kept. */
    Chart chart(Function<OverTime, Chart> make) {
        Chart whole = make.apply(together);
        List<Chart> each = tds.stream().map(make).toList();
        int[] seen = IntStream.range(0, whole.columns().size() - 1)
                .filter(column -> isSeen(whole, column) || each.stream().anyMatch(chart -> isSeen(chart, column)))
                .toArray();
        if (seen.length > 0 && !each.isEmpty()) {
            byTd.add(Chart.byTd(each.stream().map(chart -> chart.with(seen)).toList()));
        }
        return whole.with(seen);
    }

    private static boolean isSeen(Chart chart, int column) {
        boolean areRanks = chart.form() == Chart.Form.RANKS; // they belong together, and are there or not
        return chart.rows().stream()
                .mapToDouble(row -> row.values()[column])
                .anyMatch(value -> areRanks ? !Double.isNaN(value) : value > LEAST);
    }

    /** For charts that were made here, in order: the same of each TD; none if there is one. */
    List<Chart> byTd() {
        return List.copyOf(byTd);
    }
}
