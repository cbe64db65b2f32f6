package dev.seamstress.world;

import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.ResolvedClaim;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Slot;
import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.OnFault;
import dev.seamstress.scenario.words.SlotFlag;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import dev.seamstress.scenario.words.VmKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a scenario this version cannot run: each word of the language that means something here, and that the model
 * would pass over in silence.
 */
final class Unmodelled {
    private final List<String> words = new ArrayList<>();

    /** The words, in the order of the file; empty if the scenario can run under {@code model}. */
    static List<String> in(ResolvedScenario scenario, KernelModel model) {
        Unmodelled unmodelled = new Unmodelled();
        unmodelled.check(!model.variant().isOffered(), model.variant().id());
        boolean hasNoTds = scenario.vm().kind() == VmKind.TDX && !model.has(KernelSwitch.MIRROR_ROOTS);
        unmodelled.check(hasNoTds, "a TD under " + model.name() + ", a kernel that has none");
        model.unbuilt().forEach(change -> unmodelled.check(true, change));
        unmodelled.settings(scenario.vm());
        unmodelled.start(scenario);
        for (ColumnScript column : scenario.columns()) {
            unmodelled.check(column.id().kind() != ColumnKind.P, column.id().name());
            unmodelled.check(column.onFault() == OnFault.CONVERT, "onfault = convert");
        }
        for (ResolvedClaim claim : scenario.claims()) {
            if (claim.condition() != null) {
                unmodelled.condition(claim.condition());
            }
        }
        return unmodelled.words;
    }

    private void check(boolean isMissing, String word) {
        if (isMissing && !words.contains(word)) {
            words.add(word);
        }
    }

    private void settings(VmSettings vm) {
        check(vm.timers() == VmSettings.Timers.ANY, "timers = any");
        check(vm.td().zeroStep() == VmSettings.ZeroStep.LIVE, "zerostep");
        check(vm.td().state() == VmSettings.State.INITIALIZED, "state = initialized");
    }

    private void start(ResolvedScenario scenario) {
        for (Slot slot : scenario.start().slots()) {
            check(slot.has(SlotFlag.DIRTYLOG), "dirtylog");
            check(slot.has(SlotFlag.THP), "thp");
            boolean isTd = scenario.vm().kind() == VmKind.TDX;
            check(slot.has(SlotFlag.READONLY) && isTd, "a readonly slot in a TD, which KVM refuses");
        }
        for (Fact fact : scenario.start().facts()) {
            check(fact instanceof Fact.ZeroStep, "zerostep");
            check(fact instanceof Fact.Counter, "seq, mmio_gen");
            check(fact instanceof Fact.VcpuState vcpu && vcpu.value() != StateWord.READY, "vcpu(P) = none, created");
        }
        check(!scenario.start().injections().isEmpty(), "inject");
    }

    /** A claim about something that never changes here would hold, or fail, for the wrong reason. */
    private void condition(Condition condition) {
        if (condition instanceof Condition.And and) {
            and.of().forEach(this::condition);
        } else if (condition instanceof Condition.Or or) {
            or.of().forEach(this::condition);
        } else if (condition instanceof Condition.Not not) {
            condition(not.of());
        } else if (condition instanceof Condition.StateIs test) {
            check(test.state().term() == StateTerm.TLB, "tlb");
        } else if (condition instanceof Condition.StateNumber test) {
            check(test.state().term() == StateTerm.ZEROSTEP, "zerostep");
            check(test.state().tree() == StateTerm.PAMT, "refs(pamt)");
        }
    }
}
