package dev.seamstress.check.invariant;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rules of this version, in the order in which verdicts tell them: those of KVM, then those of the TDX module. */
public final class Invariants {
    private static final List<Invariant> ALL = collect();

    private Invariants() {}

    private static List<Invariant> collect() {
        List<Invariant> all = new ArrayList<>();
        all.addAll(TreeRules.ALL);
        all.addAll(FreezeRules.ALL);
        all.addAll(MirrorRules.ALL);
        all.addAll(RootRules.ALL);
        all.addAll(FaultRules.ALL);
        all.addAll(InvalidationRules.ALL);
        all.addAll(ZapRules.ALL);
        all.addAll(TlbRules.ALL);
        all.addAll(PageRules.ALL);
        all.addAll(SeptRules.ALL);
        all.addAll(EpochRules.ALL);
        all.addAll(CallRules.ALL);
        all.addAll(ContentRules.ALL);
        all.sort(Comparator.comparing((Invariant rule) -> rule.name().charAt(0) == 'I')
                .thenComparing(rule -> Integer.parseInt(rule.name().substring(1))));
        return List.copyOf(all);
    }

    /** Every rule. */
    public static List<Invariant> all() {
        return ALL;
    }
}
