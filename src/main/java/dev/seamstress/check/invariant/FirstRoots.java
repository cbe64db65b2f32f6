package dev.seamstress.check.invariant;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.vm.TdWords;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.world.World;

/**
 * The roots of the first state, to which vCPUs without a column point for ever, unless their pointers are words.
 *
 * @param list the roots that are on the list at the start
 * @param idleVcpus how many vCPUs that have their roots never run
 */
record FirstRoots(long list, int idleVcpus) {
    static FirstRoots of(World world) {
        long list = world.assembly().initials().stream()
                .filter(initial -> initial.word() == world.kvm().roots().list())
                .mapToLong(Assembly.Initial::value)
                .findFirst()
                .orElse(RootList.EMPTY);
        long idle = world.scenario().vm().vcpus().stream()
                .filter(vcpu -> world.scenario().column(ColumnId.vcpu(vcpu)) == null)
                .filter(vcpu ->
                        !isUnready(world, vcpu) && !world.kvm().vcpuRoots().has(vcpu))
                .count();
        return new FirstRoots(list, (int) idle);
    }

    private static boolean isUnready(World world, int vcpu) {
        long word = world.kvm().td().vcpu(vcpu);
        return world.assembly().initials().stream()
                .anyMatch(initial -> initial.word() == word && initial.value() != TdWords.Stage.READY.ordinal());
    }

    /** How many pointers of vCPUs that never run go to {@code root}. */
    int pointers(int root) {
        return RootList.contains(list, root) ? idleVcpus : 0;
    }
}
