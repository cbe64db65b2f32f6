package dev.seamstress.load.calibrate;

import dev.seamstress.load.job.Cost;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * A cost as a trace tells it.
 *
 * <p>Shape: {@code count}: how many times. {@code value}: as a job writes it. {@code form}: a word for the
 * distribution; {@code few}: too few times for one. {@code distance}: how far its distribution function is from that of
 * the times at most. {@code isPoor}: none fits.
 */
public record FittedCost(String key, Times times, String value, String form, double distance, boolean isPoor) {
    /** How the reason begins for a cost that is a function's, before the functions. */
    public static final String BY_CALL = "there is no kprobe and kretprobe of ";

    private static final Map<String, String> EVENTS = new TreeMap<>(Map.of(
            Pairs.EXIT, "from kvm_exit to kvm_page_fault",
            Pairs.FAULT, "from kvm_page_fault to kvm_mmu_spte_requested, with the wait for mmu_lock",
            Pairs.WALK, "from kvm_mmu_spte_requested to kvm_mmu_set_spte, without the module's calls",
            Pairs.ZAP, "from one kvm_tdp_mmu_spte_changed to that of the next page, of entries that become none",
            Pairs.USERSPACE, "from kvm_userspace_exit to kvm_entry, with what userspace does"));

    private static final Map<String, String> WHY_NOT = new TreeMap<>(Map.of(
            "module.vp-enter",
            "an entry returns only when the guest has exited",
            "module.accept",
            "the guest's own calls are not in the host's trace",
            "module.accept-refused",
            "the guest's own calls are not in the host's trace",
            "module.accept-chunk",
            "the guest's own calls are not in the host's trace",
            "module.early-fail",
            "calls that fail are not told apart",
            Cost.TDX_EXIT.key(),
            "it is over before the host's first event",
            Cost.TDX_FLUSH.key(),
            "the guest's time is not in the host's trace",
            Cost.GUEST_ACCESS.key(),
            "the guest's time is not in the host's trace",
            Cost.KERNEL_RETRY.key(),
            "no event says that an attempt came to nothing"));

    static FittedCost of(String key, Spans spans, long resolution) {
        long[] sorted = spans.sorted();
        Fit fit = Fit.of(sorted, resolution);
        Times times = new Times(spans.count(), sorted);
        return new FittedCost(key, times, fit.value(), fit.form().word(), fit.distance(), fit.isPoor());
    }

    /** Between which events. */
    public String from() {
        String events = EVENTS.get(key);
        return events == null ? "from entry to return of " + CallCosts.functions(key) : events;
    }

    /** Why a trace that does not tell a cost does not. */
    static String whyNot(String key) {
        String why = WHY_NOT.get(key);
        if (why != null) {
            return why;
        }
        if (EVENTS.containsKey(key)) {
            return "it would be " + EVENTS.get(key);
        }
        String functions = CallCosts.functions(key);
        return functions == null ? "no two events enclose it" : BY_CALL + functions;
    }

    /** How many times there were. */
    public long count() {
        return times.count;
    }

    /** The time that so many percent do not exceed. */
    public long percentile(double percent) {
        return Fit.percentile(times.sorted, percent);
    }

    /** How long it took, each time; of very many times not all are kept. */
    public static final class Times {
        private final long count;
        private final long[] sorted;

        private Times(long count, long[] sorted) {
            this.count = count;
            this.sorted = sorted;
        }

        /** Those that are kept, sorted. */
        public LongStream sorted() {
            return Arrays.stream(sorted);
        }
    }
}
