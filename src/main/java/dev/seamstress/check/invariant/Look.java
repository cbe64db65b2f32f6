package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.mmu.FreezeWindow;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.MakeAllCpusRequest;
import dev.seamstress.core.mmu.ZapSection;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.TdxView;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VcpuRoots;
import dev.seamstress.world.World;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a check sees: the world as it is now, the step that is under way or just over, and of it one store or one event.
 *
 * <p>Nothing of it outlives a step. Which parts mean something, the {@link Invariant.Kind} of the check tells. Levels
 * are KVM's, also those of secure EPT entries.
 */
final class Look {
    /** In place of a status: no call of the module has returned in this step. */
    static final long NO_STATUS = -1;

    private static final long NOBODY = -1;
    private static final long NO_GFN = -1;

    private final Kvm kvm;
    private final SharedMemory memory;
    private final IntFunction<Machine> machines;
    private final int threads;
    private final TdxView tdx;
    private final TdxView tdxBefore;
    private final Places places;
    private final FirstRoots firstRoots;
    private final long[] gfns;
    private final Monitors monitors;
    private final Translations translations;
    private final StoreLog log = new StoreLog();

    private int actor;
    private long frozenBefore;
    private boolean wasInGuest;
    private long status;
    private Leaf ended;
    private long refused;
    private long refusedGfn;
    private long installedGfn;
    private int store;
    private final long[] arguments = new long[4];

    /** Sees {@code world} in {@code memory}; {@code machines} gives a machine as it is now. */
    Look(World world, SharedMemory memory, IntFunction<Machine> machines, Monitors monitors) {
        this.kvm = world.kvm();
        this.memory = memory;
        this.machines = machines;
        this.threads = world.scenario().columns().size();
        this.places = new Places(world);
        this.firstRoots = FirstRoots.of(world);
        this.tdx = world.tdxMemory().map(layout -> new TdxView(memory, layout)).orElse(null);
        this.tdxBefore = world.tdxMemory()
                .map(layout -> new TdxView(new MemoryBefore(memory, log), layout))
                .orElse(null);
        this.gfns = world.gfns().stream()
                .flatMapToLong(range -> LongStream.range(
                        range.start().value(), range.endExclusive().value()))
                .sorted()
                .distinct()
                .toArray();
        this.monitors = monitors;
        this.translations = new Translations(
                memory, IntStream.range(0, threads).mapToObj(this::vcpu).collect(Collectors.toList()));
    }

    /** Begins a step of {@code machine}; true if it is a vCPU's thread. */
    boolean begin(int machine) {
        log.clear();
        actor = machine;
        status = NO_STATUS;
        ended = null;
        refused = NOBODY;
        installedGfn = NO_GFN;
        KernelThread thread = thread(machine);
        boolean mayFreeze =
                thread != null && monitors.isAnyFrozen() && !thread.held().isEmpty();
        frozenBefore = mayFreeze ? frozenNow() : FreezeWindow.NONE;
        boolean isVcpus = thread instanceof Vcpu;
        wasInGuest = isVcpus && ((Vcpu) thread).isInGuest();
        return isVcpus;
    }

    /** Takes a store of the step; returns what the word is. */
    WordGroup stored(long word, long old, long next) {
        WordGroup group = places.group(word, old, next);
        if (group != WordGroup.OTHER) {
            log.add(group, word, old, next);
        }
        return group;
    }

    /** Turns to the store at {@code index} of the step's. */
    void turnTo(int index) {
        store = index;
    }

    /** Turns to an event of the step. */
    void turnTo(Event event, long a, long b, long c, long d) {
        arguments[0] = a;
        arguments[1] = b;
        arguments[2] = c;
        arguments[3] = d;
        switch (event) {
            case SEAMCALL_DONE -> {
                status = d;
                ended = CallName.leaf(a);
            }
            case SEAMCALL_BUSY -> {
                refused = a;
                refusedGfn = b;
            }
            case LEAF_INSTALLED -> installedGfn = a;
            default -> {} // events are an open vocabulary here: all others are for their checks alone
        }
    }

