package dev.seamstress.load.run;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.core.addr.Level;
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
 * The world of one TD of a load run: the machines of every other run, whose threads are fed by a workload.
 *
 * <p>Shape: machine ids are the vCPUs, a thread of the host for each background and one that destroys the TD, the MMU,
 * the TDX module, the workload. The TD's memslots have a guest_memfd and are private from the start; each vCPU holds
 * both roots and has a thread, but for one for each background that prefaults through it.
 *
 * <p>Simplified: no processor caches translations, so an access to a page that is mapped always walks. Nothing looks at
 * the generation of memslots, as no guest makes an MMIO entry. Of several TDs each has a TDX module's part of its own:
 * what TDs share in the module, the key ownership table and the lock of the caches, KVM takes under tdx_lock, and the
 * PAMT entries of large pages are shared by all calls on 4K pages. The host never splits a huge page, so a part of one
 * that has migrated is mapped with the rest of it again. Assumed: in a TD whose memslots are deleted the guest gets a
 * #VE where it touches a page that it has not accepted, so that it can accept it; else that would end the TD.
 */
final class LoadWorld {
    /** The first gfn of the memslot: 4 GiB. */
    static final long FIRST_GFN = 0x10_0000;

    private final Job job;
    private final MemoryMap map;
    private final List<Kvm.VcpuThread> vcpus = new ArrayList<>();
    private final List<Kvm.VcpuThread> lent = new ArrayList<>();
    private final Kvm kvm;
    private Mmu mmu;
    private final TdxMemory tdxMemory;
    private final int threads;
    private final int first;

    /** The world of a TD that has the machine for itself. */
    LoadWorld(Job job) {
        this(job, new MemoryMap(), 0, null);
    }

    /**
     * The world of one of several TDs in {@code map}.
     *
     * @param number of the TD, from 0; the ids of its machines follow those of the one before
     * @param tdxLock what they share; null if it is alone
     */
    LoadWorld(Job job, MemoryMap map, int number, RwLock tdxLock) {
        this.job = job;
        this.map = map;
        this.threads = threads(job);
        this.first = number * machines(job);
        for (int i = 0; i < job.vm().vcpus(); i++) {
            vcpus.add(new Kvm.VcpuThread(i, first + i, VcpuWords.add(map)));
        }
        for (int i = 0; i < job.background().size(); i++) {
            if (job.background().get(i).kind() == Job.Background.Kind.PREFAULT) {
                int vcpu = job.vm().vcpus() + i;
                lent.add(new Kvm.VcpuThread(vcpu, first + vcpu, VcpuWords.add(map)));
            }
        }
        int count = lent.isEmpty() ? job.vm().vcpus() : threads;
        Owners owners = new Owners(first + threads, tdxId(), vcpus, lent, List.of(), count, tdxLock);
        this.kvm = new Kvm(map, setup(), owners);
        TdxSizes sizes = new TdxSizes(kvm.tdr() >>> 12, kvm.tdFrames(), count, tdxId());
        this.tdxMemory = new TdxMemory(map, tdxId(), kvm.tables().shape(), sizes);
        freezeUnwritten();
    }

    /** How many threads a TD has, so also the id of the first one's MMU. */
    static int threads(Job job) {
        return job.vm().vcpus() + job.background().size() + (job.isDestroyed() ? 1 : 0);
    }

    /** How many machines a TD has: its threads, its MMU, its part of the TDX module, and its workload. */
    static int machines(Job job) {
        return threads(job) + 3;
    }

    private int tdxId() {
        return first + threads + 1;
    }

    /** The id of the workload of TD {@code number}. */
    static int workloadId(Job job, int number) {
        return number * machines(job) + threads(job) + 2;
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

    private Slot slot(int place, long first, long pages) {
        boolean isThp = job.vm().thp() == Job.Thp.ON;
        return new Slot(place, GfnRange.of(FIRST_GFN + first, pages), true, false, isThp);
    }

    /** It may promise too much, which costs nothing but cuts at which no time has passed. */
    private Footprint footprint() {
        Footprint footprint = Footprint.of(Footprint.Can.UNCACHED, Footprint.Can.OUTLIVE_VM);
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
        footprint = isStepFiltered() ? footprint.with(Footprint.Can.STEP) : footprint;
        return job.hasConversions() ? footprint.with(KernelLock.SLOTS_LOCK) : footprint;
    }

    private boolean isStepFiltered() {
        return job.vm().zeroStep() == Job.ZeroStep.LIVE;
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

    private HostThread host(String name, int id, Program program) {
        return new HostThread(id, name, kvm, program, Results.add(map, id, 0));
    }

    /** The owner of its locks. Requires: {@link #machines} was called. */
    Mmu mmu() {
        return mmu;
    }

    /** The machines, and the first values of words, but for {@link #fills}, of a TD that is alone. */
    Assembly assembly(Costs costs, Machine workload, OperationSource source) {
        return new Assembly(machines(costs, workload, source), map, initials());
    }

    /** The machines of the TD. */
    List<Machine> machines(Costs costs, Machine workload, OperationSource source) {
        List<Machine> machines = new ArrayList<>();
        Program program = Program.fed(workload.id(), source, Program.OnFault.RERUN);
        for (Kvm.VcpuThread vcpu : vcpus) {
            machines.add(vcpu(vcpu, program));
        }
        for (int i = 0; i < job.background().size(); i++) {
            machines.add(host("HOST" + i, first + machines.size(), program));
        }
        if (job.isDestroyed()) {
            machines.add(host("VMM", first + machines.size(), program));
        }
        mmu = new Mmu(first + threads, kvm, kvm.firstRootList());
        machines.add(mmu);
        ModuleVariant module = ModuleVariant.V1_5_01;
        TdParams td = new TdParams(
                Gpaw.values()[0], hasSlotChanges() ? TdParams.PendingAccess.RAISES_VE : TdParams.PendingAccess.EXITS);
        claimLent();
        machines.add(new TdxModule(tdxId(), tdxMemory, td, module, costs, kvm.hostPages(), use()));
        machines.add(workload);
        return machines;
    }

    private ModuleUse use() {
        ModuleUse use = job.isDestroyed() ? ModuleUse.LIFE_CYCLE : ModuleUse.ANY;
        return use.with(new ModuleUse.Live(isStepFiltered(), false));
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

    /** The first values of words, but for {@link #fills}. */
    List<Assembly.Initial> initials() {
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

    Kvm kvm() {
        return kvm;
    }

    /** The word of the lowest entry of a gfn in the mirror. */
    long mirrorEntry(long gfn) {
        return kvm.tables().word(kvm.firstMirrorRoot(), Level.PG_4K, gfn);
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
