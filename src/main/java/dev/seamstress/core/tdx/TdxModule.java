package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.HostMemory;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.ModuleVariant;

/**
 * The TDX module of one TD, as a machine: takes calls of host and guest, and serializes every update of the secure EPT
 * and the PAMT. It never waits and never queues: a call that meets a lock fails at once.
 *
 * <p>A call spans several deliveries, {@link Tdx.Seamcall} or {@link Tdx.Accept} and then {@link Tdx.Complete}, with
 * those of other logical processors between them. A logical processor is the thread that calls; it makes one call at a
 * time.
 *
 * <p>All state is in {@link TdxMemory}, so the machine has no fields.
 *
 * <p>Source: tdx_vmm_dispatcher.c, tdx_td_dispatcher.c; simplified: the dispatchers' own checks (RAX, versions, module
 * readiness) always pass.
 */
public final class TdxModule extends Machine {
    private final ModuleContext context;

    /** By the leaf's ordinal; filled once, and no state. */
    private final transient LeafFunction[] functions = new LeafFunction[Leaf.values().length];

    private final Injector injector;
    private final PriorityTimeout timeout;

    /** Serves one step after the other; means nothing between steps. */
    private final transient Call call;

    /** A module of which nothing is known but that it may be used in every way. */
    public TdxModule(int id, TdxMemory memory, TdParams td, ModuleVariant variant, Costs costs, HostMemory host) {
        this(id, memory, td, variant, costs, host, ModuleUse.ANY);
    }

    /** Requires: {@code memory} was made for a module with this {@code id}, and has the TD's depth. */
    public TdxModule(
            int id, TdxMemory memory, TdParams td, ModuleVariant variant, Costs costs, HostMemory host, ModuleUse use) {
        super(id, "tdx");
        if (memory.shape().rootLevel() != td.gpaw().rootLevel()) {
            throw new ModelBug("a tree of " + memory.shape().rootLevel() + " levels does not fit " + td.gpaw());
        }
        this.context = new ModuleContext(
                memory, td, variant, new LockModes(variant), costs, host, variant.isRelocked() ? use.relocked() : use);
        this.call = new Call(context);
        this.injector = new Injector(context, id);
        this.timeout = new PriorityTimeout(context, id);
        for (Leaf leaf : Leaf.values()) {
            functions[leaf.ordinal()] = function(leaf, memory.rootSeptLevel());
        }
    }

    /** The table of leaves. */
    private LeafFunction function(Leaf leaf, int rootLevel) {
        return switch (leaf) {
            case TDH_VP_ENTER -> new VpEnter();
            case TDH_MEM_SEPT_ADD -> new SeptAdd(rootLevel);
            case TDH_MEM_PAGE_AUG -> new PageAug();
            case TDG_MEM_PAGE_ACCEPT -> new PageAccept(timeout);
            case TDH_MEM_RANGE_BLOCK -> new RangeBlock(rootLevel);
            case TDH_MEM_TRACK -> new MemTrack();
            case TDH_MEM_PAGE_REMOVE -> new PageRemove();
            case TDH_PHYMEM_PAGE_WBINVD -> new PageWbinvd();
            case TDH_MEM_SEPT_RD -> new SeptRd(rootLevel);
            case TDH_MEM_RANGE_UNBLOCK -> new RangeUnblock(rootLevel);
            case TDH_MEM_SEPT_REMOVE -> new SeptRemove(rootLevel);
            case TDH_MEM_PAGE_RELOCATE -> new PageRelocate();
            case TDH_PHYMEM_PAGE_RECLAIM -> new PageReclaim();
            case TDH_MEM_PAGE_DEMOTE -> new PageDemote();
            case TDH_MEM_PAGE_PROMOTE -> new PagePromote();
            case TDH_MEM_PAGE_ADD -> new PageAdd();
            case TDH_MR_EXTEND -> new MrExtend();
            case TDH_MR_FINALIZE -> new MrFinalize();
            case TDH_MNG_CREATE -> new MngCreate();
            case TDH_MNG_KEY_CONFIG -> new MngKeyConfig();
            case TDH_MNG_ADDCX -> new MngAddcx();
            case TDH_MNG_INIT -> new MngInit();
            case TDH_VP_CREATE -> new VpCreate();
            case TDH_VP_ADDCX -> new VpAddcx();
            case TDH_VP_INIT -> new VpInit();
            case TDH_VP_FLUSH -> new VpFlush();
            case TDH_MNG_VPFLUSHDONE -> new MngVpflushdone();
            case TDH_PHYMEM_CACHE_WB -> new CacheWb();
            case TDH_MNG_KEY_FREEID -> new MngKeyFreeid();
        };
    }

    private LeafFunction function(Leaf leaf) {
        return functions[leaf.ordinal()];
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        if (message instanceof Tdx.Complete complete) {
            resume(call.resumes(fx, from, complete.leaf()));
        } else if (message instanceof Tdx.Tails tails && from == id()) {
            tails(call.resumes(fx, tails.lp()));
        } else if (message instanceof Tdx.Seamcall seamcall && !seamcall.leaf().isGuests()) {
            begin(call.arrives(fx, from, seamcall), seamcall.leaf());
        } else if (message instanceof Tdx.Accept accept) {
            GuestExit.vcpu(context.memory(), fx, from);
            begin(call.arrives(fx, from, accept), Leaf.TDG_MEM_PAGE_ACCEPT);
        } else if (message instanceof Tdx.Touch touch) {
            requireIdle(from, fx);
            GuestAccess.touch(context, fx, from, touch);
        } else {
            throw new ModelBug(this + " cannot take " + message + " from " + from);
        }
        while (call.goesOn()) {
            resume(call);
        }
    }

    private void begin(Call arrived, Leaf leaf) {
        requireIdle(arrived.lp(), arrived.fx());
        if (leaf == Leaf.TDH_VP_ENTER) {
            VpEnter.arrives(arrived);
        }
        CallTrace.begin(arrived);
        injector.begin(arrived, function(leaf));
    }

    private void resume(Call inFlight) {
        LeafFunction function = function(inFlight.leaf());
        switch (inFlight.phase()) {
            case RUNS -> function.resume(inFlight);
            case FAILS -> inFlight.returnFailure();
            case TOSSED -> injector.landed(inFlight, function, CoinToss.HEADS);
            case TIMED -> timeout.landed(inFlight, CoinToss.HEADS);
        }
    }

    private void tails(Call inFlight) {
        switch (inFlight.phase()) {
            case TOSSED -> injector.landed(inFlight, function(inFlight.leaf()), CoinToss.TAILS);
            case TIMED -> timeout.landed(inFlight, CoinToss.TAILS);
            case RUNS, FAILS -> throw new ModelBug("no coin is tossed for lp " + inFlight.lp());
        }
    }

    private void requireIdle(int lp, Fx fx) {
        if (fx.own(context.memory().call(lp, CallWord.STATE)) != 0) {
            throw new ModelBug("lp " + lp + " calls the module while a call of it is in flight");
        }
    }

    @Override
    public void fields(Fields f) {}
}
