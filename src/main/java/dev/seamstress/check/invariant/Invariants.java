package dev.seamstress.check.invariant;

import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rules of this version, in the order in which verdicts tell them: those of KVM, those of the TDX module, then
 * those with a name in place of a number.
 */
public final class Invariants {
    /** The rules about how KVM keeps the module's tree in step with its mirror. */
    public static final String KVMS_PROTOCOL = "V08-V14, I25";

    private static final List<String> NAMED = List.of("LOCK", "UAF", "DIRTY", "LIST");
    private static final List<Invariant> ALL = collect();
    private static final List<Invariant> WITHOUT_PROTOCOL =
            ALL.stream().filter(rule -> !isProtocol(rule.name())).toList();

    private Invariants() {}

    private static boolean isProtocol(String rule) {
        for (String part : KVMS_PROTOCOL.split(", ")) {
            String first = part.substring(0, part.indexOf('-') < 0 ? part.length() : part.indexOf('-'));
            String last = part.substring(part.indexOf('-') + 1);
            if (rule.length() == first.length() && rule.compareTo(first) >= 0 && rule.compareTo(last) <= 0) {
                return true;
            }
        }
        return false;
    }

    private static List<Invariant> collect() {
        List<Invariant> all = new ArrayList<>();
        all.addAll(TreeRules.ALL);
        all.addAll(FreezeRules.ALL);
        all.addAll(MirrorRules.ALL);
        all.addAll(RootRules.ALL);
        all.addAll(FaultRules.ALL);
        all.addAll(InvalidationRules.ALL);
        all.addAll(ZapRules.ALL);
        all.addAll(NotifierRules.ALL);
        all.addAll(WalkRules.ALL);
        all.addAll(UseAfterFreeRules.ALL);
        all.addAll(MemslotRules.ALL);
        all.addAll(TlbRules.ALL);
        all.addAll(PageRules.ALL);
        all.addAll(SeptRules.ALL);
        all.addAll(EpochRules.ALL);
        all.addAll(ChangeRules.ALL);
        all.addAll(CallRules.ALL);
        all.addAll(AnswerRules.ALL);
        all.addAll(ContentRules.ALL);
        all.addAll(ImageRules.ALL);
        all.addAll(StatisticsRules.ALL);
        all.addAll(CacheRules.ALL);
        all.addAll(LockRules.ALL);
        all.addAll(EndRules.ALL);
        all.sort(Comparator.comparing(rule -> rank(rule.name())));
        return List.copyOf(all);
    }

    /** KVM's rules and the module's by number, then those that have a name. */
    private static int rank(String rule) {
        int named = NAMED.indexOf(rule);
        int group = named >= 0 ? 2 : rule.charAt(0) == 'I' ? 1 : 0;
        return 1000 * group + (named >= 0 ? named : Integer.parseInt(rule.substring(1)));
    }

    /** Every rule. */
    public static List<Invariant> all() {
        return ALL;
    }

    /** The rule called {@code name}. */
    public static Optional<Invariant> named(String name) {
        return ALL.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    /** True of a rule about KVM's protocol with the module: {@link #KVMS_PROTOCOL}. */
    public static boolean isOfKvmsProtocol(Invariant rule) {
        return !WITHOUT_PROTOCOL.contains(rule);
    }

    /**
     * The rules that hold in a scenario. Behind KVM's back, where scripts make SEAMCALLs of their own, those about
     * KVM's protocol with the module do not: {@link #KVMS_PROTOCOL}.
     */
    public static List<Invariant> of(ResolvedScenario scenario) {
        return scenario.hasSeamcall() ? WITHOUT_PROTOCOL : ALL;
    }

    /** The rules that somebody looks at in {@code world}: those that hold, without those that are off. */
    static List<Invariant> of(World world) {
        List<String> off = world.model().rulesOff();
        return of(world.scenario()).stream()
                .filter(rule -> !off.contains(rule.name()))
                .toList();
    }
}
