package dev.seamstress.world;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Assembly.Initial;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.vm.EndWords;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.SlotFlag;
import dev.seamstress.scenario.words.Verb;
import java.util.ArrayList;
import java.util.List;

/** The operation that ends the VM: whom it waits for, and what it finds. */
final class DestroyOps {
    private DestroyOps() {}

    /** True if the action is it. */
    static boolean isOne(Action action) {
        return action.verb() == Verb.VMDESTROY;
    }

    /** True if the scenario has guest_memfd, which is closed first. */
    static boolean closesGmem(ResolvedScenario scenario) {
        return scenario.start().slots().stream().anyMatch(slot -> slot.has(SlotFlag.GMEM));
    }

    private static boolean has(ColumnScript column) {
        return column.operations().stream().anyMatch(operation -> isOne(operation.action()));
    }

    /**
     * The columns that it waits for: all but its own, and those that have guest_memfd alone, of which it closes the
     * last file itself.
     */
    static List<ColumnId> awaited(List<ColumnScript> columns) {
        return columns.stream()
                .filter(column -> !has(column) && column.id().kind() != ColumnKind.GMEM)
                .map(ColumnScript::id)
                .toList();
    }

    /** What it finds of each vCPU; one that a thread runs has its roots itself till its column is over. */
    static List<Initial> initials(ResolvedScenario scenario, Kvm kvm, TdStart start, long rootList) {
        List<Initial> words = new ArrayList<>();
        if (kvm.td().end() == null) {
            return words;
        }
        for (int vcpu : scenario.vm().vcpus()) {
            boolean isIdle = scenario.column(ColumnId.vcpu(vcpu)) == null && start.isReady(vcpu);
            int root = isIdle ? held(rootList, kvm.firstDirectRoot()) : RootList.NONE;
            int mirrorRoot = isIdle && kvm.type().hasMirror() ? held(rootList, kvm.firstMirrorRoot()) : RootList.NONE;
            long word = EndWords.of(root, mirrorRoot);
            words.add(new Initial(kvm.td().end().vcpu(vcpu), start.isReady(vcpu) ? word : EndWords.made(word)));
        }
        return words;
    }

    /** The root if it is on the list. */
    static int held(long rootList, int root) {
        return RootList.contains(rootList, root) ? root : RootList.NONE;
    }
}
