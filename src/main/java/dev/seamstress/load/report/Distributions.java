package dev.seamstress.load.report;

import dev.seamstress.load.run.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The charts of how times are distributed, all replications together. */
final class Distributions {
    private static final double[] PERCENTS = {
        0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97.5, 98, 99, 99.25, 99.5, 99.75, 99.8, 99.9, 99.95,
        99.98, 99.99, 99.995, 99.998, 99.999, 99.9995, 99.9998, 99.9999
    };
    private static final int BINS_PER_DECADE = 12;

    private final TreeMap<String, Histogram> histograms;

    Distributions(LoadResult result) {
        histograms = result.histograms();
    }

    /** Those that have something in them: names, and their words. */
    private Map<String, String> seen(Map<String, String> names) {
        TreeMap<String, String> seen = new TreeMap<>();
        names.forEach((name, word) -> {
            if (histograms.get(name).getTotalCount() > 0) {
                seen.put(name, word);
            }
        });
        return seen;
    }

    /** Which time how many percent stay below, as far as there are enough to say so. */
    Chart spectrum(String id, String title, Map<String, String> names) {
        Map<String, String> seen = seen(names);
        List<Chart.Row> rows = new ArrayList<>();
        long most = seen.keySet().stream()
                .mapToLong(name -> histograms.get(name).getTotalCount())
                .max()
                .orElse(0);
        for (double percent : PERCENTS) {
            if (most * (1 - percent / 100) >= 1) {
                double[] values = seen.keySet().stream()
                        .mapToDouble(name -> at(histograms.get(name), percent))
                        .toArray();
                rows.add(Chart.row(percent, values));
            }
        }
        return new Chart(
                id,
                title,
                "The time that so many percent stay below, all replications together. A line ends where it would say"
                        + " something of less than one.",
                Chart.Form.SPECTRUM,
                Chart.Unit.NS,
                columns("percent", seen),
                rows);
    }

    private static double at(Histogram histogram, double percent) {
        boolean isEnough = histogram.getTotalCount() * (1 - percent / 100) >= 1;
        return isEnough ? histogram.getValueAtPercentile(percent) : Double.NaN;
    }

    private static List<String> columns(String first, Map<String, String> seen) {
        List<String> columns = new ArrayList<>(List.of(first));
        columns.addAll(seen.values());
        return columns;
    }

    /** Which share falls into which bin of times, bins being equally wide on a logarithmic scale. */
    Chart bins(String id, String title, Map<String, String> names) {
        Map<String, String> seen = seen(names);
        TreeMap<Integer, double[]> bins = new TreeMap<>();
        int column = 0;
        for (String name : seen.keySet()) {
            Histogram histogram = histograms.get(name);
            for (HistogramIterationValue cell : histogram.recordedValues()) {
                double[] bin = bins.computeIfAbsent(bin(cell.getValueIteratedTo()), number -> new double[seen.size()]);
                bin[column] += (double) cell.getCountAddedInThisIterationStep() / histogram.getTotalCount();
            }
            column++;
        }
        List<Chart.Row> rows = new ArrayList<>();
        for (int bin = bins.isEmpty() ? 1 : bins.firstKey() - 1; !bins.isEmpty() && bin <= bins.lastKey() + 1; bin++) {
            rows.add(Chart.row(edge(bin), bins.getOrDefault(bin, new double[seen.size()])));
        }
        return new Chart(
                id,
                title,
                "Which share takes how long, in bins that are equally wide on this scale; all replications together.",
                Chart.Form.DISTRIBUTION,
                Chart.Unit.SHARE,
                columns("from, ns", seen),
                rows);
    }

    private static int bin(long ns) {
        return (int) Math.floor(StrictMath.log10((double) Math.max(1, ns)) * BINS_PER_DECADE);
    }

    private static double edge(int bin) {
        return Math.rint(StrictMath.pow(10, (double) bin / BINS_PER_DECADE));
    }
}
