package dev.seamstress.core.machine;

import java.util.List;

/**
 * Everything a driver needs to run: the machines, the map of shared memory, and the words that do not start at their
 * class's fill value.
 *
 * <p>Shape: the machine with id {@code i} stands at index {@code i}. Machines hold state, so an assembly serves one run
 * at a time; a driver that runs it again restores the first state.
 */
public record Assembly(List<Machine> machines, MemoryMap map, List<Initial> initials, Watches watches) {
    public Assembly {
        machines = List.copyOf(machines);
        initials = List.copyOf(initials);
        for (int i = 0; i < machines.size(); i++) {
            if (machines.get(i).id() != i) {
                throw new ModelBug(
                        machines.get(i) + " has id " + machines.get(i).id() + " at place " + i);
            }
        }
    }

    /** An assembly in which nobody waits for events. */
    public Assembly(List<Machine> machines, MemoryMap map, List<Initial> initials) {
        this(machines, map, initials, Watches.NONE);
    }

    /** A word's first value. */
    public record Initial(long word, long value) {}
}
