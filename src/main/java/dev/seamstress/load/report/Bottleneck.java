package dev.seamstress.load.report;

import dev.seamstress.load.metrics.Activity;
import dev.seamstress.load.metrics.Loss;
import dev.seamstress.load.random.Times;
import dev.seamstress.load.run.LoadResult;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * What keeps a load from being faster, by what was measured.
 *
 * <p>Of what threads wait for each other, that to which they lose most; if that is less than a tenth of their time, the
 * threads themselves: those of the host if they have no pause, else the vCPUs if they have hardly any, else nothing.
 *
 * <p>Shape: {@code share}, from 0 to 1: of the time of busy threads that is lost to a {@link Loss}; of all time that
 * the threads are busy.
 */
public record Bottleneck(String key, String name, double share, String reason) {
    private static final double LOST_MIN = 0.1;
    private static final double HOST_MIN = 0.9;
    private static final double VCPUS_MIN = 0.5;

    /** What is less is written as 0.0 %. */
    private static final double SEEN_MIN = 0.0005;

    /** What the replications say on average. */
    public static Bottleneck of(LoadResult result) {
        Loss worst = losses(result).get(0);
        double lost = value(result, "lost." + worst.key());
        if (lost >= LOST_MIN) {
            return new Bottleneck(worst.key(), worst.text(), lost, reason(result, worst, lost));
        }
        double host = value(result, "actor.host.utilisation.max");
        double vcpus = value(result, "actor.vcpu.utilisation");
        String little = lost < SEEN_MIN
                ? ", and next to nothing of busy time is lost to other threads"
                : ", and what waits for another thread costs less than a tenth of busy time, most of it " + worst.text()
                        + " (" + percent(lost) + ")";
        if (host >= HOST_MIN && host > vcpus) {
            return new Bottleneck(
                    "host",
                    "a thread of the host",
                    host,
                    "The busiest thread of the host works " + percent(host) + " of the time: it is as fast as it can be"
                            + little + ".");
        }
        if (vcpus >= VCPUS_MIN) {
            return new Bottleneck(
                    "vcpu",
                    "the vCPUs themselves",
                    vcpus,
                    "They work " + percent(vcpus) + " of the time" + little + ". Of what they do most goes to "
                            + most(result, "op.") + ".");
        }
        return new Bottleneck(
                "demand",
                "nothing but the demand",
                1 - vcpus,
                "vCPUs have nothing to do, or think, " + percent(1 - vcpus) + " of the time" + little + ".");
    }

    /** All of them, that to which most is lost first. */
    public static List<Loss> losses(LoadResult result) {
        return Arrays.stream(Loss.values())
                .sorted(Comparator.comparingDouble((Loss loss) -> value(result, "lost." + loss.key()))
                        .reversed())
                .toList();
    }

    private static double value(LoadResult result, String metric) {
        return result.estimate(metric).mean();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    private static String reason(LoadResult result, Loss worst, double lost) {
        String start = "Threads that are busy lose " + percent(lost) + " of their time to it";
        return switch (worst) {
            case MMU_LOCK_WRITE ->
                start + ": it is held for write " + held(result, "lock.mmu_lock.write") + ", and of zaps most goes to "
                        + most(result, "zap.") + ".";
            case MMU_LOCK_READ -> start + ": it is held for read " + held(result, "lock.mmu_lock.read") + ".";
            case MMU_LOCK_WORD ->
                start + ": processors take turns at it, and it is in use "
                        + percent(value(result, "actor.mmu.utilisation")) + " of the time.";
            case SLOTS_LOCK -> start + ": it is held " + held(result, "lock.slots_lock.write") + ".";
            case TDX_LOCK ->
                start + ": the keys of TDs are taken away one after the other, for each of which it is held "
                        + Times.text(value(result, "lock.tdx_lock.write.hold.mean")) + ".";
            case MODULE_TREE -> start + ": " + refusals(result, "module.tree") + ".";
            case MODULE_ENTRY -> start + ": " + refusals(result, "module.entry") + ".";
            case MODULE_EPOCH -> start + ": " + refusals(result, "module.epoch") + ".";
            case MODULE_OTHER -> start + ": " + refusals(result, "module.other") + ".";
            case SPTE ->
                start + ": " + percent(attempts(result, "frozen", "lost"))
                        + " of all attempts of faults find an entry frozen, or changed meanwhile.";
            case INVALIDATION ->
                start + ": " + percent(attempts(result, "stale"))
                        + " of all attempts of faults are about a page that is being invalidated.";
            case SLOT_OR_ROOT ->
                start + ": " + percent(attempts(result, "invalid", "root"))
                        + " of all attempts of faults find a memslot or a root that goes away.";
            case KICK ->
                start + ": whoever zaps waits until each vCPU has left the guest, of which there were "
                        + String.format(Locale.ROOT, "%.0f", value(result, "kick.count")) + " kicks.";
            case GUEST_ACCEPT ->
                start + ": the guest accepts a unit of several pages at a time, and who needs one of them waits.";
        };
    }

    private static String held(LoadResult result, String lock) {
        return percent(value(result, lock + ".utilisation")) + " of the time";
    }

    private static String refusals(LoadResult result, String lock) {
        return "it refuses " + percent(value(result, lock + ".contention")) + " of all TDX calls";
    }

    private static double attempts(LoadResult result, String... whys) {
        double all = value(result, "retry.count");
        double mine = Arrays.stream(whys)
                .mapToDouble(why -> value(result, "retry." + why + ".count"))
                .sum();
        return all == 0 ? 0 : value(result, "retry.share") * mine / all;
    }

    /** The activity on which those things spend most whose metrics begin so. */
    private static String most(LoadResult result, String start) {
        TreeMap<Double, String> most = new TreeMap<>();
        for (Activity activity : Activity.values()) {
            double sum = 0;
            for (String name : LoadResult.names()) {
                if (name.startsWith(start) && name.endsWith(".part." + activity.key())) {
                    String operation = name.substring(0, name.indexOf(".part."));
                    sum += value(result, name) * value(result, operation + ".count");
                }
            }
            most.put(sum, activity.text());
        }
        return most.lastEntry().getValue();
    }
}
