package dev.seamstress.load.job;

import dev.seamstress.core.model.KernelVariant;
import java.util.List;

/**
 * A load: a TD, what its vCPUs do, what the host does beside them, and what shall come out. Checked, immutable.
 *
 * <p>Shape: times in nanoseconds.
 */
public record Job(
        String name, Vm vm, List<Phase> phases, List<Background> background, Measure measure, CostTable costs) {
    public Job {
        phases = List.copyOf(phases);
        background = List.copyOf(background);
    }

    /**
     * The TD, or the TDs, all of which are alike.
     *
     * <p>Shape: {@code tds}: how many. {@code pages}: 4K pages of its one memslot, of which the last {@code poolPages}
     * are for conversions and are no phase's to touch. Private pages are 4K.
     */
    public record Vm(
            KernelVariant model, int vcpus, long pages, long poolPages, ZeroStep zeroStep, Thp thp, End end, int tds) {
        /** The pages that phases touch. */
        public long mainPages() {
            return pages - poolPages;
        }
    }

    /** What the host backs a TD's shared memory with. */
    public enum Thp {
        /** Pages of 4K. */
        OFF,
        /** A page of 2M for each aligned 2M of a memslot. */
        ON
    }

    /** The TDX module's defence against a host that steps a guest. */
    public enum ZeroStep {
        /** It never trips. */
        OFF,
        /** It counts faults at one instruction, and filters entries of a vCPU that has too many. */
        LIVE
    }

    /** What becomes of the TD after the last phase. */
    public enum End {
        /** Nothing: it is left as it is. */
        NONE,
        /** It is destroyed, and loses its pages first, one by one, and its key then. */
        LIVE,
        /** It is destroyed, and loses its key first, so that its pages can be reclaimed. */
        RECLAIM
    }

    /** How it is measured. */
    public record Measure(String about, Warmup warmup, int replications, List<Assertion> assertions) {
        public Measure {
            assertions = List.copyOf(assertions);
        }

        /** What happens before is played and not counted. */
        public long warmupNs() {
            return warmup.ns();
        }
    }

    /**
     * Something that the host does again and again, beside the guest, in a thread of its own.
     *
     * <p>Shape: on {@code pages} pages at a time, the next ones each time; {@code everyNs} from one beginning to the
     * next, on average, late if the last one is not over.
     */
    public record Background(Kind kind, long pages, long everyNs, Arrivals arrivals) {
        /** What it does. */
        public enum Kind {
            /** The MMU notifier of migrated pages. */
            NOTIFY,
            /** KVM_SET_MEMORY_ATTRIBUTES on pages of the pool, there and back. */
            CONVERT,
            /** A memslot, which it has for itself, is deleted, and created again at once. */
            DELSLOT,
            /** KVM_PRE_FAULT_MEMORY, through a vCPU that nobody runs. */
            PREFAULT
        }
    }

    /** The times between arrivals. */
    public enum Arrivals {
        CONSTANT,
        /** Exponential. */
        POISSON
    }

    /** The same with another warm-up. */
    public Job with(Warmup warmup) {
        Measure other = new Measure(measure.about, warmup, measure.replications, measure.assertions);
        return new Job(name, vm, phases, background, other, costs);
    }

    /** True if entries are taken away, by whomever. */
    public boolean hasZaps() {
        return hasConversions() || hasNotifiers() || isDestroyed() || has(Background.Kind.DELSLOT);
    }

    /** True if the TD is destroyed in the end. */
    public boolean isDestroyed() {
        return vm.end() != End.NONE;
    }

    /** True if memory attributes change. */
    public boolean hasConversions() {
        return phases.stream().anyMatch(phase -> phase.work() == Phase.Work.CHURN) || has(Background.Kind.CONVERT);
    }

    /** True if the host changes its own mapping. */
    public boolean hasNotifiers() {
        return has(Background.Kind.NOTIFY);
    }

    /** True if the host does that. */
    public boolean has(Background.Kind kind) {
        return background.stream().anyMatch(each -> each.kind() == kind);
    }
}
