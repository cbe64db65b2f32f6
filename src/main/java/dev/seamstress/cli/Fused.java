package dev.seamstress.cli;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.mmu.Footprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a search takes for one step that would be several elsewhere: what nobody in the scenario can do needs no cut
 * points, and a lock that one thread alone wants is taken without asking.
 */
final class Fused {
    private Fused() {}

    /** As a line of a report. */
    static String text(Footprint footprint) {
        List<String> parts = new ArrayList<>();
        List<String> deeds = deeds(footprint);
        if (!deeds.isEmpty()) {
            parts.add("nobody here can " + String.join(", ", deeds));
        }
        List<String> locks = locks(footprint);
        if (!locks.isEmpty()) {
            parts.add("one thread at most wants " + String.join(", ", locks));
        }
        if (!footprint.isContended(KernelLock.MMU_LOCK)) {
            parts.add("one at most mmu_lock for write");
        }
        return parts.isEmpty() ? "nothing" : String.join("; ", parts);
    }

    /** What no thread can do, in the order of the model. */
    static List<String> deeds(Footprint footprint) {
        return Arrays.stream(Footprint.Can.values())
                .filter(what -> !footprint.has(what))
                .map(Fused::name)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The locks but mmu_lock that no two threads want. */
    static List<String> locks(Footprint footprint) {
        return Arrays.stream(KernelLock.values())
                .filter(lock -> lock != KernelLock.MMU_LOCK && !footprint.isContended(lock))
                .map(lock -> lock.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** In the words of the scenario language where it has one; null for what no scenario can have. */
    private static String name(Footprint.Can what) {
        return switch (what) {
            case ZAP -> "zap";
            case KICK -> "kick a vCPU";
            case SIGNAL -> "signal";
            case OUTLIVE_VM -> "outlive the VM";
            case NOTIFY -> "notify";
            case POPULATE -> "populate";
            case POISON -> "poison";
            case CLOSE_GMEM -> "close the guest_memfd file";
            case FINALIZE -> "finalize";
            case MAKE_VCPUS -> "make vCPUs";
            case INVALIDATE_ROOTS -> "throw roots away";
            case CHANGE_SLOTS -> "change memslots";
            case STEP -> "be stopped by the stepping filter";
            case DESTROY -> "destroy the VM";
            // what follows from the others, or is of load runs only
            case FOLLOW_BINDINGS, SHARE_GMEM_FILE, GIVE_UP_EARLY, BUILD, COUNT_GENERATIONS -> null;
            case COMPARE_GENERATIONS, INVALIDATE, RESCHEDULE, TERMINATE, UNCACHED -> null;
        };
    }
}
