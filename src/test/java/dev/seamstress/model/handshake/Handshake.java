package dev.seamstress.model.handshake;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.List;

/**
 * The small model: vCPUs map one entry through a frozen value and a slow call, a zapper removes it, under one lock. It
 * has the granularity of peers/handshake.pml, so the two must agree on the number of states.
 *
 * @param isPlanted a vCPU freezes with a plain store instead of compare-and-swap
 */
public record Handshake(int vcpus, int faults, int zapRounds, boolean isPlanted) {
    static final int LOCK_NUMBER = 0;
    static final long EMPTY = 0;
    static final long FROZEN = 1;
    static final long PRESENT = 2;

    public Handshake(int vcpus, int faults, int zapRounds) {
        this(vcpus, faults, zapRounds, false);
    }

    int zapper() {
        return vcpus;
    }

    int lock() {
        return vcpus + 1;
    }

    int tdx() {
        return vcpus + 2;
    }

    int sink() {
        return vcpus + 3;
    }

    /** The one entry; every accessor holds the lock, readers write it too. */
    public static long pte() {
        return MemoryMap.word(0, 0);
    }

    /** The number of the machine that counts finished threads, for checks of final states. */
    public int sinkId() {
        return sink();
    }

    public Assembly assembly() {
        MemoryMap map = new MemoryMap();
        map.add(WordClass.guarded("pte", WordClass.Rule.LOCK_SHARED_WRITERS, LOCK_NUMBER, EMPTY), 1);
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i < vcpus; i++) {
            machines.add(new Faulter(i, this));
        }
        machines.add(new Zapper(zapper(), this));
        machines.add(new ToyLock(lock(), vcpus + 1, zapper()));
        machines.add(new ToyModule(tdx()));
        machines.add(new Sink(sink()));
        return new Assembly(machines, map, List.of());
    }
}
