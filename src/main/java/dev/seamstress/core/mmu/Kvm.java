package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.RootWords;
import dev.seamstress.core.ept.TableMap;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Relative;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.GmemBindings;
import dev.seamstress.core.vm.GmemFile;
import dev.seamstress.core.vm.GmemFolios;
import dev.seamstress.core.vm.HostPages;
import dev.seamstress.core.vm.HugePages;
import dev.seamstress.core.vm.LpageInfo;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.TdWords;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VcpuRoots;
import dev.seamstress.core.vm.VcpuWords;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords;
import java.util.List;
import java.util.stream.Stream;

/**
 * One VM as every kernel function sees it: where its words are, which machines own what, and which kernel this is. It
 * never changes; whatever changes is in memory.
 *
 * <p>Source: struct kvm, struct kvm_arch.
 */
public final class Kvm {
    /** How many mirror roots can be on the list at once. A correct kernel makes one. */
    public static final int MIRROR_ROOTS = 2;

    /** How many direct roots there can be from start to end: the first, and one for each that is thrown away. */
    public static final int DIRECT_ROOTS = 6;

    /** The pages of a TDVPS, the TDVPR being the first. */
    public static final int PAGES_PER_VCPU = 6;

    /** The TDR's frame, the first of those that the TDX module may own; external pages and guest_memfd pages follow. */
    private static final long TDR_PFN = 0x100000;

    private final Setup setup;
    private final Owners owners;
    private final TableMap tables;
    private final RootWords roots;
    private final VmWords words;
    private final Slots slots;
    private final Attributes attributes;
    private final LpageInfo lpageInfo;
    private final HugePages hugePages;
    private final HostPages hostPages;
    private final KvmLocks locks;
    private final List<Tlb> tlbs;
    private final GmemFolios gmemFolios;
    private final GmemFile gmemFile;
    private final GmemBindings gmemBindings;
    private final TdWords td;
    private final VcpuRoots vcpuRoots;
    private final List<VcpuThread> allVcpus;

    /** Adds all pages of the VM to {@code map}. */
    public Kvm(MemoryMap map, Setup setup, Owners owners) {
        this.setup = setup;
        this.owners = owners;
        int lock = KernelLock.MMU_LOCK.number();
        TreeShape shape = new TreeShape(setup.gpaw().rootLevel(), setup.gfns());
        this.locks = new KvmLocks(map, owners, setup.footprint());
        this.words = VmWords.add(map, lock);
        if (setup.footprint().hasZaps()) {
            map.compareFields(new Relative(words.invalidate(VmWords.Invalidate.SEQ), Relative.Form.SNAPSHOT));
        }
        this.slots = new Slots(map, setup.slots(), KernelLock.SLOTS_LOCK.number());
        this.attributes = new Attributes(map, setup.gfns(), KernelLock.SLOTS_LOCK.number());
        this.tables = new TableMap(map, shape, mirrorRoots(), DIRECT_ROOTS, directBits(), lock, TDR_PFN + 1);
        if (setup.footprint().has(Footprint.Can.COMPARE_GENERATIONS)) {
            int firstPage = tables.page(firstDirectRoot(), 0);
            int pages = (tables.roots() - firstDirectRoot()) * shape.tables();
            new MmioGenerations(type().mmioValue()).declare(map, slots, firstPage, pages);
        }
        this.roots = new RootWords(map, tables, lock, KernelLock.SLOTS_LOCK.number(), areRootsKept(setup.model()));
        this.lpageInfo = new LpageInfo(map, setup.gfns(), lock);
        this.hugePages = new HugePages(map, setup.slots(), setup.gfns());
        this.hostPages = new HostPages(map, setup.gfns(), hugePages, TDR_PFN + 1 + tables.externalPages());
        if (!setup.footprint().hasNotifiers()) {
            hugePages.freeze(map);
            hostPages.freezeBackings(map);
        }
        this.tlbs = owners.vcpus().stream()
                .map(vcpu ->
                        setup.footprint().hasTranslations() ? Tlb.add(map, vcpu.machine(), setup.gfns()) : Tlb.NONE)
                .toList();
        this.gmemFolios = new GmemFolios(map, setup.gfns());
        if (!setup.footprint().has(Footprint.Can.POPULATE)) {
            gmemFolios.freeze(map);
        }
        if (!setup.footprint().has(Footprint.Can.POISON)) {
            gmemFolios.freezePoisoned(map);
        }
        this.gmemFile = new GmemFile(map);
        if (!setup.footprint().has(Footprint.Can.CLOSE_GMEM)) {
            gmemFile.freeze(map);
        }
        this.gmemBindings = bindings(map);
        this.td = tdWords(map);
        this.allVcpus =
                Stream.concat(owners.vcpus().stream(), owners.lent().stream()).toList();
        this.vcpuRoots = VcpuRoots.add(map, owners.served(), KernelLock.VCPU_MUTEX.number());
    }

