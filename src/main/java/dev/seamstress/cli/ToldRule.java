package dev.seamstress.cli;

import dev.seamstress.check.invariant.Invariant;
import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.explore.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A rule as the command line tells of it, whatever kind of rule it is.
 *
 * @param owner whose rule it is: {@code KVM}, {@code module}, or {@code run} of what any run has to keep
 * @param when it is looked at
 * @param meaning what it means if it is broken
 * @param isOfKvmsProtocol true if it does not hold where a script makes SEAMCALLs of its own
 * @param whyNotOff why it cannot be turned off; empty if it can
 */
record ToldRule(
        String name,
        String owner,
        String statement,
        String source,
        String when,
        String meaning,
        boolean isOfKvmsProtocol,
        String whyNotOff) {
    private static final String KVM = "KVM";
    private static final String MODULE = "module";
    private static final String OF_A_RUN = "run";

    /** All rules that a run or a search looks at, but the claims of scripts, in the order of verdicts. */
    static List<ToldRule> all() {
        List<ToldRule> all = new ArrayList<>();
        Invariants.all().forEach(rule -> all.add(of(rule)));
        Arrays.stream(Standing.values()).forEach(rule -> all.add(of(rule)));
        return all;
    }

    /** Their names. */
    static List<String> names() {
        return all().stream().map(ToldRule::name).toList();
    }

    private static ToldRule of(Invariant rule) {
        return new ToldRule(
                rule.name(),
                rule.isOfModule() ? MODULE : KVM,
                rule.statement(),
                rule.source(),
                rule.when() == Invariant.When.STEP
                        ? "after each step"
                        : "at rest, when nobody is in the middle of anything",
                rule.isOfModule()
                        ? "the TDX module has not kept what it promises to TDs and to the host, or somebody has used it"
                                + " as it does not foresee"
                        : "KVM has not kept what its own code relies on; what comes of it, a later step of some thread"
                                + " shows: stale memory, memory that is not its own, a KVM_BUG_ON, or nothing",
                Invariants.isOfKvmsProtocol(rule),
                "");
    }

    private static ToldRule of(Standing rule) {
        return new ToldRule(
                rule.id(),
                rule == Standing.BUG_ON ? KVM : OF_A_RUN,
                rule.statement(),
                rule.source(),
                rule == Standing.LIVELOCK
                        ? "when all that can follow was seen, by exhaustive searches"
                        : "after each step",
                meaning(rule),
                false,
                rule.whyNotOff());
    }

    private static String meaning(Standing rule) {
        return switch (rule) {
            case BUG_ON -> "KVM has found out by itself that something cannot be";
            case DEADLOCK -> "threads wait for each other, or for what nobody will do";
            case LIVELOCK -> "threads go round for ever, and whatever comes next changes nothing";
            case RESULTS -> "the script announces too little, or the kernel does something else";
        };
    }

    /** Whose rule it is, in words. */
    String whose() {
        return owner.equals(OF_A_RUN)
                ? "a rule of any run"
                : "a rule of " + (owner.equals(KVM) ? KVM : "the TDX module");
    }

    /** True if it can be turned off. */
    boolean canBeOff() {
        return whyNotOff.isEmpty();
    }

    /** True if all {@code words} stand in what a line says of it. */
    boolean has(List<String> words) {
        String said = line().toLowerCase(Locale.ROOT);
        return words.stream().allMatch(word -> said.contains(word.toLowerCase(Locale.ROOT)));
    }

    /** All of it in a line. */
    String line() {
        return String.format(Locale.ROOT, "%-8s %-6s %s [%s]", name, owner, statement, source);
    }

    /** The bugs that it must find, if they are planted. */
    List<Mutation> finds() {
        return Arrays.stream(Mutation.values())
                .filter(mutation -> mutation.rule().equals(name))
                .toList();
    }
}
