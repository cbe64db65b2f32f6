package dev.seamstress.load.stats;

import dev.seamstress.load.run.Estimate;
import dev.seamstress.load.run.LoadResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What two jobs say of each other.
 *
 * <p>Shape: {@code differences}: of all metrics, by name. {@code pairs}: so many replications were paired, the first
 * ones of each.
 */
public record JobComparison(LoadResult first, LoadResult second, int pairs, List<PairedDifference> differences) {
    /** So many replications there must be. */
    public static final int PAIRS_LEAST = 2;

    /** Requires: both have enough replications. */
    public static JobComparison of(LoadResult first, LoadResult second) {
        int pairs = Math.min(first.runs().size(), second.runs().size());
        List<PairedDifference> all = new ArrayList<>();
        for (String metric : LoadResult.names()) {
            all.add(paired(first, second, metric, pairs));
        }
        return new JobComparison(first, second, pairs, corrected(all));
    }

    /** Of a time those replications are no pair of which one has none. */
    private static PairedDifference paired(LoadResult first, LoadResult second, String metric, int pairs) {
        if (!first.tells(metric) && !second.tells(metric)) {
            return PairedDifference.of(metric, new double[pairs], new double[pairs]);
        }
        int[] both = IntStream.range(0, pairs)
                .filter(run -> first.tells(run, metric) && second.tells(run, metric))
                .toArray();
        return both.length < PAIRS_LEAST
                ? PairedDifference.none(metric, estimate(first, metric), estimate(second, metric))
                : PairedDifference.of(metric, values(first, metric, both), values(second, metric, both));
    }

    private static Estimate estimate(LoadResult result, String metric) {
        return result.tells(metric) ? result.estimate(metric) : Estimate.NONE;
    }

    private static double[] values(LoadResult result, String metric, int... runs) {
        return Arrays.stream(runs).mapToDouble(run -> result.value(run, metric)).toArray();
    }

    /**
     * Says which differ when all are looked at together, so that one of twenty does not stand out by chance.
     *
     * <p>Source: S. Holm, "A simple sequentially rejective multiple test procedure", 1979. Metrics that are the same in
     * every pair are not looked at.
     */
    static List<PairedDifference> corrected(List<PairedDifference> all) {
        List<PairedDifference> looked = all.stream()
                .filter(each -> each.isCompared() && !each.isSame())
                .sorted(Comparator.comparingDouble(PairedDifference::p))
                .toList();
        int found = 0;
        while (found < looked.size() && looked.get(found).p() < PairedDifference.LEVEL / (looked.size() - found)) {
            found++;
        }
        List<PairedDifference> rejected = looked.subList(0, found);
        return all.stream().map(each -> each.amongAll(rejected.contains(each))).toList();
    }

    /** How many metrics are not the same in every pair, and can be compared. */
    public long changed() {
        return differences.stream()
                .filter(each -> each.isCompared() && !each.isSame())
                .count();
    }

    /** How many differ, each looked at alone. */
    public long differing() {
        return differences.stream().filter(PairedDifference::differs).count();
    }

    /** How many differ, all looked at together. */
    public long differingAmongAll() {
        return differences.stream().filter(PairedDifference::differsAmongAll).count();
    }
}
