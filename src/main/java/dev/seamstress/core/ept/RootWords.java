package dev.seamstress.core.ept;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the list of roots is stored, and each root's role, reference count, and whether it waits to be zapped.
 *
 * <p>Shape: a root slot that was never on the list holds what a fresh root holds: its role, and the first references.
 * Putting a root on the list is then one store. A slot that was taken off it is not used again. Who stores a role holds
 * mmu_lock for write, but vCPUs look at their root's without the lock. The list and the counts are guarded by nothing.
 *
 * <p>Source: kvm->arch.tdp_mmu_roots; struct kvm_mmu_page, role, tdp_mmu_root_count and tdp_mmu_scheduled_root_to_zap.
 */
public final class RootWords {
    private static final int LIST = 0;
    private static final int COUNTS = 1;

    private final TableMap tables;
    private final int locklessPage;
    private final int rolePage;
    private final int scheduledPage;
    private final int firstReferences;

    /**
     * Adds the words to {@code map}.
     *
     * @param mmuLock the number of the lock that writers of roles hold
     * @param slotsLock the number of the lock under which roots are scheduled to be zapped
     * @param isKept true if a new root has a reference of the TDP MMU's own besides its creator's
     */
    public RootWords(MemoryMap map, TableMap tables, int mmuLock, int slotsLock, boolean isKept) {
        this.tables = tables;
        this.locklessPage = map.add(WordClass.lockless("root.words", 0), 1);
        this.rolePage = map.add(WordClass.guarded("root.role", WordClass.Rule.OPEN_EXCLUSIVE_WRITERS, mmuLock, 0), 1);
        this.scheduledPage =
                map.add(WordClass.guarded("root.scheduled", WordClass.Rule.LOCK_EXCLUSIVE_WRITERS, slotsLock, 0), 1);
        this.firstReferences = isKept ? 2 : 1;
    }

    /** The word of the {@link RootList}. */
    public long list() {
        return MemoryMap.word(locklessPage, LIST);
    }

    /** The word of a root's role. */
    public long role(int root) {
        return MemoryMap.word(rolePage, root);
    }

    /** The word of a root's reference count. */
    public long references(int root) {
        return MemoryMap.word(locklessPage, COUNTS + root);
    }

    /** 1 while the root, invalid, waits for its zap; the reference of the TDP MMU is the zapper's then. */
    public long scheduled(int root) {
        return MemoryMap.word(scheduledPage, root);
    }

    /** True if a new root has a reference of the TDP MMU's own, which is put when the root was thrown away. */
    public boolean isKept() {
        return firstReferences > 1;
    }

    /** The role of a fresh root in that slot. */
    public long freshRole(int root) {
        return Role.root(tables.shape().rootLevel(), tables.isMirror(root));
    }

    /**
     * The first slot for a root with that role that is not among {@code used}, or {@link RootList#NONE}.
     *
     * @param used a bit for each slot that is or was on the list
     */
    public int freeSlot(long used, long role) {
        for (int root = 0; root < tables.roots(); root++) {
            if (freshRole(root) == role && (used >>> root & 1) == 0) {
                return root;
            }
        }
        return RootList.NONE;
    }

    /**
     * The first values: the roots of {@code list} are held by {@code holders} vCPUs each, the other slots are fresh.
     */
    public List<Assembly.Initial> initials(long list, int holders) {
        List<Assembly.Initial> initials = new ArrayList<>();
        initials.add(new Assembly.Initial(list(), list));
        for (int root = 0; root < tables.roots(); root++) {
            long count = RootList.contains(list, root) ? firstReferences - 1 + holders : firstReferences;
            initials.add(new Assembly.Initial(role(root), freshRole(root)));
            initials.add(new Assembly.Initial(references(root), count));
        }
        return initials;
    }
}
