package dev.seamstress.core.ept;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the list of roots is stored, and each root's role and reference count.
 *
 * <p>Shape: a root slot that is not on the list holds what a fresh root holds: its role, and the first references.
 * Putting a root on the list is then one store. The role is guarded by mmu_lock, the list and the counts by nothing.
 *
 * <p>Source: kvm->arch.tdp_mmu_roots; struct kvm_mmu_page, role and tdp_mmu_root_count.
 */
public final class RootWords {
    private static final int LIST = 0;
    private static final int COUNTS = 1;

    private final TableMap tables;
    private final int locklessPage;
    private final int rolePage;
    private final int firstReferences;

    /**
     * Adds the words to {@code map}.
     *
     * @param mmuLock the number of the lock that guards roles
     * @param isKept true if a new root has a reference of the TDP MMU's own besides its creator's
     */
    public RootWords(MemoryMap map, TableMap tables, int mmuLock, boolean isKept) {
        this.tables = tables;
        this.locklessPage = map.add(WordClass.lockless("root.words", 0), 1);
        this.rolePage = map.add(WordClass.guarded("root.role", WordClass.Rule.LOCK_EXCLUSIVE_WRITERS, mmuLock, 0), 1);
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

    /** The role of a fresh root in that slot. */
    public long freshRole(int root) {
        return Role.root(tables.shape().rootLevel(), tables.isMirror(root));
    }

    /** The first slot for a root with that role that is not on {@code list}, or {@link RootList#NONE}. */
    public int freeSlot(long list, long role) {
        for (int root = 0; root < tables.roots(); root++) {
            if (freshRole(root) == role && !RootList.contains(list, root)) {
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
