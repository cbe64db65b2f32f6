package dev.seamstress.core;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmInitials;
import dev.seamstress.core.mmu.Mmu;
import dev.seamstress.core.mmu.Owners;
import dev.seamstress.core.mmu.VcpuMmu;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.Residence;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VcpuWords;
import dev.seamstress.core.vm.VmType;
import java.util.ArrayList;
import java.util.List;

/**
 * A small VM for tests: machine 0 is the Mmu, 1 a fake TDX module, the threads come after them.
 *
 * <p>Slots: 8 private pages at {@link #GFN}, 8 shared pages at {@link #SHARED}, 4 that the guest cannot write at
 * {@link #READONLY}; {@link #HOLE} has none.
 */
public final class TestVm {
    public static final int MMU = 0;
    public static final int TDX = 1;
    public static final int FIRST = 2;

    public static final long GFN = 0x100;
    public static final long SHARED = 0x180;
    public static final long READONLY = 0x190;
    public static final long HOLE = 0x1a0;

    private static final List<Slot> SLOTS = List.of(
            new Slot(1, GfnRange.of(GFN, 8), true, false),
            new Slot(2, GfnRange.of(SHARED, 8), false, false),
            new Slot(3, GfnRange.of(READONLY, 4), false, true));

    private static final List<GfnRange> GFNS =
            List.of(GfnRange.of(GFN, 8), GfnRange.of(SHARED, 8), GfnRange.of(READONLY, 4), GfnRange.of(HOLE, 2));
    private static final Footprint FAULTS = Footprint.of(Footprint.Can.OUTLIVE_VM);
    private static final Footprint KICKS = FAULTS.with(Footprint.Can.KICK).with(Footprint.Can.SIGNAL);

    public final MemoryMap map = new MemoryMap();
    public final Kvm kvm;
    public final FakeTdx tdx = new FakeTdx(TDX);
    public final List<VcpuMmu> vcpus = new ArrayList<>();
    private final long rootList;

    /** The fake module does not count who is in the guest; what vCPUs take back makes the word negative. */
    public final Residence residence = new Residence(MemoryMap.word(map.add(WordClass.lockless("residence", 0), 1), 0));

    /** A VM whose vCPUs have roots. */
    public static TestVm loaded(VmType type, KernelVariant model, int vcpus) {
        return new TestVm(type, KernelModel.of(model), vcpus, true, FAULTS, SLOTS).claimed();
    }

    /** A VM without roots. */
    public static TestVm bare(VmType type, KernelVariant model, int vcpus) {
        return new TestVm(type, KernelModel.of(model), vcpus, false, FAULTS, SLOTS).claimed();
    }

    /** A VM of a changed kernel without roots. */
    public static TestVm bare(VmType type, KernelModel model, int vcpus) {
        return new TestVm(type, model, vcpus, false, FAULTS, SLOTS).claimed();
    }

    /** A VM with roots, in which other threads can reach a vCPU's words. */
    public static TestVm kicked(VmType type, KernelVariant model, int vcpus) {
        return kicked(type, KernelModel.of(model), vcpus);
    }

    /** As {@link #kicked(VmType, KernelVariant, int)}, with a changed kernel. */
    public static TestVm kicked(VmType type, KernelModel model, int vcpus) {
        return new TestVm(type, model, vcpus, true, KICKS, SLOTS);
    }

    /**
     * A VM with roots, in which everything can happen: vCPUs are kicked, threads convert memory at once. The slots are
     * {@code slots} in place of the usual ones.
     */
    public static TestVm zapped(VmType type, KernelModel model, int vcpus, Slot... slots) {
        return zapped(type, model, vcpus, Footprint.ALL, slots);
    }

    /** As before, but threads can do only what {@code footprint} says. */
    public static TestVm zapped(VmType type, KernelModel model, int vcpus, Footprint footprint, Slot... slots) {
        return new TestVm(type, model, vcpus, true, footprint, slots.length == 0 ? SLOTS : List.of(slots));
    }

    /** As {@link #zapped}, with one slot of {@code pages} private pages at {@link #GFN}. */
    public static TestVm wide(VmType type, KernelModel model, int pages) {
        GfnRange range = GfnRange.of(GFN, pages);
        List<Slot> slots = List.of(new Slot(1, range, true, false));
        return new TestVm(type, model, 1, true, Footprint.ALL, slots, List.of(range));
    }

    /** As {@link #zapped}, with {@code gfns} in place of the usual ones. */
    public static TestVm naming(List<GfnRange> gfns, VmType type, KernelModel model, int vcpus, Slot... slots) {
        return new TestVm(type, model, vcpus, true, Footprint.ALL, List.of(slots), gfns);
    }

    private TestVm claimed() {
        vcpus.forEach(vcpu -> map.claim(vcpu.words().page(), FIRST + vcpu.number()));
        return this;
    }

    private TestVm(VmType type, KernelModel model, int count, boolean isLoaded, Footprint footprint, List<Slot> slots) {
        this(type, model, count, isLoaded, footprint, slots, GFNS);
    }

    private TestVm(
            VmType type,
            KernelModel model,
            int count,
            boolean isLoaded,
            Footprint footprint,
            List<Slot> slots,
            List<GfnRange> gfns) {
        List<Kvm.VcpuThread> threads = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            threads.add(new Kvm.VcpuThread(number, FIRST + number, VcpuWords.add(map)));
        }
        Kvm.Setup setup = new Kvm.Setup(type, model, Gpaw.BITS_48, slots, gfns, footprint);
        kvm = new Kvm(map, setup, new Owners(MMU, TDX, footprint.hasKicks() ? threads : List.of()));
        rootList = isLoaded ? kvm.firstRootList() : RootList.EMPTY;
        for (int number = 0; number < count; number++) {
            VcpuMmu vcpu = new VcpuMmu(kvm, number, threads.get(number).words());
            if (isLoaded) {
                vcpu.startWith(kvm.firstDirectRoot(), kvm.firstMirrorRoot());
            }
            vcpus.add(vcpu);
        }
    }

    /** A driver of this VM with {@code threads}, whose ids begin at {@link #FIRST}. */
    public HandDriver driver(List<? extends Machine> threads) {
        List<Machine> machines = new ArrayList<>(List.of(new Mmu(MMU, kvm, rootList), tdx));
        machines.addAll(threads);
        List<Assembly.Initial> initials = KvmInitials.of(kvm, rootList, rootList == 0 ? 0 : vcpus.size());
        return new HandDriver(map, machines, initials);
    }

    /** A GPA on the private side. */
    public static long privateGpa(long gfn) {
        return gfn << 12;
    }

    /** A GPA on the shared side of a TD. */
    public static long sharedGpa(long gfn) {
        return (gfn | 1L << 35) << 12;
    }

    /** The mirror's entry for {@code gfn} at {@code level}. */
    public long mirror(int level, long gfn) {
        return kvm.tables().word(kvm.firstMirrorRoot(), level, gfn);
    }

    /** The direct root's entry for {@code gfn} at {@code level}. */
    public long direct(int level, long gfn) {
        return kvm.tables().word(kvm.firstDirectRoot(), level, gfn);
    }
}
