package dev.seamstress.core.vm;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The root pointers of vCPUs that more than one thread may serve, or that change while nobody runs them: they are here
 * while the vCPU's mutex is free. Who holds the mutex has them himself.
 *
 * <p>Shape: for each such vCPU two words, of its direct and of its mirror root: 0 while somebody has them, else two
 * more than the root's slot, which may be {@link RootList#NONE}.
 *
 * <p>Source: struct kvm_vcpu, mutex; mmu->root.hpa and mmu->mirror_root_hpa, which only its holder touches.
 */
public final class VcpuRoots {
    private static final long TAKEN = 0;
    private static final int PARKED = 2;

    private final Map<Integer, Integer> pages = new TreeMap<>();

    private VcpuRoots() {}

    /** Adds the words of these vCPUs to {@code map}; {@code mutex} is the number of vCPU 0's mutex. */
    public static VcpuRoots add(MemoryMap map, List<Integer> vcpus, int mutex) {
        VcpuRoots roots = new VcpuRoots();
        for (int vcpu : vcpus) {
            WordClass.Rule rule = WordClass.Rule.LOCK_EXCLUSIVE_WRITERS;
            roots.pages.put(vcpu, map.add(WordClass.guarded("vcpu.roots", rule, mutex + vcpu, TAKEN), 1));
        }
        return roots;
    }

    /** True if the vCPU's pointers are here while its mutex is free. */
    public boolean has(int vcpu) {
        return pages.containsKey(vcpu);
    }

    /** The vCPUs that have words. */
    public Iterable<Integer> vcpus() {
        return pages.keySet();
    }

    /** The word of the direct root. Requires: {@link #has}. */
    public long direct(int vcpu) {
        return MemoryMap.word(pages.get(vcpu), 0);
    }

    /** The word of the mirror root. Requires: {@link #has}. */
    public long mirror(int vcpu) {
        return MemoryMap.word(pages.get(vcpu), 1);
    }

    /** The word's value for a root that nobody has in hand. */
    public static long parked(int root) {
        return (long) root + PARKED;
    }

    /** The root in such a value, {@link RootList#NONE} also of one that somebody has in hand. */
    public static int root(long value) {
        return value == TAKEN ? RootList.NONE : (int) value - PARKED;
    }
}
