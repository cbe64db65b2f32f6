package dev.seamstress.world;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxView;
import dev.seamstress.core.thread.ColumnEnd;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.thread.Vcpu;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Backing;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.TdWords;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VmWords;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.scenario.plan.OperationRef;
import dev.seamstress.scenario.plan.StateRef;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.scenario.words.Results;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** Answers what claims ask from the words of one driver's memory. */
final class MemoryView implements WorldView {
    private final World world;
    private final Kvm kvm;
    private final SharedMemory memory;
    private final IntFunction<Machine> machines;
    private final TdxView tdx;

    /** {@code memory} is only read. {@code machines} gives a machine as it is now. */
    MemoryView(World world, SharedMemory memory, IntFunction<Machine> machines) {
        this.world = world;
        this.kvm = world.kvm();
        this.memory = memory;
        this.machines = machines;
        this.tdx = world.tdxMemory().map(layout -> new TdxView(memory, layout)).orElse(null);
    }

    @Override
    public StateWord word(StateRef ref, long gfn) {
        return switch (ref.term()) {
            case MIRROR, DIRECT -> entry(ref.term(), gfn, ref.level());
            case SEPT -> sept(gfn, ref.level());
            case ATTR -> isPrivate(gfn) ? StateWord.PRIVATE : StateWord.SHARED;
            case SLOT -> slot(ref.number());
            case PAMT -> pamt(gfn);
            case HP -> tdx != null && tdx.hasHostPriority(0, gfn) ? StateWord.SET : StateWord.CLEAR;
            case MODE -> mode(ref.number());
            case VCPU -> vcpu(ref.number());
            case MMU_LOCK -> mmuLock();
            case OPSTATE -> StateWord.valueOf(tdx.opState().name());
            case BUG_ON -> flag(memory.read(kvm.words().dead()) == VmWords.BUGGED);
            case VMDEAD -> flag(memory.read(kvm.words().dead()) != 0);
            case TLB -> tlb(ref.number(), gfn);
            case PFN, BACKING, REFS, ROOTS, ZEROSTEP ->
                throw new IllegalArgumentException(ref.term().word() + " has no word for a value here");
        };
    }

    private static StateWord flag(boolean is) {
        return is ? StateWord.TRUE : StateWord.FALSE;
    }

    /** The slot of the valid root of a kind, or NONE. */
    private int validRoot(boolean isMirror) {
        long list = memory.read(kvm.roots().list());
        for (int i = 0; i < RootList.size(list); i++) {
            int root = RootList.at(list, i);
            boolean isValid = !Role.isInvalid(memory.read(kvm.roots().role(root)));
            if (isValid && kvm.tables().isMirror(root) == isMirror) {
                return root;
            }
        }
        return RootList.NONE;
    }

    /** The entry of {@code gfn} at {@code level}; below a huge leaf, as it would be if the leaf were split. */
    private long spte(boolean isMirror, long gfn, int level) {
        int root = validRoot(isMirror);
        long huge = stored(root, gfn, Level.PG_2M);
        if (level < Level.PG_2M && Spte.isLeaf(huge, Level.PG_2M)) {
            return huge | Level.offset(Level.PG_2M, gfn) << 12;
        }
        return stored(root, gfn, level);
    }

    private long stored(int root, long gfn, int level) {
        boolean isStored = root != RootList.NONE && kvm.tables().shape().table(level, gfn) >= 0;
        return isStored ? memory.read(kvm.tables().word(root, level, gfn)) : Spte.NONPRESENT;
    }

    private StateWord entry(StateTerm tree, long gfn, int level) {
        long spte = spte(tree == StateTerm.MIRROR, gfn, level);
        if (Spte.isFrozen(spte)) {
            return StateWord.FROZEN;
        } else if (Spte.isTable(spte, level)) {
            return StateWord.TABLE;
        } else if (Spte.isPresent(spte)) {
            boolean isReadonly = tree == StateTerm.DIRECT && !Spte.isWritable(spte);
            return isReadonly ? StateWord.READONLY : StateWord.PRESENT;
        }
        return Spte.isMmio(spte, kvm.type().mmioValue()) ? StateWord.MMIO : StateWord.NONE;
    }

    private StateWord sept(long gfn, int level) {
        return switch (tdx.state(Level.toSept(level), gfn)) {
            case FREE -> StateWord.FREE;
            case PENDING -> StateWord.PENDING;
            case MAPPED -> StateWord.MAPPED;
            case BLOCKED -> StateWord.BLOCKED;
            case PENDING_BLOCKED -> StateWord.PENDING_BLOCKED;
            case NL_MAPPED -> StateWord.TABLE;
            case NL_BLOCKED -> StateWord.TABLE_BLOCKED;
        };
    }

    private boolean isPrivate(long gfn) {
        long word = kvm.attributes().word(gfn);
        return word != Attributes.NONE && memory.read(word) == Attributes.PRIVATE;
    }

    private StateWord slot(int id) {
        for (int i = 0; i < kvm.slots().size(); i++) {
            Slot.State state = kvm.slots().state(i, memory.read(kvm.slots().word(i)));
            if (kvm.slots().slot(i).id() == id && state != Slot.State.NONE) {
                return StateWord.valueOf(state.name());
            }
        }
        return StateWord.NONE;
    }

    private StateWord pamt(long gfn) {
        PamtType type =
                tdx == null ? PamtType.NDA : tdx.pamtType(kvm.hostPages().gmemPfn(gfn));
        return switch (type) {
            case NDA -> StateWord.HOST;
            case RSVD -> StateWord.RESERVED;
            default -> StateWord.TD;
        };
    }

