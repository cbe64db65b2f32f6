package dev.seamstress.load.run;

import dev.seamstress.load.job.MetricUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * For numbers that are told of times, the metric that says of how many: where that is 0 there is no such time, and a 0
 * in its place is none.
 */
final class CountedBy {
    private static final Map<String, String> COUNTS = counts();

    private CountedBy() {}

    /** The metric that counts those whose times {@code metric} tells; nothing if it always says something. */
    static Optional<String> of(String metric) {
        return Optional.ofNullable(COUNTS.get(metric));
    }

    private static Map<String, String> counts() {
        Set<String> names = new HashSet<>(Names.ALL);
        Map<String, String> counts = new TreeMap<>();
        for (String metric : names) {
            String count = count(metric);
            if (MetricUnit.of(metric) == MetricUnit.TIME && names.contains(count)) {
                counts.put(metric, count);
            }
        }
        return counts;
    }

    private static String count(String metric) {
        int part = metric.indexOf(".part.");
        String of = metric.substring(0, part >= 0 ? part : metric.lastIndexOf('.'));
        if (of.equals("run.unfinished")) {
            return ""; // if nothing was under way, then for no time
        } else if (of.startsWith("destroy.")) {
            return "op.destroy.count";
        }
        return (of.startsWith("module.") ? of.replace(".hold", "") : of) + ".count";
    }
}