    // The step.

    /** The machine whose step it is. */
    int actor() {
        return actor;
    }

    /** The stores of the step, so far. */
    StoreLog log() {
        return log;
    }

    /** The word that was FROZEN before the step, and the actor's, or {@link FreezeWindow#NONE}. */
    long frozenBefore() {
        return frozenBefore;
    }

    /** The word that the actor has FROZEN now, or {@link FreezeWindow#NONE}. */
    long frozenNow() {
        KernelThread thread = thread(actor);
        FreezeWindow window = thread == null ? null : thread.inside(FreezeWindow.class);
        return window == null ? FreezeWindow.NONE : window.frozenWord();
    }

    /** What the call of the module that ended in this step returned, or {@link #NO_STATUS}. */
    long status() {
        return status;
    }

    /** The leaf whose call ended in this step, or null. */
    Leaf ended() {
        return ended;
    }

    /** True if the step has refused the host at the store's entry, or a PROMOTE at the table that it is in. */
    boolean hasRefusedHost() {
        boolean isOfTable = refused != NOBODY && CallName.leaf(refused) == Leaf.TDH_MEM_PAGE_PROMOTE;
        boolean isThere = refusedGfn == gfn() || isOfTable && refusedGfn == Level.base(level() + 1, gfn());
        return refused != NOBODY && isThere && !CallName.leaf(refused).isGuests();
    }

    /** True if the actor said in this step that it has mapped the gfn that it faulted on by the store's entry. */
    boolean hasInstalled() {
        return installedGfn != NO_GFN && Level.base(level(), installedGfn) == gfn();
    }

    /** True if the actor has entered the guest in this step. Requires: it is a vCPU. */
    boolean hasEntered() {
        return !wasInGuest && vcpu(actor).isInGuest();
    }

    /** Number {@code index} of the event. */
    long arg(int index) {
        return arguments[index];
    }

    // The store.

    WordGroup group() {
        return log.group(store);
    }

    long word() {
        return log.word(store);
    }

    long old() {
        return log.old(store);
    }

    long next() {
        return log.next(store);
    }

    /** The root slot whose tree the entry is in; {@link Places#NONE} for one of the secure EPT. */
    int root() {
        return places.root(word());
    }

    int level() {
        return places.level(word());
    }

    /** The first gfn that the entry translates, without the shared bit. */
    long gfn() {
        return places.gfn(word());
    }

    /** True if the store gives mmu_lock back that was held for write. */
    boolean isWriteUnlock() {
        return word() == kvm.mmuLock().word() && RwLock.hasWriter(old()) && !RwLock.hasWriter(next());
    }

    // The world now.

    Kvm kvm() {
        return kvm;
    }

    TreeShape shape() {
        return kvm.tables().shape();
    }

    Places places() {
        return places;
    }

    long read(long word) {
        return memory.read(word);
    }

    /** The module's state now; null for a VM without a mirror. */
    TdxView tdx() {
        return tdx;
    }

    /** The module's state before the step; null for a VM without a mirror. */
    TdxView tdxBefore() {
        return tdxBefore;
    }

    Monitors monitors() {
        return monitors;
    }

    /** What vCPUs point to that never run. */
    FirstRoots firstRoots() {
        return firstRoots;
    }

    /** The gfns that the scenario can touch, ascending. */
    long[] gfns() {
        return gfns;
    }

    /** How many threads there are; they have the ids from 0 on. */
    int threads() {
        return threads;
    }

    /** The machine with that id, if it is a thread; else null. */
    KernelThread thread(int machine) {
        return machine < threads ? (KernelThread) machines.apply(machine) : null;
    }

    /** The machine with that id, if it is a vCPU's thread; else null. */
    Vcpu vcpu(int machine) {
        return machine < threads && machines.apply(machine) instanceof Vcpu vcpu ? vcpu : null;
    }

    boolean holdsMmuLock(int machine, Grant.Mode mode) {
        return thread(machine).held().has(KernelLock.MMU_LOCK.number(), mode);
    }

