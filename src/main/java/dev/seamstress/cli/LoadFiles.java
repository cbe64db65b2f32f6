package dev.seamstress.cli;

import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The files of a load run, each whole or not there; the result comes last. */
final class LoadFiles {
    private static final int TICKS = 5;

    private LoadFiles() {}

    /** Writes them into {@code directory}. */
    static void write(Path directory, LoadResult result, LoadReport report, SlowPages slow) throws IOException {
        WholeFile.replace(directory.resolve("metrics.csv"), metrics(result));
        WholeFile.replace(directory.resolve("percentiles.csv"), percentiles(result));
        slow.write(directory);
        report.files(directory, slow.links());
        WholeFile.replace(directory.resolve(LoadDirectory.RESULT), LoadJson.of(result) + "\n");
    }

    /** A time has no number in a replication in which nothing took it. */
    private static String metrics(LoadResult result) {
        StringBuilder text = new StringBuilder("metric,mean,half_width_95");
        for (int i = 0; i < result.runs().size(); i++) {
            text.append(",replication_").append(i + 1);
        }
        text.append('\n');
        for (Map.Entry<String, Estimate> each : result.estimates().entrySet()) {
            Estimate estimate = each.getValue();
            text.append(each.getKey()).append(',').append(number(estimate.mean()));
            text.append(',').append(estimate.count() < 2 ? "" : number(estimate.halfWidth()));
            for (int run = 0; run < result.runs().size(); run++) {
                boolean isTold = result.tells(run, each.getKey());
                text.append(',').append(isTold ? number(result.value(run, each.getKey())) : "");
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** Of all replications together; a distribution that is empty has no lines. */
    private static String percentiles(LoadResult result) {
        StringBuilder text = new StringBuilder("what,percent,ns,count\n");
        for (Map.Entry<String, Histogram> each : result.histograms().entrySet()) {
            for (HistogramIterationValue point : each.getValue().percentiles(TICKS)) {
                text.append(each.getKey()).append(',');
                text.append(String.format(Locale.ROOT, "%.6f", point.getPercentileLevelIteratedTo()));
                text.append(',').append(point.getValueIteratedTo());
                text.append(',').append(point.getTotalCountToThisValue()).append('\n');
            }
        }
        return text.toString();
    }

    /** Whole numbers without a point. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
