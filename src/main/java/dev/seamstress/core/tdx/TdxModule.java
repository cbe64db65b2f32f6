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
    private final LeafFunction vpEnter = new VpEnter();
    private final LeafFunction septAdd;
    private final LeafFunction pageAug = new PageAug();
    private final LeafFunction pageAccept;
    private final LeafFunction rangeBlock;
    private final LeafFunction memTrack = new MemTrack();
    private final LeafFunction pageRemove = new PageRemove();
    private final LeafFunction pageWbinvd = new PageWbinvd();
    private final LeafFunction septRd;
    private final LeafFunction rangeUnblock;
    private final LeafFunction septRemove;
    private final LeafFunction pageRelocate = new PageRelocate();
    private final LeafFunction pageReclaim = new PageReclaim();
    private final LeafFunction pageDemote = new PageDemote();
    private final LeafFunction pagePromote = new PagePromote();
    private final LeafFunction pageAdd = new PageAdd();
    private final LeafFunction mrExtend = new MrExtend();
    private final LeafFunction mrFinalize = new MrFinalize();
    private final LeafFunction mngCreate = new MngCreate();
    private final LeafFunction mngKeyConfig = new MngKeyConfig();
    private final LeafFunction mngAddcx = new MngAddcx();
    private final LeafFunction mngInit = new MngInit();
    private final LeafFunction vpCreate = new VpCreate();
    private final LeafFunction vpAddcx = new VpAddcx();
    private final LeafFunction vpInit = new VpInit();
    private final LeafFunction vpFlush = new VpFlush();
    private final LeafFunction mngVpflushdone = new MngVpflushdone();
    private final LeafFunction cacheWb = new CacheWb();
    private final LeafFunction mngKeyFreeid = new MngKeyFreeid();
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
        this.pageAccept = new PageAccept(timeout);
        this.septAdd = new SeptAdd(memory.rootSeptLevel());
        this.rangeBlock = new RangeBlock(memory.rootSeptLevel());
        this.septRd = new SeptRd(memory.rootSeptLevel());
        this.rangeUnblock = new RangeUnblock(memory.rootSeptLevel());
        this.septRemove = new SeptRemove(memory.rootSeptLevel());
    }

    /** The table of leaves. */
    private LeafFunction function(Leaf leaf) {
        return switch (leaf) {
            case TDH_VP_ENTER -> vpEnter;
            case TDH_MEM_SEPT_ADD -> septAdd;
            case TDH_MEM_PAGE_AUG -> pageAug;
            case TDG_MEM_PAGE_ACCEPT -> pageAccept;
            case TDH_MEM_RANGE_BLOCK -> rangeBlock;
            case TDH_MEM_TRACK -> memTrack;
            case TDH_MEM_PAGE_REMOVE -> pageRemove;
            case TDH_PHYMEM_PAGE_WBINVD -> pageWbinvd;
            case TDH_MEM_SEPT_RD -> septRd;
            case TDH_MEM_RANGE_UNBLOCK -> rangeUnblock;
            case TDH_MEM_SEPT_REMOVE -> septRemove;
            case TDH_MEM_PAGE_RELOCATE -> pageRelocate;
            case TDH_PHYMEM_PAGE_RECLAIM -> pageReclaim;
            case TDH_MEM_PAGE_DEMOTE -> pageDemote;
            case TDH_MEM_PAGE_PROMOTE -> pagePromote;
            case TDH_MEM_PAGE_ADD -> pageAdd;
            case TDH_MR_EXTEND -> mrExtend;
            case TDH_MR_FINALIZE -> mrFinalize;
            case TDH_MNG_CREATE -> mngCreate;
            case TDH_MNG_KEY_CONFIG -> mngKeyConfig;
            case TDH_MNG_ADDCX -> mngAddcx;
            case TDH_MNG_INIT -> mngInit;
            case TDH_VP_CREATE -> vpCreate;
            case TDH_VP_ADDCX -> vpAddcx;
            case TDH_VP_INIT -> vpInit;
            case TDH_VP_FLUSH -> vpFlush;
            case TDH_MNG_VPFLUSHDONE -> mngVpflushdone;
            case TDH_PHYMEM_CACHE_WB -> cacheWb;
            case TDH_MNG_KEY_FREEID -> mngKeyFreeid;
        };
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