    private GmemBindings bindings(MemoryMap map) {
        boolean areFollowed = footprint().has(Footprint.Can.FOLLOW_BINDINGS);
        boolean areUsed = areFollowed || footprint().has(Footprint.Can.CLOSE_GMEM);
        return areUsed && footprint().has(Footprint.Can.CHANGE_SLOTS)
                ? GmemBindings.add(map, KernelLock.SLOTS_LOCK.number(), areFollowed)
                : null;
    }

    private TdWords tdWords(MemoryMap map) {
        TdWords words = TdWords.add(map, owners.vcpuCount(), footprint().has(Footprint.Can.DESTROY));
        if (!footprint().has(Footprint.Can.FINALIZE)) {
            words.freezeState(map);
        }
        if (!footprint().has(Footprint.Can.POPULATE) && !footprint().has(Footprint.Can.GIVE_UP_EARLY)) {
            words.freezePremapped(map);
        }
        if (!footprint().has(Footprint.Can.MAKE_VCPUS)) {
            words.freezeVcpus(map);
        }
        return words;
    }

    private static boolean areRootsKept(KernelModel model) {
        return model.has(KernelSwitch.ROOTS_KEPT) && !model.has(Mutation.B04_ROOT_REFCOUNT_ONE);
    }

    private int mirrorRoots() {
        return type().hasMirror() ? MIRROR_ROOTS : 0;
    }

    /** The host physical address of the TD's root, which names it to the TDX module. */
    public long tdr() {
        return TDR_PFN << 12;
    }

    /** How many frames from the TDR on the TDX module may own. */
    public long tdFrames() {
        return 1 + tables.externalPages() + hostPages.gmemFrames();
    }

    public VmType type() {
        return setup.type();
    }

    /** True if this kernel has the change. */
    public boolean has(KernelSwitch change) {
        return setup.model().has(change);
    }

    /** True if the bug is planted. */
    public boolean has(Mutation mutation) {
        return setup.model().has(mutation);
    }

    /** The shared bit in gfn units, 0 if the VM has none: {@code kvm->arch.gfn_direct_bits}. */
    public long directBits() {
        return type().hasMirror() ? setup.gpaw().directBits() : 0;
    }

    /** True if the direct tree translates {@code gpa}. Source: kvm_is_addr_direct(). */
    public boolean isAddrDirect(long gpa) {
        return directBits() == 0 || (gpa >>> 12 & directBits()) != 0;
    }

    /** The page frame of {@code gpa}, without the shared bit. */
    public long gfn(long gpa) {
        return gpa >>> 12 & ~directBits();
    }

    public TableMap tables() {
        return tables;
    }

    public RootWords roots() {
        return roots;
    }

    public VmWords words() {
        return words;
    }

    public Slots slots() {
        return slots;
    }

    public Attributes attributes() {
        return attributes;
    }

    /** Which 2M and 1G pages of guest memory are partly private and partly shared. */
    public LpageInfo lpageInfo() {
        return lpageInfo;
    }

    /** Which 2M of guest memory the host maps by one entry. */
    public HugePages hugePages() {
        return hugePages;
    }

    public HostPages hostPages() {
        return hostPages;
    }

    /** The gfns that threads of the scenario touch; ranges may overlap. */
    public List<GfnRange> gfns() {
        return setup.gfns();
    }

    /** The pages of guest_memfd. */
    public GmemFolios gmemFolios() {
        return gmemFolios;
    }

    /** The file that they are of. */
    public GmemFile gmemFile() {
        return gmemFile;
    }

    /** Null where nobody could meet a binding whose other side is gone. */
    public GmemBindings gmemBindings() {
        return gmemBindings;
    }

    /** How far it is built. */
    public TdWords td() {
        return td;
    }

    /** How many vCPUs there can be: one more than the highest number. */
    public int vcpuCount() {
        return owners.vcpuCount();
    }

    /**
     * The first of the frames that a vCPU's TDVPS is made of, {@code PAGES_PER_VCPU} of them; they follow those that
     * {@link #tdFrames} counts.
     */
    public long tdvpsPfn(int vcpu) {
        return TDR_PFN + tdFrames() + (long) vcpu * PAGES_PER_VCPU;
    }

