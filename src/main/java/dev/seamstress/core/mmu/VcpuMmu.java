package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.EndWords;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VcpuRoots;
import dev.seamstress.core.vm.VcpuWords;

/**
 * What a vCPU has of the MMU: its two root pointers and its caches. Only the holder of its mutex touches them.
 *
 * <p>Shape: {@code root} and {@code mirrorRoot} are root slots, or {@link RootList#NONE}.
 *
 * <p>Source: struct kvm_vcpu_arch, mmu->root.hpa, mmu->mirror_root_hpa and the memory caches. Simplified: no previous
 * roots, which need a guest that switches page-table roots.
 */
public final class VcpuMmu implements Stateful {
    private final int number;
    private final VcpuWords words;
    private final MmuCaches caches;
    private final Tlb tlb;
    private int root = RootList.NONE;
    private int mirrorRoot = RootList.NONE;

    /** A vCPU with no roots. {@code number}: vcpu_id, 0 to the number of vCPUs minus one. */
    public VcpuMmu(Kvm kvm, int number, VcpuWords words) {
        this(kvm, number, words, kvm.tlb(words));
    }

    /** A vCPU with no roots, whose processor has cached what {@code tlb} says. */
    VcpuMmu(Kvm kvm, int number, VcpuWords words, Tlb tlb) {
        this.number = number;
        this.words = words;
        this.caches = new MmuCaches(kvm.type().hasMirror(), kvm.has(Mutation.X34_CACHES_NOT_FILLED));
        this.tlb = tlb;
    }

    /**
     * The MMU of a vCPU as somebody else's ioctl uses it, who holds the vCPU's mutex. Simplified: it is a second set of
     * the pointers that the vCPU has from the start, and keeps; the caches are the ioctl's own.
     */
    static VcpuMmu lent(Kvm kvm, int number) {
        VcpuMmu lent = new VcpuMmu(kvm, number, null, Tlb.NONE);
        lent.startWith(kvm.firstDirectRoot(), kvm.firstMirrorRoot());
        return lent;
    }

    /** The MMU of a vCPU that nobody runs any more, for who destroys it; it has no roots yet. */
    static VcpuMmu ofNobody(Kvm kvm, int number) {
        return new VcpuMmu(kvm, number, null, Tlb.NONE);
    }

    /** Forgets its roots, whose references are now whoever's has {@code left}: returns that word with them in it. */
    public long leaveRoots(long left) {
        long word = EndWords.withRoots(left, root, mirrorRoot);
        root = RootList.NONE;
        mirrorRoot = RootList.NONE;
        return word;
    }

    /**
     * The MMU of a vCPU for the ioctl of a thread that does not run it. Its pointers are the first ones if they never
     * change, else they are to be {@link #take taken}.
     *
     * <p>Errors: {@link ModelBug} if no thread may serve such an ioctl.
     */
    static VcpuMmu served(Kvm kvm, int number) {
        Kvm.VcpuThread own = kvm.vcpu(number);
        if (own != null) {
            return new VcpuMmu(kvm, number, own.words());
        }
        for (Kvm.VcpuThread vcpu : kvm.lent()) {
            if (vcpu.number() == number) {
                VcpuMmu mmu = new VcpuMmu(kvm, number, vcpu.words(), Tlb.NONE);
                if (!kvm.vcpuRoots().has(number)) {
                    mmu.startWith(kvm.firstDirectRoot(), kvm.firstMirrorRoot());
                }
                return mmu;
            }
        }
        throw new ModelBug("nobody may serve an ioctl of vCPU " + number);
    }

    /** Takes the pointers from {@link VcpuRoots}. Requires: they are there, and {@code mutex} is the vCPU's, held. */
    public void take(Kvm kvm, Grant mutex, Fx fx) {
        root = taken(kvm.vcpuRoots().direct(number), mutex, fx);
        mirrorRoot = taken(kvm.vcpuRoots().mirror(number), mutex, fx);
    }

    private static int taken(long word, Grant mutex, Fx fx) {
        int root = VcpuRoots.root(fx.read(mutex, word));
        fx.write(mutex, word, 0);
        return root;
    }

    /** Leaves the pointers there for whoever takes {@code mutex} next. */
    public void park(Kvm kvm, Grant mutex, Fx fx) {
        fx.write(mutex, kvm.vcpuRoots().direct(number), VcpuRoots.parked(root));
        fx.write(mutex, kvm.vcpuRoots().mirror(number), VcpuRoots.parked(mirrorRoot));
        root = RootList.NONE;
        mirrorRoot = RootList.NONE;
    }

    /** Gives it roots at the start; references to them are part of {@link Kvm#initials}. */
    public void startWith(int firstRoot, int firstMirrorRoot) {
        root = firstRoot;
        mirrorRoot = firstMirrorRoot;
    }

    public int number() {
        return number;
    }

    public VcpuWords words() {
        return words;
    }

    /** The translations that its processor has cached. */
    public Tlb tlb() {
        return tlb;
    }

    /** {@code mmu->root.hpa}: the direct root, the one in hardware. */
    public int root() {
        return root;
    }

    /** {@code mmu->mirror_root_hpa}. */
    public int mirrorRoot() {
        return mirrorRoot;
    }

    void setRoot(int slot) {
        root = slot;
    }

    void setMirrorRoot(int slot) {
        mirrorRoot = slot;
    }

    MmuCaches caches() {
        return caches;
    }

    @Override
    public void fields(Fields f) {
        root = f.count("root", root);
        mirrorRoot = f.count("mirror root", mirrorRoot);
        caches.fields(f);
    }
}
