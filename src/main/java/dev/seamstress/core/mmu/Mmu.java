package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.lock.RwLockQueue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.Mutation;
import java.util.List;

/**
 * The owner of the VM's locks and of the list of roots: it grants the locks, and alone inserts and removes roots.
 *
 * <p>Inserting a root is one step, the section under tdp_mmu_pages_lock: it looks for a root of the wanted role again,
 * since another thread may have inserted one after the asker looked. It knows the list itself, and is told which roots
 * are invalid, so that the step makes one racy access.
 *
 * <p>A slot whose root was removed stays unused: what is left in it is nobody's, and a slot is a root's name.
 *
 * <p>Source: kvm->mmu_lock; tdp_mmu.c, kvm_tdp_mmu_alloc_root() and kvm_tdp_mmu_put_root() from spin_lock() to
 * spin_unlock().
 */
public final class Mmu extends Machine {
    private final Kvm kvm;
    private final List<RwLockQueue> queues;
    private long rootList;
    private long used;

    /** The owner for {@code kvm}; {@code rootList} is the list's first value. */
    public Mmu(int id, Kvm kvm, long rootList) {
        super(id, "mmu");
        this.kvm = kvm;
        this.queues = kvm.locks().all().stream()
                .filter(lock -> !lock.isSole())
                .map(RwLockQueue::new)
                .toList();
        this.rootList = rootList;
        this.used = RootList.slots(rootList);
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        if (message instanceof LockMessage.Request request) {
            queue(request.lock()).request(from, request.mode(), fx);
        } else if (message instanceof LockMessage.Released released) {
            queue(released.lock()).released(released.mode(), fx);
        } else if (message instanceof RootMessage.Insert insert) {
            fx.send(from, new RootMessage.Taken(insertOrFind(insert, fx)));
        } else if (message instanceof RootMessage.Remove remove) {
            remove(remove.root(), fx);
            fx.send(from, RootMessage.Removed.REMOVED);
        } else {
            throw new ModelBug(name() + " cannot take " + message);
        }
    }

    /** How many threads wait for the lock. Requires: more than one can want it. */
    public int waitingCount(int lock) {
        return queue(lock).waitingCount();
    }

    private RwLockQueue queue(int lock) {
        for (RwLockQueue queue : queues) {
            if (queue.lock() == lock) {
                return queue;
            }
        }
        throw new ModelBug(KernelLock.name(lock) + " is wanted by more threads than one, against the footprint");
    }

    private int insertOrFind(RootMessage.Insert wanted, Fx fx) {
        int found = kvm.has(Mutation.B06_NO_ROOT_RECHECK) ? RootList.NONE : find(wanted);
        return found == RootList.NONE ? insert(wanted.role(), fx) : found(found, wanted.role(), fx);
    }

    /** A root that is being thrown away has another role word, and never matches. */
    private int find(RootMessage.Insert wanted) {
        for (int i = 0; i < RootList.size(rootList); i++) {
            int root = RootList.at(rootList, i);
            boolean isInvalid = (wanted.invalid() >>> root & 1) != 0;
            if (!isInvalid && kvm.roots().freshRole(root) == wanted.role()) {
                return root;
            }
        }
        return RootList.NONE;
    }

    private int found(int root, long role, Fx fx) {
        fx.add(kvm.roots().references(root), 1);
        fx.trace(Event.ROOT_FOUND, root, role);
        return root;
    }

    /** One store: a slot off the list already holds the role and the first references of a fresh root. */
    private int insert(long role, Fx fx) {
        int root = kvm.roots().freeSlot(used, role);
        if (root == RootList.NONE) {
            throw new ModelBug("no slot is left for a root of role 0x" + Long.toHexString(role));
        }
        fx.trace(Event.KVM_MMU_GET_PAGE, 0, role, 0);
        rootList = RootList.insert(rootList, root);
        used |= 1L << root;
        fx.write(kvm.roots().list(), rootList);
        fx.trace(Event.ROOT_INSERTED, root, role);
        return root;
    }

    /** A root that is off the list stays off: with a planted count it may be put twice, after a KVM_BUG_ON. */
    private void remove(int root, Fx fx) {
        if (!RootList.contains(rootList, root) && kvm.has(Mutation.B04_ROOT_REFCOUNT_ONE)) {
            return;
        }
        rootList = RootList.remove(rootList, root);
        fx.write(kvm.roots().list(), rootList);
        fx.trace(Event.ROOT_REMOVED, root, kvm.roots().freshRole(root) | Role.INVALID);
    }

    @Override
    public void fields(Fields f) {
        for (RwLockQueue queue : queues) {
            queue.fields(f);
        }
        rootList = f.word("roots", rootList);
        used = f.word("used roots", used);
    }
}
