package dev.seamstress.load.run;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.TableMap;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmInitials;
import dev.seamstress.core.mmu.Mmu;
import dev.seamstress.core.mmu.Owners;
import dev.seamstress.core.mmu.VcpuMmu;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.tdx.ModuleUse;
import dev.seamstress.core.tdx.OpState;
import dev.seamstress.core.tdx.TdParams;
import dev.seamstress.core.tdx.TdxInitials;
import dev.seamstress.core.tdx.TdxMemory;
import dev.seamstress.core.tdx.TdxModule;
import dev.seamstress.core.tdx.TdxSizes;
import dev.seamstress.core.thread.HostThread;
import dev.seamstress.core.thread.OperationSource;
import dev.seamstress.core.thread.Program;
import dev.seamstress.core.thread.Results;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.EndWords;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VcpuWords;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.Memslots;
import dev.seamstress.load.sim.SimMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The world of a load run: the machines of every other run, whose threads are fed by a workload.
 *
 * <p>Shape: machine ids are the vCPUs, a thread of the host for each background and one that destroys the TD, the MMU,
 * the TDX module, the workload. The TD's memslots have a guest_memfd and are private from the start; each vCPU holds
 * both roots and has a thread, but for one for each background that prefaults through it.
 *
 * <p>Simplified: no processor caches translations, so an access to a page that is mapped always walks. Nothing looks at
 * the generation of memslots, as no guest makes an MMIO entry. Assumed: in a TD whose memslots are deleted the guest
 * gets a #VE where it touches a page that it has not accepted, so that it can accept it; else that would end the TD.
 */
final class LoadWorld {
    /** The first gfn of the memslot: 4 GiB. */
    static final long FIRST_GFN = 0x10_0000;

    private final Job job;
    private final MemoryMap map = new MemoryMap();
    private final List<Kvm.VcpuThread> vcpus = new ArrayList<>();
    private final List<Kvm.VcpuThread> lent = new ArrayList<>();
    private final Kvm kvm;
    private final TdxMemory tdxMemory;
    private final int threads;

    LoadWorld(Job job) {
        this.job = job;
        this.threads = threads(job);
        for (int i = 0; i < job.vm().vcpus(); i++) {
            vcpus.add(new Kvm.VcpuThread(i, i, VcpuWords.add(map)));
        }
        for (int i = 0; i < job.background().size(); i++) {
            if (job.background().get(i).kind() == Job.Background.Kind.PREFAULT) {
                int number = job.vm().vcpus() + i;
                lent.add(new Kvm.VcpuThread(number, number, VcpuWords.add(map)));
            }
        }
        int count = lent.isEmpty() ? job.vm().vcpus() : threads;
        this.kvm = new Kvm(map, setup(), new Owners(threads, tdxId(), vcpus, lent, List.of(), count));
        TdxSizes sizes = new TdxSizes(kvm.tdr() >>> 12, kvm.tdFrames(), count, tdxId());
        this.tdxMemory = new TdxMemory(map, tdxId(), kvm.tables().shape(), sizes);
        freezeUnwritten();
    }

    /** How many threads there are, so also the id of the MMU. */
    static int threads(Job job) {
        return job.vm().vcpus() + job.background().size() + (job.isDestroyed() ? 1 : 0);
    }

    private int tdxId() {
        return threads + 1;
    }

    /** The id of the workload. */
    static int workloadId(Job job) {
        return threads(job) + 2;
    }

    private KernelModel model() {
        return KernelModel.of(job.vm().model());
    }

    private Kvm.Setup setup() {
        GfnRange memory = GfnRange.of(FIRST_GFN, job.vm().pages());
        return new Kvm.Setup(VmType.TDX_VM, model(), Gpaw.values()[0], slots(), List.of(memory), footprint());
    }

    private List<Slot> slots() {
        Memslots memslots = Memslots.of(job);
        List<Slot> slots = new ArrayList<>();
        slots.add(slot(Memslots.REST, memslots.rest(), job.vm().pages() - memslots.rest()));
        for (int i = 0; i < job.background().size(); i++) {
            if (job.background().get(i).kind() == Job.Background.Kind.DELSLOT) {
                slots.add(slot(
                        memslots.place(i),
                        memslots.first(i),
                        job.background().get(i).pages()));
            }
        }
        return slots;
    }

    private static Slot slot(int place, long first, long pages) {
        return new Slot(place, GfnRange.of(FIRST_GFN + first, pages), true, false);
    }

    /** It may promise too much, which costs nothing but cuts at which no time has passed. */
    private Footprint footprint() {
        Footprint footprint = Footprint.of(Footprint.Can.UNCACHED);
        if (job.hasZaps() || job.vm().model().isReconstructed()) {
            footprint = footprint.with(Footprint.Can.KICK);
        }
        if (job.hasZaps()) {
            footprint = footprint.with(Footprint.Can.ZAP).with(KernelLock.MMU_LOCK);
        }
        if (job.hasNotifiers()) {
            footprint = footprint.with(Footprint.Can.NOTIFY);
        }
        if (hasSlotChanges()) {
            footprint = footprint.with(Footprint.Can.CHANGE_SLOTS).with(KernelLock.SLOTS_LOCK);
            boolean isInvalidating = job.hasConversions() || job.hasNotifiers();
            footprint = isInvalidating ? footprint.with(Footprint.Can.INVALIDATE) : footprint;
        }
        if (job.isDestroyed()) {
            footprint = footprint.with(Footprint.Can.DESTROY).with(Footprint.Can.CLOSE_GMEM);
        }
        if (job.vm().end() == Job.End.RECLAIM) {
            footprint = footprint.with(Footprint.Can.TERMINATE);
        }
        return job.hasConversions() ? footprint.with(KernelLock.SLOTS_LOCK) : footprint;
    }

