package dev.seamstress.world;

import dev.seamstress.core.machine.Assembly.Initial;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmLocks;
import dev.seamstress.core.tdx.OpState;
import dev.seamstress.core.tdx.TdxInitials;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.TdWords;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.VmSettings;
import dev.seamstress.scenario.words.StateWord;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.VmKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** How far the TD of a scenario, and each of its vCPUs, is built at the start. */
final class TdStart {
    private final ResolvedScenario scenario;
    private final Map<Integer, TdWords.Stage> unready = new TreeMap<>();

    TdStart(ResolvedScenario scenario) {
        this.scenario = scenario;
        if (isNothing()) {
            scenario.vm().vcpus().forEach(vcpu -> unready.put(vcpu, TdWords.Stage.NONE));
        }
        for (Fact fact : scenario.start().facts()) {
            if (fact instanceof Fact.VcpuState state && state.value() != StateWord.READY) {
                unready.put(state.vcpu(), TdWords.Stage.valueOf(state.value().name()));
            }
        }
    }

    /** True if the TD is not final. */
    boolean isInitialized() {
        return scenario.vm().td().state() == VmSettings.State.INITIALIZED;
    }

    /** True if there is no TD. */
    private boolean isNothing() {
        return scenario.vm().td().state() == VmSettings.State.NONE;
    }

    /** True if something of it is not ready to run. */
    boolean isUnfinished() {
        return isInitialized() || !unready.isEmpty();
    }

    /** True if the vCPU is ready to run, and so has its roots. */
    boolean isReady(int vcpu) {
        return !unready.containsKey(vcpu);
    }

    /** How many vCPUs are. */
    int readyVcpus() {
        return (int) scenario.vm().vcpus().stream().filter(this::isReady).count();
    }

    /** KVM's words of it. */
    List<Initial> words(Kvm kvm) {
        List<Initial> words = new ArrayList<>();
        if (isInitialized()) {
            words.add(new Initial(kvm.td().state(), TdWords.State.INITIALIZED.ordinal()));
            words.add(new Initial(kvm.td().preFault(), TdWords.FORBIDDEN));
        }
        unready.forEach((vcpu, state) -> words.add(new Initial(kvm.td().vcpu(vcpu), state.ordinal())));
        return words;
    }

    /** Where the generation of memslots is about to wrap, their first word says so. */
    Initial withGeneration(Kvm kvm, Initial initial) {
        boolean isSlots =
                kvm.slots().size() > 0 && initial.word() == kvm.slots().word(0);
        return isSlots && isAboutToWrap(scenario)
                ? new Initial(initial.word(), Slots.beforeWrap(initial.value()))
                : initial;
    }

    /** True if the next update of memslots throws all direct roots away. */
    static boolean isAboutToWrap(ResolvedScenario scenario) {
        return scenario.start().facts().stream()
                .anyMatch(fact -> fact instanceof Fact.Counter counter && counter.edge() == Fact.Edge.MMIO_GEN_WRAP);
    }

    /** What the module knows of it, besides pages. */
    TdxInitials module(TdxMemory memory) {
        if (isNothing()) {
            return TdxInitials.nothing(memory);
        }
        TdxInitials initials = new TdxInitials(memory, isInitialized() ? OpState.INITIALIZED : OpState.RUNNABLE);
        unready.keySet().forEach(initials::absent);
        return initials;
    }

    /** What of the scenario this version cannot run; empty if there is nothing. */
    List<String> unmodelled() {
        List<String> missing = new ArrayList<>();
        List<Action> actions = ScriptFootprint.actions(scenario);
        boolean hasCalls = actions.stream().anyMatch(BuildOps::isCall);
        if (hasCalls && scenario.vm().kind() != VmKind.TDX) {
            missing.add("the building of a VM that is no TD");
        }
        int count = scenario.vm().vcpus().get(scenario.vm().vcpus().size() - 1) + 1;
        if (hasCalls && count > KvmLocks.MUTEXES_MAX) {
            missing.add("the building of a TD with more than " + KvmLocks.MUTEXES_MAX + " vCPUs");
        }
        Predicate<Action> lacksRoots = action -> action instanceof Action.InitMem init
                && (hasNoRoots() || !isReady(init.via()) && isMade(actions, init.via()));
        if (actions.stream().anyMatch(lacksRoots)) {
            missing.add("`initmem` through a vCPU that has no roots at the start");
        }
        return missing;
    }

    private boolean hasNoRoots() {
        return scenario.start().facts().stream()
                .anyMatch(fact -> fact instanceof Fact.Roots roots && roots.count() == 0);
    }

    private static boolean isMade(List<Action> actions, int vcpu) {
        return actions.stream()
                .anyMatch(action ->
                        action instanceof Action.VcpuOp op && op.verb() == Verb.VCPUINIT && op.vcpu() == vcpu);
    }
}
