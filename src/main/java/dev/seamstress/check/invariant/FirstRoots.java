package dev.seamstress.check.invariant;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.world.World;

/**
 * The roots of the first state, to which vCPUs without a column point for ever.
 *
 * @param list the roots that are on the list at the start
 * @param idleVcpus how many vCPUs never run
 */
record FirstRoots(long list, int idleVcpus) {
    static FirstRoots of(World world) {
        long list = world.assembly().initials().stream()
                .filter(initial -> initial.word() == world.kvm().roots().list())
                .mapToLong(Assembly.Initial::value)
                .findFirst()
                .orElse(RootList.EMPTY);
        long running = world.scenario().columns().stream()
                .filter(column -> column.id().kind() == ColumnKind.P)
                .count();
        return new FirstRoots(list, world.scenario().vm().vcpus().size() - (int) running);
    }

    /** How many pointers of vCPUs that never run go to {@code root}. */
    int pointers(int root) {
        return RootList.contains(list, root) ? idleVcpus : 0;
    }
}
