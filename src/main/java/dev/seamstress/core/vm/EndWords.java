package dev.seamstress.core.vm;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;

/**
 * What is left of a VM for whoever destroys it: whether its TD still has a key, and what each vCPU points to once its
 * file is closed.
 *
 * <p>Shape: a word that is {@link #ASSIGNED} or {@link #FREED}, then one for each vCPU number: 0 if there is no such
 * vCPU, else {@link #EXISTS}, with {@link #MADE} if the scenario makes it, and the slots of its direct root and its
 * mirror root, each plus one, in bits 15:8 and 7:0. A vCPU that a thread runs has its roots itself, and leaves them
 * here when its column is over. Exists only where a scenario destroys something.
 *
 * <p>Source: struct kvm_tdx, hkid; struct kvm_mmu, root.hpa and mirror_root_hpa; struct vcpu_tdx, vp.tdvpr_page.
 */
public record EndWords(int page) {
    /** The TD has its HKID. */
    public static final long ASSIGNED = 0;
    /** KVM has given the HKID back: {@code hkid} is -1. */
    public static final long FREED = 1;

    private static final long EXISTS = 1 << 16;
    private static final long MADE = 1 << 17;

    /** Adds the words to {@code map}. */
    public static EndWords add(MemoryMap map, int vcpus) {
        int pages = (1 + vcpus) / MemoryMap.WORDS_PER_PAGE + 1;
        return new EndWords(map.add(WordClass.lockless("vm.end", 0), pages));
    }

    /** {@link #ASSIGNED} or {@link #FREED}. */
    public long hkid() {
        return MemoryMap.word(page, 0);
    }

    /** What is known of the vCPU with that number. */
    public long vcpu(int number) {
        return hkid() + 1 + number;
    }

    /** The word of a vCPU that points to these root slots, each {@link RootList#NONE} for none. */
    public static long of(int root, int mirrorRoot) {
        return EXISTS | (long) (root + 1) << 8 | mirrorRoot + 1;
    }

    /** The same of one that the scenario makes, so that KVM knows the pages that it gave to it. */
    public static long made(long vcpu) {
        return vcpu | MADE;
    }

    /** The word with other roots. */
    public static long withRoots(long vcpu, int root, int mirrorRoot) {
        return vcpu & MADE | of(root, mirrorRoot);
    }

    public static boolean isThere(long vcpu) {
        return (vcpu & EXISTS) != 0;
    }

    public static boolean isMade(long vcpu) {
        return (vcpu & MADE) != 0;
    }

    /** The slot of its direct root. */
    public static int root(long vcpu) {
        return (int) (vcpu >>> 8 & 0xff) - 1;
    }

    /** The slot of its mirror root. */
    public static int mirrorRoot(long vcpu) {
        return (int) (vcpu & 0xff) - 1;
    }
}