    private StateWord vcpu(int number) {
        return StateWord.valueOf(
                TdWords.Stage.values()[(int) memory.read(kvm.td().vcpu(number))].name());
    }

    private StateWord mode(int vcpu) {
        return switch ((int) memory.read(world.vcpuWords(vcpu).mode())) {
            case 0 -> StateWord.OUTSIDE;
            case 1 -> StateWord.IN_GUEST;
            default -> StateWord.EXITING;
        };
    }

    /**
     * A vCPU can use a translation while its guest runs, up to the step in which it leaves. Of a TD the module knows
     * first that none does: a vCPU has to take its answer to know that it has left.
     */
    private StateWord tlb(int number, long gfn) {
        for (int i = 0; i < kvm.vcpus().size(); i++) {
            Kvm.VcpuThread thread = kvm.vcpus().get(i);
            if (thread.words().equals(world.vcpuWords(number))) {
                Vcpu vcpu = (Vcpu) machines.apply(thread.machine());
                boolean isUsable = vcpu.isInGuest() && (tdx == null || tdx.refcount(0) + tdx.refcount(1) > 0);
                return isUsable ? cached(kvm.tlbs().get(i), gfn) : StateWord.NONE;
            }
        }
        return StateWord.NONE; // a vCPU without a column never runs
    }

    private StateWord cached(Tlb tlb, long gfn) {
        if (!tlb.isCaching()) {
            return StateWord.NONE;
        } else if (memory.read(tlb.word(gfn, Tlb.Side.PRIVATE)) != 0) {
            return StateWord.PRIVATE;
        }
        return memory.read(tlb.word(gfn, Tlb.Side.SHARED)) != 0 ? StateWord.SHARED : StateWord.NONE;
    }

    private StateWord mmuLock() {
        long holders = memory.read(kvm.mmuLock().word());
        if (holders == 0) {
            return StateWord.FREE;
        }
        return holders >>> 32 != 0 ? StateWord.WRITE : StateWord.READ;
    }

    @Override
    public long number(StateRef ref) {
        if (ref.term() == StateTerm.ZEROSTEP) {
            return zeroStep(ref.number());
        }
        int root = validRoot(ref.tree() == StateTerm.MIRROR);
        boolean isCount = ref.term() == StateTerm.ROOTS;
        if (isCount) {
            return validRoots(ref.tree() == StateTerm.MIRROR);
        }
        return root == RootList.NONE ? 0 : memory.read(kvm.roots().references(root));
    }

    /** A guest that has got on has no faults at its present RIP, which the module hears when the vCPU comes next. */
    private long zeroStep(int number) {
        ColumnId column = ColumnId.vcpu(number);
        boolean isElsewhere =
                world.scenario().column(column) != null && ((Vcpu) machines.apply(world.machine(column))).isProgress();
        return tdx == null || isElsewhere ? 0 : tdx.faultsCounted(number);
    }

    private long validRoots(boolean isMirror) {
        long list = memory.read(kvm.roots().list());
        long count = 0;
        for (int i = 0; i < RootList.size(list); i++) {
            int root = RootList.at(list, i);
            boolean isValid = !Role.isInvalid(memory.read(kvm.roots().role(root)));
            count += isValid && kvm.tables().isMirror(root) == isMirror ? 1 : 0;
        }
        return count;
    }

    @Override
    public long page(StateTerm term, long gfn) {
        if (term == StateTerm.BACKING) {
            int any = kvm.slots().find(gfn);
            int slot = any == Slots.NONE
                    ? any
                    : kvm.slots().find(gfn, memory.read(kvm.slots().word(any)));
            return slot == Slots.NONE ? -1 : backing(kvm.slots().slot(slot).home(gfn));
        }
        long spte = spte(false, gfn, Level.PG_4K);
        return Spte.isPresent(spte) ? Spte.pfn(spte) : -1;
    }

    private long backing(long gfn) {
        long backing = memory.read(kvm.hostPages().backing(gfn));
        return Backing.isMapped(backing) ? kvm.hostPages().sharedPfn(gfn, backing) : -1;
    }

    @Override
    public boolean isMirrored(long gfn) {
        long spte = spte(true, gfn, Level.PG_4K);
        SeptState state = tdx.state(0, gfn);
        if (!Spte.isPresent(spte)) {
            return spte == Spte.NONPRESENT && state == SeptState.FREE;
        }
        boolean isThere = state == SeptState.PENDING || state == SeptState.MAPPED;
        return isThere && tdx.pfn(0, gfn) == Spte.pfn(spte);
    }

    @Override
    public List<GfnRange> gfns() {
        return world.gfns();
    }

    @Override
    public String result(OperationRef operation) {
        dev.seamstress.core.thread.Results results = world.results(operation.column());
        long result = memory.read(results.row(operation.index()));
        if (result != 0) {
            return OpResult.of(result - 1).name().toLowerCase(Locale.ROOT);
        }
        return column(operation.column()) == ColumnState.STOPPED ? Results.NOTRUN : Results.UNSET;
    }

    @Override
    public ColumnState column(ColumnId column) {
        ColumnEnd end =
                ColumnEnd.values()[(int) memory.read(world.results(column).end())];
        return ColumnState.valueOf(end.name());
    }

    @Override
    public Watches.Watch watch(EventPattern pattern) {
        return new EventWatch(pattern, world::machine);
    }
}
