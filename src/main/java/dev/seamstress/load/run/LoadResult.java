package dev.seamstress.load.run;

import dev.seamstress.load.job.Assertion;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.metrics.Summary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * What the replications of a job say.
 *
 * <p>Shape: {@code runs}: those that were played to their end, in the order of their numbers, at least one. They are
 * less than the job asked for if the whole was interrupted.
 */
public record LoadResult(Job job, long seed, List<LoadRun.Outcome> runs) {
    /** The name of the number that says how far measurements of queues differ. */
    public static final String LITTLE = "little.worst";

    public LoadResult {
        runs = List.copyOf(runs);
    }

    /** True if replications are missing. */
    public boolean isPartial() {
        return runs.size() < job.measure().replications();
    }

    /** How far two measurements of a queue differ at most, in any replication. */
    public double littleWorst() {
        return runs.stream()
                .mapToDouble(run -> run.summary().values().get(LITTLE))
                .max()
                .orElseThrow();
    }

    /** True if one was over before its warm-up was, so that its numbers say nothing. */
    public boolean isAllWarmup() {
        return runs.stream().anyMatch(run -> run.summary().values().get("run.time") == 0);
    }

    /** True if nothing got on any more in one, which was ended there. */
    public boolean isStuck() {
        return runs.stream().anyMatch(LoadRun.Outcome::isStuck);
    }

    /** True if one came to the end of virtual time, and was cut there. */
    public boolean isCut() {
        return runs.stream().anyMatch(run -> run.endNs() >= LoadRun.TIME_MAX);
    }

    /** True if a KVM_BUG_ON of the model ended one. */
    public boolean isDead() {
        return runs.stream().anyMatch(LoadRun.Outcome::isDead);
    }

    /** All numbers, by name. */
    public TreeMap<String, Estimate> estimates() {
        TreeMap<String, Estimate> estimates = new TreeMap<>();
        for (String name : runs.get(0).summary().values().keySet()) {
            estimates.put(name, estimate(name));
        }
        return estimates;
    }

    /**
     * One of them. Of a time it is that of the replications in which it was taken, as the time of nothing is not 0; if
     * there is none in any it is 0.
     */
    public Estimate estimate(String name) {
        double[] told = IntStream.range(0, runs.size())
                .filter(run -> tells(run, name))
                .mapToDouble(run -> value(run, name))
                .toArray();
        return Estimate.of(told.length == 0 ? new double[runs.size()] : told);
    }

    /** What one replication says, by its place. */
    public double value(int run, String name) {
        return runs.get(run).summary().values().get(name);
    }

    /** False if it is a time that nothing has taken in that replication, as nothing of the kind happened. */
    public boolean tells(int run, String name) {
        return CountedBy.of(name).map(count -> value(run, count) > 0).orElse(true);
    }

    /** True if a replication tells it. */
    public boolean tells(String name) {
        return IntStream.range(0, runs.size()).anyMatch(run -> tells(run, name));
    }

    /** The distributions of all replications together, by name. */
    public TreeMap<String, Histogram> histograms() {
        TreeMap<String, Histogram> all = new TreeMap<>();
        for (LoadRun.Outcome run : runs) {
            run.summary().histograms().forEach((name, histogram) -> {
                if (all.containsKey(name)) {
                    all.get(name).add(histogram);
                } else {
                    all.put(name, histogram.copy());
                }
            });
        }
        return all;
    }

    /** How often which SEAMCALL was refused by which, on average. */
    public TreeMap<String, Double> causes() {
        TreeMap<String, Double> causes = new TreeMap<>();
        for (LoadRun.Outcome run : runs) {
            for (Map.Entry<String, Long> each : run.summary().causes().entrySet()) {
                causes.merge(each.getKey(), (double) each.getValue() / runs.size(), Double::sum);
            }
        }
        return causes;
    }

    /**
     * An assertion of the job, and what came out. What is said of times that nothing has taken, as nothing of the kind
     * happened, does not hold: {@code isEmpty}.
     */
    public record Checked(Assertion assertion, double value, boolean isEmpty) {
        /** True if it is met. */
        public boolean holds() {
            return !isEmpty && assertion.holds(value);
        }
    }

    /** The assertions of the job. */
    public List<Checked> checked() {
        return job.measure().assertions().stream()
                .map(assertion -> {
                    double value = estimate(assertion.metric()).mean();
                    return new Checked(assertion, value, !tells(assertion.metric()));
                })
                .toList();
    }

    /** The names that numbers have, which are the same in every result; see {@link Summary}. */
    public static List<String> names() {
        return Names.ALL;
    }
}