    /** True while some thread holds mmu_lock for write. */
    boolean isWriteLocked() {
        return RwLock.hasWriter(memory.read(kvm.mmuLock().word()));
    }

    /**
     * The slot of the first valid root of a kind on the list, or {@link RootList#NONE}. In place of a valid mirror root
     * one that is being thrown away: the secure EPT stays its counterpart.
     */
    int validRoot(boolean isMirror) {
        long list = memory.read(kvm.roots().list());
        int invalid = RootList.NONE;
        for (int i = 0; RootList.at(list, i) != RootList.NONE; i++) {
            int root = RootList.at(list, i);
            boolean isOfKind = kvm.tables().isMirror(root) == isMirror;
            if (isOfKind && !isInvalid(root)) {
                return root;
            }
            invalid = isOfKind && isMirror ? root : invalid;
        }
        return invalid;
    }

    boolean isInvalid(int root) {
        return Role.isInvalid(memory.read(kvm.roots().role(root)));
    }

    /** The entry of {@code gfn} at {@code level}; an empty one if {@code root} is none, or has no such table. */
    long spte(int root, int level, long gfn) {
        boolean isStored = root != RootList.NONE && shape().table(level, gfn) >= 0;
        return isStored ? memory.read(kvm.tables().word(root, level, gfn)) : Spte.NONPRESENT;
    }

    /** True while some thread is inside a zap. */
    boolean isZapping() {
        return isInside(ZapSection.class);
    }

    /** True while some thread is inside a kick of all vCPUs. */
    boolean isKicking() {
        return isInside(MakeAllCpusRequest.class);
    }

    private boolean isInside(Class<?> procedure) {
        for (int i = 0; i < threads; i++) {
            if (thread(i).inside(procedure) != null) {
                return true;
            }
        }
        return false;
    }

    Translations translations() {
        return translations;
    }

    /** True if the vCPU is outside the guest and will flush its TLB when it next begins to enter, or loads a root. */
    boolean isFlushPending(Vcpu vcpu) {
        boolean isRequested = memory.read(vcpu.mmu().words().request(VcpuRequest.TLB_FLUSH)) != 0;
        int root = directRoot(vcpu);
        boolean isLoading = root == RootList.NONE || isInvalid(root);
        return !vcpu.isInGuest() && (isRequested || isLoading || vcpu.isFlushOwed());
    }

    /**
     * The gfn that had the host page of {@code gfn} at the start: another one if the slot has been moved. Of a slot
     * that is gone, the first that could be there.
     */
    long home(long gfn) {
        Slots slots = kvm.slots();
        int any = slots.find(gfn);
        int slot = any == Slots.NONE ? any : slots.find(gfn, memory.read(slots.word(any)));
        if (slot == Slots.NONE) {
            return any == Slots.NONE ? gfn : slots.slot(any).home(gfn);
        }
        return slots.slot(slot).home(gfn);
    }

    /** The vCPU's direct root, also while nobody serves it. */
    private int directRoot(Vcpu vcpu) {
        int number = vcpu.mmu().number();
        int parked = kvm.vcpuRoots().has(number)
                ? VcpuRoots.root(memory.read(kvm.vcpuRoots().direct(number)))
                : RootList.NONE;
        return parked == RootList.NONE ? vcpu.mmu().root() : parked;
    }

    /** How many pointers of vCPUs that nobody serves now go to {@code root}. */
    int parkedPointers(int root) {
        int pointers = 0;
        for (int vcpu : kvm.vcpuRoots().vcpus()) {
            pointers += VcpuRoots.root(memory.read(kvm.vcpuRoots().direct(vcpu))) == root ? 1 : 0;
            pointers += VcpuRoots.root(memory.read(kvm.vcpuRoots().mirror(vcpu))) == root ? 1 : 0;
        }
        return pointers;
    }

    /** The secure EPT entry as it is stored; {@code level} is KVM's. */
    long sept(int level, long gfn) {
        return tdx.entry(Level.toSept(level), gfn);
    }
}