    private boolean hasSlotChanges() {
        return job.has(Job.Background.Kind.DELSLOT);
    }

    private void freezeUnwritten() {
        if (!hasSlotChanges()) {
            kvm.slots().freeze(map);
        }
        if (!job.hasConversions()) {
            kvm.attributes().freeze(map);
        }
        if (!job.hasZaps()) {
            kvm.words().freeze(map);
        }
    }

    /** The machines, and the first values of words, but for {@link #fills}. */
    Assembly assembly(Costs costs, Machine workload, OperationSource source) {
        List<Machine> machines = new ArrayList<>();
        Program program = Program.fed(workload.id(), source, Program.OnFault.RERUN);
        for (Kvm.VcpuThread vcpu : vcpus) {
            machines.add(vcpu(vcpu, program));
        }
        for (int i = 0; i < job.background().size(); i++) {
            int id = machines.size();
            machines.add(new HostThread(id, "HOST" + i, kvm, program, Results.add(map, id, 0)));
        }
        if (job.isDestroyed()) {
            machines.add(new HostThread(machines.size(), "VMM", kvm, program, Results.add(map, machines.size(), 0)));
        }
        machines.add(new Mmu(threads, kvm, kvm.firstRootList()));
        ModuleVariant module = ModuleVariant.V1_5_01;
        TdParams td = new TdParams(
                Gpaw.values()[0], hasSlotChanges() ? TdParams.PendingAccess.RAISES_VE : TdParams.PendingAccess.EXITS);
        claimLent();
        machines.add(new TdxModule(tdxId(), tdxMemory, td, module, costs, kvm.hostPages(), use()));
        machines.add(workload);
        return new Assembly(machines, map, initials());
    }

    private ModuleUse use() {
        return job.isDestroyed() ? ModuleUse.LIFE_CYCLE : ModuleUse.ANY;
    }

    private Vcpu vcpu(Kvm.VcpuThread vcpu, Program program) {
        if (!kvm.footprint().hasKicks()) {
            map.claim(vcpu.words().page(), vcpu.machine());
        }
        VcpuMmu mmu = new VcpuMmu(kvm, vcpu.number(), vcpu.words());
        mmu.startWith(kvm.firstDirectRoot(), kvm.firstMirrorRoot());
        Results results = Results.add(map, vcpu.machine(), 0);
        return new Vcpu(vcpu.machine(), kvm, mmu, program, results, tdxMemory.residence());
    }

    private void claimLent() {
        if (!kvm.footprint().hasKicks()) {
            lent.forEach(vcpu -> map.claim(vcpu.words().page(), vcpu.machine()));
        }
    }

    private List<Assembly.Initial> initials() {
        List<Assembly.Initial> initials =
                new ArrayList<>(KvmInitials.withoutAttributes(kvm, kvm.firstRootList(), vcpus.size() + lent.size()));
        TdxInitials module = new TdxInitials(tdxMemory, OpState.RUNNABLE);
        for (Kvm.VcpuThread vcpu : vcpus) {
            module.associated(vcpu.number(), vcpu.machine());
        }
        initials.addAll(module.words());
        if (job.isDestroyed()) {
            vcpus.forEach(vcpu -> initials.add(left(vcpu, EndWords.of(RootList.NONE, RootList.NONE))));
            lent.forEach(vcpu -> initials.add(left(vcpu, EndWords.of(kvm.firstDirectRoot(), kvm.firstMirrorRoot()))));
        }
        return initials;
    }

    private Assembly.Initial left(Kvm.VcpuThread vcpu, long word) {
        return new Assembly.Initial(kvm.td().end().vcpu(vcpu.number()), word);
    }

    /** Every page is private at first. */
    List<SimMemory.Fill> fills() {
        int pages = (int) ((job.vm().pages() + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE);
        return List.of(new SimMemory.Fill(kvm.attributes().wordAt(0), pages, Attributes.PRIVATE));
    }

    /** The locks for which a thread may wait. */
    int[] contended() {
        return kvm.locks().all().stream()
                .filter(lock -> !lock.isSole())
                .mapToInt(RwLock::number)
                .toArray();
    }

    TdxMemory tdxMemory() {
        return tdxMemory;
    }

    /** The shared bit of a guest physical address. */
    long sharedBit() {
        return kvm.directBits() << 12;
    }

    /** KVM's page tables in the memory. */
    TableMap tables() {
        return kvm.tables();
    }

    /** How many pages of words there are. */
    int pages() {
        return map.pages();
    }
}
