package dev.seamstress.load.metrics;

import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Makes one summary of those of several TDs, in which each number has the name that it has for one. What was counted,
 * and rates, are those of all TDs; distributions are of what happened in any; the largest is the largest of all. What
 * is left says how something is on average, such as how many hold a lock, and is that of an average TD.
 */
final class Together {
    private final List<Summary> all;
    private final TreeMap<String, Histogram> histograms = new TreeMap<>();

    private Together(List<Summary> all) {
        this.all = all;
        for (Summary each : all) {
            each.histograms().forEach((name, histogram) -> {
                if (histograms.containsKey(name)) {
                    histograms.get(name).add(histogram);
                } else {
                    histograms.put(name, histogram.copy());
                }
            });
        }
    }

    static Summary of(List<Summary> all) {
        Together together = new Together(all);
        TreeMap<String, Double> values = new TreeMap<>();
        all.get(0).values().keySet().forEach(name -> values.put(name, together.value(name)));
        TreeMap<String, Long> causes = new TreeMap<>();
        all.forEach(each -> each.causes().forEach((cause, count) -> causes.merge(cause, count, Long::sum)));
        return new Summary(values, together.histograms, causes);
    }

    private double value(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        String start = name.substring(0, name.lastIndexOf('.'));
        int part = name.indexOf(".part.");
        if (part >= 0) {
            return weighted(name, name.substring(0, part) + ".count");
        }
        Histogram histogram = histograms.get(start);
        return switch (last) {
            case "count", "rate", "failed", "messages", "refusals" -> sum(name);
            case "max", "max_streak", "little", "worst" -> max(name);
            case "mean" -> weighted(name, histogram == null ? counted(start) : start + ".count");
            case "min" -> histogram == null || histogram.getTotalCount() == 0 ? 0 : min(name, start + ".count");
            default ->
                histogram == null || histogram.getTotalCount() == 0
                        ? average(name)
                        : Summary.percentile(histogram, last);
        };
    }

    /** Of how many the mean is that has no distribution, or of how many a second. */
    private static String counted(String start) {
        if (start.startsWith("destroy")) {
            return "op.destroy.count";
        }
        String of = start.substring(0, start.lastIndexOf('.'));
        return of + (of.startsWith("module.") ? ".count" : ".rate");
    }

    private double sum(String name) {
        return all.stream().mapToDouble(each -> each.values().get(name)).sum();
    }

    private double max(String name) {
        return all.stream().mapToDouble(each -> each.values().get(name)).max().orElse(0);
    }

    private double average(String name) {
        return sum(name) / all.size();
    }

    private double min(String name, String count) {
        return all.stream()
                .filter(each -> each.values().get(count) > 0)
                .mapToDouble(each -> each.values().get(name))
                .min()
                .orElse(0);
    }

    /** The average of a time, of which each TD has so many. */
    private double weighted(String name, String count) {
        double weights = sum(count);
        ToDoubleFunction<Summary> product =
                each -> each.values().get(name) * each.values().get(count);
        return weights == 0 ? 0 : all.stream().mapToDouble(product).sum() / weights;
    }
}
