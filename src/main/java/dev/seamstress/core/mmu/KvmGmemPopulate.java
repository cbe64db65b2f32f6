package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.GmemFile;
import dev.seamstress.core.vm.GmemFolios;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;

/**
 * Fills pages of guest_memfd with content that userspace has prepared, before the guest uses them. Returns 0, -EEXIST
 * of a page that is prepared already, -EINVAL of one that is not private memory, -EFAULT of a file that is closed,
 * -EHWPOISON of a page that has failed, or what the caller's function returned.
 *
 * <p>The file's invalidate lock is held, so no hole is punched meanwhile. Where the source page is taken under it, a
 * thread that has mmap_lock and wants the invalidate lock meets this one, which does it the other way round; with
 * gmem-gup-first it is taken before.
 *
 * <p>Requires: slots_lock held, so neither slots nor attributes change.
 *
 * <p>Source: kvm_gmem_populate(), __kvm_gmem_populate(). Simplified: pages are 4K. Assumed: with gmem-gup-first the
 * lock is taken page by page.
 */
final class KvmGmemPopulate extends Procedure {
    private static final Kind KIND = Kind.of("kvm_gmem_populate");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final LockChain held;
    private final PostPopulate post;
    private long gfn;
    private long end;
    private Grant invalidateLock;
    private long result;

    /** {@code held} has slots_lock. */
    KvmGmemPopulate(Kvm kvm, GfnRange range, LockChain held, PostPopulate post) {
        super(isGupFirst(kvm) ? At.SOURCE : At.LOCK);
        this.kvm = kvm;
        this.held = held;
        this.post = post;
        this.gfn = range.start().value();
        this.end = range.endExclusive().value();
    }

    /** What the caller does with each page; it returns 0 or an {@link Errno}. */
    interface PostPopulate {
        /** Nothing: the page is filled by the host itself. */
        PostPopulate NOTHING = (gfn, pfn) -> null;

        /** The function for a page; null for one that does nothing and returns 0. */
        Procedure procedure(long gfn, long pfn);
    }

    private enum At implements Step {
        SOURCE(Access.LOCAL),
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        SLOT(Access.RACY),
        FILE(Access.RACY),
        FOLIO(Access.RACY),
        PREPARED(Access.RACY),
        ATTRIBUTE(Access.LOCAL),
        POST(Access.LOCAL),
        POSTED(Access.LOCAL),
        MARK(Access.RACY),
        UNLOCK(Access.RACY);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    private static boolean isGupFirst(Kvm kvm) {
        return kvm.has(KernelSwitch.GMEM_GUP_FIRST) && !kvm.has(Mutation.B40_GUP_IN_CALLBACK);
    }

    private RwLock lock() {
        return kvm.locks().of(KernelLock.GMEM_INVALIDATE_LOCK);
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return switch ((At) at()) {
            case SLOT -> slot() != Slots.NONE && fx.isReachable(kvm.slots().word(slot()));
            case FILE -> fx.isReachable(kvm.gmemFile().state());
            case FOLIO -> fx.isReachable(kvm.gmemFolios().poisoned(gfn));
            case PREPARED, MARK -> fx.isReachable(kvm.gmemFolios().prepared(gfn));
            case UNLOCK -> !lock().isSole();
            case SOURCE, LOCK, LOCKED, ATTRIBUTE, POST, POSTED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case SOURCE -> call(t, new GetUserPagesFast(kvm), isGupFirst(kvm) ? At.LOCK : At.POST);
            case LOCK -> lock(t, fx);
            case LOCKED -> {
                invalidateLock = t.granted();
                yield go(At.SLOT);
            }
            case SLOT -> slot(fx);
            case FILE -> {
                boolean isOpen = GmemFile.isActive(fx.read(kvm.gmemFile().state()));
                yield isOpen ? go(At.FOLIO) : fail(Errno.EFAULT);
            }
            case FOLIO -> {
                boolean isGood = fx.read(kvm.gmemFolios().poisoned(gfn)) == GmemFolios.GOOD;
                yield isGood ? go(At.PREPARED) : fail(Errno.EHWPOISON);
            }
            case PREPARED -> prepared(fx);
            case ATTRIBUTE -> attribute(fx);
            case POST -> post(t);
            case POSTED -> posted(t);
            case MARK -> mark(fx);
            case UNLOCK -> unlock(t, fx);
        };
    }

    private Go lock(KernelThread t, Fx fx) {
        t.takeResult();
        if (lock().isSole()) {
            invalidateLock = lock().takeSole(t, fx, Grant.Mode.WRITE);
            return go(At.SLOT);
        }
        lock().request(fx, Grant.Mode.WRITE);
        return await(At.LOCKED);
    }

    private int slot() {
        return kvm.slots().find(gfn);
    }

    private Go slot(Fx fx) {
        long slots = slot() == Slots.NONE ? 0 : fx.read(kvm.slots().word(slot()));
        int slot = kvm.slots().find(gfn, slots);
        boolean isThere = slot != Slots.NONE
                && kvm.slots().slot(slot).hasGmem()
                && kvm.slots().state(slot, slots) == Slot.State.VALID;
        return isThere ? go(At.FILE) : fail(Errno.EINVAL);
    }

    private Go prepared(Fx fx) {
        boolean isPrepared = fx.read(kvm.gmemFolios().prepared(gfn)) == GmemFolios.PREPARED;
        return isPrepared ? fail(Errno.EEXIST) : go(At.ATTRIBUTE);
    }

    private Go attribute(Fx fx) {
        boolean isPrivate =
                fx.read(held.grant(KernelLock.SLOTS_LOCK), kvm.attributes().word(gfn)) == Attributes.PRIVATE;
        if (!isPrivate) {
            return fail(Errno.EINVAL);
        }
        return go(isGupFirst(kvm) ? At.POST : At.SOURCE);
    }

    private Go fail(long errno) {
        result = errno;
        return go(At.UNLOCK);
    }

    private Go post(KernelThread t) {
        t.takeResult();
        Procedure procedure = post.procedure(gfn, kvm.hostPages().gmemPfn(gfn));
        return procedure == null ? go(At.MARK) : call(t, procedure, At.POSTED);
    }

    private Go posted(KernelThread t) {
        result = t.takeResult();
        return go(result == 0 ? At.MARK : At.UNLOCK);
    }

    private Go mark(Fx fx) {
        fx.write(kvm.gmemFolios().prepared(gfn), GmemFolios.PREPARED);
        gfn++;
        return go(gfn == end || isGupFirst(kvm) ? At.UNLOCK : At.SLOT);
    }

    private Go unlock(KernelThread t, Fx fx) {
        if (lock().isSole()) {
            lock().releaseSole(t, fx, invalidateLock);
        } else {
            lock().release(t, fx, invalidateLock);
        }
        invalidateLock = null;
        return result != 0 || gfn == end ? ret(t, result) : go(At.SOURCE);
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    @Override
    protected void locals(Fields f) {
        gfn = f.word("gfn", gfn);
        end = f.word("end", end);
        invalidateLock = f.object(invalidateLock);
        result = f.word("result", result);
    }
}
