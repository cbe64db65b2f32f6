package dev.seamstress.cli;

import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.mmu.WarnOn;
import dev.seamstress.trace.tell.BugSources;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A KVM_BUG_ON or WARN_ON of the model.
 *
 * @param name the constant
 *     <p>Source: "KVM: TDX: Fold tdx_sept_drop_private_spte() into tdx_sept_remove_private_spte()", and the same of
 *     zap, in 6.19.
 * @param function the kernel's function that it is in
 * @param earlier the one that it was in before 6.19; the same as a rule
 */
record Complaint(String name, boolean isBug, String function, String earlier) {
    private static final List<Complaint> ALL = Stream.concat(
                    Arrays.stream(BugOn.values()).map(Complaint::of),
                    Arrays.stream(WarnOn.values()).map(Complaint::of))
            .toList();

    private static Complaint of(BugOn bug) {
        String earlier = switch (bug) {
            case RANGE_BLOCK -> "tdx_sept_zap_private_spte";
            case PAGE_REMOVE, PAGE_WBINVD -> "tdx_sept_drop_private_spte";
            default -> BugSources.of(bug);
        };
        return new Complaint(bug.name(), true, BugSources.of(bug), earlier);
    }

    private static Complaint of(WarnOn warning) {
        String function = BugSources.of(warning);
        return new Complaint(warning.name(), false, function, function);
    }

    /** All of a function of the kernel. */
    static List<Complaint> of(String function) {
        return ALL.stream()
                .filter(one -> one.function.equals(function) || one.earlier.equals(function))
                .toList();
    }

    /** What it is, and of what. */
    String text() {
        return (isBug ? "KVM_BUG_ON: " : "WARN_ON: ") + ChangesTold.sentence(name);
    }
}
