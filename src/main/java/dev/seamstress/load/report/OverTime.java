package dev.seamstress.load.report;

import dev.seamstress.load.metrics.Percentiles;
import dev.seamstress.load.metrics.Recorded;
import dev.seamstress.load.metrics.Series;
import dev.seamstress.load.run.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The charts over virtual time: the mean of the replications, window by window. They have a column for everything that
 * is asked for; {@link TimeCharts} leaves out what nothing is seen of.
 */
final class OverTime {
    private static final int COUNT = 0;
    private static final int P99 = 3;
    private static final int MAX = 4;

    private final List<Recorded> runs;
    private final long width;
    private final int windows;
    private final long origin;

    /** Of all TDs together. */
    OverTime(LoadResult result) {
        this(result.runs().stream().map(run -> run.recorded()).toList());
    }

    /** Of replications; of all TDs or of one. */
    OverTime(List<Recorded> runs) {
        this.runs = List.copyOf(runs);
        this.width = runs.stream().mapToLong(Recorded::width).max().orElseThrow();
        long span =
                runs.stream().mapToLong(run -> run.end() - run.origin()).max().orElseThrow();
        this.windows = (int) Math.max(1, (span + width - 1) / width);
        this.origin = runs.get(0).origin();
    }

    /** How long windows are. */
    long width() {
        return width;
    }

    private double place(int window) {
        return origin + (double) window * width;
    }

    /** The percentiles of one thing over time; no rows if it never happened. */
    Chart percentiles(String id, String name, String title) {
        List<Chart.Row> rows = new ArrayList<>();
        List<double[][]> all =
                runs.stream().map(run -> of(run, name).rows(width)).toList();
        for (int i = 0; i < windows; i++) {
            double[] sums = new double[MAX];
            double least = Double.NaN;
            double most = Double.NaN;
            int seen = 0;
            for (double[][] run : all) {
                if (i < run.length && run[i][COUNT] > 0) {
                    seen++;
                    for (int j = 0; j < MAX; j++) {
                        sums[j] += run[i][j + 1];
                    }
                    least = Double.isNaN(least) ? run[i][P99] : Math.min(least, run[i][P99]);
                    most = Double.isNaN(most) ? run[i][P99] : Math.max(most, run[i][P99]);
                }
            }
            double[] values = {
                mean(sums[0], seen), mean(sums[1], seen), mean(sums[2], seen), mean(sums[3], seen), least, most
            };
            rows.add(Chart.row(place(i), values));
        }
        return new Chart(
                id,
                title,
                "Each window's p50, p90, p99 and maximum, by when it ended; the band is the lowest and the highest p99"
                        + " of the replications.",
                Chart.Form.RANKS,
                Chart.Unit.NS,
                List.of("virtual time, ns", "p50", "p90", "p99", "max", "p99, lowest", "p99, highest"),
                rows);
    }

    private static double mean(double sum, int count) {
        return count == 0 ? Double.NaN : sum / count;
    }

    private static Percentiles of(Recorded run, String name) {
        return run.percentiles().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** How often a second things happened. {@code names}: metrics, and their words. */
    Chart rates(String id, String title, Map<String, String> names) {
        List<String> columns = new ArrayList<>(List.of("virtual time, ns"));
        List<double[]> all = new ArrayList<>();
        names.forEach((name, word) -> {
            Means means = new Means(windows);
            for (Recorded run : runs) {
                double[][] rows = of(run, name).rows(width);
                long span = Math.max(1, run.end() - run.origin());
                double[] values = new double[(int) ((span + width - 1) / width)];
                for (int i = 0; i < Math.min(values.length, rows.length); i++) {
                    values[i] = rows[i][COUNT] / (double) Math.min(width, span - i * width) * 1e9;
                }
                means.add(values, 1);
            }
            columns.add(word);
            all.add(means.values());
        });
        return chart(id, title, "How many ended in each window, a second.", Chart.Unit.RATE, columns, all);
    }

    private Chart chart(
            String id, String title, String about, Chart.Unit unit, List<String> columns, List<double[]> all) {
        List<Chart.Row> rows = new ArrayList<>();
        for (int i = 0; i < windows; i++) {
            double[] values = new double[all.size()];
            for (int j = 0; j < values.length; j++) {
                values[j] = all.get(j)[i];
            }
            rows.add(Chart.row(place(i), values));
        }
        return new Chart(id, title, about, Chart.Form.TIME, unit, columns, rows);
    }

    /** A line of a chart of levels: a metric, its word, and by what its values are divided. */
    record Line(String metric, String word, double divisor) {}

    /** Levels and rates that were kept; all 0 what was not. */
    Chart levels(String id, String title, String about, Chart.Unit unit, List<Line> lines) {
        List<String> columns = new ArrayList<>(List.of("virtual time, ns"));
        List<double[]> all = new ArrayList<>();
        for (Line line : lines) {
            Means means = new Means(windows);
            for (Recorded run : runs) {
                for (Series series : run.series()) {
                    if (series.name().equals(line.metric)) {
                        means.add(series.values(width), line.divisor);
                    }
                }
            }
            columns.add(line.word);
            all.add(means.values());
        }
        return chart(id, title, about, unit, columns, all);
    }

    /** Means of windows, each over the replications that lasted so long. */
    private static final class Means {
        private final double[] sums;
        private final int[] counts;

        Means(int windows) {
            sums = new double[windows];
            counts = new int[windows];
        }

        void add(double[] values, double divisor) {
            for (int i = 0; i < values.length; i++) {
                sums[i] += values[i] / Math.max(1, divisor);
                counts[i]++;
            }
        }

        double[] values() {
            double[] values = new double[sums.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = sums[i] / Math.max(1, counts[i]);
            }
            return values;
        }
    }
}