    /** All its locks. */
    public KvmLocks locks() {
        return locks;
    }

    public RwLock mmuLock() {
        return locks.of(KernelLock.MMU_LOCK);
    }

    /** {@code kvm->slots_lock}: whoever changes slots or attributes holds it. */
    public RwLock slotsLock() {
        return locks.of(KernelLock.SLOTS_LOCK);
    }

    /** {@code tdx_lock}; null if there is no other VM that could want it. */
    RwLock tdxLock() {
        return owners.tdxLock();
    }

    /** What the scenario's threads can do. */
    public Footprint footprint() {
        return setup.footprint();
    }

    /** A field of a machine that is an entry; where generations are compared one that says MMIO counts as they do. */
    public long spte(Fields f, String name, long spte) {
        return footprint().has(Footprint.Can.COMPARE_GENERATIONS)
                ? f.relative(name, spte, slots.generationWord())
                : f.word(name, spte);
    }

    /** The vCPUs that a thread runs, in ascending order of their numbers. */
    public List<VcpuThread> vcpus() {
        return owners.vcpus();
    }

    /** The vCPUs that no thread runs, and through which another one serves an ioctl. */
    public List<VcpuThread> lent() {
        return owners.lent();
    }

    /** The root pointers of vCPUs that change hands. */
    public VcpuRoots vcpuRoots() {
        return vcpuRoots;
    }

    /** The vCPU of that number, or null if no thread runs it. */
    public VcpuThread vcpu(int number) {
        for (VcpuThread vcpu : owners.vcpus()) {
            if (vcpu.number() == number) {
                return vcpu;
            }
        }
        return null;
    }

    /** What the processor of each of the {@link #vcpus} has cached. */
    public List<Tlb> tlbs() {
        return tlbs;
    }

    /** What the processor of the vCPU with these words has cached; nothing ever if nobody can zap. */
    Tlb tlb(VcpuWords words) {
        for (int i = 0; i < tlbs.size(); i++) {
            if (owners.vcpus().get(i).words().equals(words)) {
                return tlbs.get(i);
            }
        }
        if (footprint().hasTranslations()) {
            throw new ModelBug("a vCPU that is not listed runs while others zap");
        }
        return Tlb.NONE;
    }

    /** All vCPUs that some thread serves. */
    List<VcpuThread> allVcpus() {
        return allVcpus;
    }

    /** The id of the machine that owns mmu_lock and inserts roots. */
    public int mmu() {
        return owners.mmu();
    }

    /** The id of the TDX module; of a VM without a mirror nobody's. */
    public int tdx() {
        return owners.tdx();
    }

    /** The slot of the mirror root that vCPUs hold at the start, or {@link RootList#NONE} without a mirror. */
    public int firstMirrorRoot() {
        return type().hasMirror() ? 0 : RootList.NONE;
    }

    /** The slot of the direct root that vCPUs hold at the start. */
    public int firstDirectRoot() {
        return mirrorRoots();
    }

    /** The list of roots after the first load: the direct root was inserted last. */
    public long firstRootList() {
        long list = type().hasMirror() ? RootList.insert(RootList.EMPTY, firstMirrorRoot()) : RootList.EMPTY;
        return RootList.insert(list, firstDirectRoot());
    }

    /** Declares that no machine of the scenario converts memory, changes memslots, or invalidates. */
    public void freezeUnwritten(MemoryMap map) {
        slots.freeze(map);
        attributes.freeze(map);
        words.freeze(map);
    }

    /**
     * What kind of VM it is.
     *
     * <p>Shape: {@code gfns} covers every gfn that a thread of the scenario touches; a slot may be larger.
     */
    public record Setup(
            VmType type, KernelModel model, Gpaw gpaw, List<Slot> slots, List<GfnRange> gfns, Footprint footprint) {
        public Setup {
            slots = List.copyOf(slots);
            gfns = List.copyOf(gfns);
        }

        /** A VM of an unchanged kernel whose threads only fault. */
        public Setup(VmType type, KernelVariant model, Gpaw gpaw, List<Slot> slots, List<GfnRange> gfns) {
            this(type, KernelModel.of(model), gpaw, slots, gfns, Footprint.FAULTS_ONLY);
        }
    }

    /** A vCPU as others see it: its number, the id of its machine, and its words. */
    public record VcpuThread(int number, int machine, VcpuWords words) {}
}
