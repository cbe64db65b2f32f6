package dev.seamstress.core.tdx;

import dev.seamstress.core.MapMemory;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.CheckedFx;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.WordClass;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.ModuleVariant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * A module with its memory, driven by hand: a call's first step runs when it is begun, each later one when the test
 * says so, so that calls of several logical processors overlap as a test wants.
 *
 * <p>Shape: four levels; gfns 0x200 to 0x7ff, whose tables exist as a test asks; logical processor n runs vCPU n.
 */
final class TdxRig {
    static final int MODULE = 8;
    static final int LPS = 8;
    static final int VCPUS = 4;

    /** Even logical processors are of package 0, odd ones of package 1. */
    static final int PACKAGES = 2;

    /** The first gfn of a 2M region; its neighbour; and the first ones of the next two. */
    static final long X = 0x200;

    static final long Y = 0x201;
    static final long Z = 0x400;
    static final long W = 0x600;

    static final long FIRST_PFN = 0x1000;
    static final long FRAMES = 0x80000;

    /** The first frame of a 2M region of host memory, in which nothing is the TD's at the start. */
    static final long HUGE_PAGE = 0x1200;

    static final long L3_TABLE = 0x1001;
    static final long L2_TABLE = 0x1002;
    static final long L1_TABLE = 0x1003;
    static final long PAGE = 0x1010;
    static final long OTHER_PAGE = 0x1011;

    private static final TdParams TD = new TdParams(Gpaw.BITS_48, TdParams.PendingAccess.EXITS);

    final MemoryMap map = new MemoryMap();
    final TdxMemory layout;
    final MapMemory memory = new MapMemory(map);
    final TdxView view;
    final List<Traced> traced = new ArrayList<>();
    private final TdxModule module;
    private final HandFx fx;
    private final List<List<Message>> replies = new ArrayList<>();
    private final Message[] pending = new Message[LPS];
    private final long[] pendingNs = new long[LPS];
    private final List<Message> toSelf = new ArrayList<>();
    private final int contentPage;
    private boolean isTimeless;
    private int completions;

    /** Which host pages have a content. */
    LongPredicate contents = pfn -> true;

    private TdxRig(ModuleVariant variant, TdParams td, Function<TdxMemory, TdxInitials> facts, ModuleUse use) {
        TreeShape shape = new TreeShape(td.gpaw().rootLevel(), List.of(GfnRange.of(X, 0x600)));
        layout = new TdxMemory(map, MODULE, shape, new TdxSizes(FIRST_PFN, FRAMES, VCPUS, LPS, PACKAGES));
        contentPage = map.add(WordClass.lockless("content", 0x5a5a), (int) FRAMES / MemoryMap.WORDS_PER_PAGE);
        module = new TdxModule(MODULE, layout, td, variant, this::ns, new RigContent(this), use);
        view = new TdxView(memory, layout);
        fx = new HandFx();
        for (int lp = 0; lp < LPS; lp++) {
            replies.add(new ArrayList<>());
        }
        for (Assembly.Initial word : facts.apply(layout).words()) {
            memory.write(word.word(), word.value());
        }
    }

    static TdxRig of(ModuleVariant variant, OpState opState, Consumer<TdxInitials> facts) {
        return of(variant, opState, ModuleUse.ANY, facts);
    }

    static TdxRig of(ModuleVariant variant, OpState opState, ModuleUse use, Consumer<TdxInitials> facts) {
        return new TdxRig(variant, TD, first(opState, facts), use);
    }

    private static Function<TdxMemory, TdxInitials> first(OpState opState, Consumer<TdxInitials> facts) {
        return memory -> {
            TdxInitials initials = new TdxInitials(memory, opState);
            facts.accept(initials);
            return initials;
        };
    }

    /** A module without a TD. */
    static TdxRig nothing(ModuleVariant variant, Injection... injections) {
        return new TdxRig(variant, TD, TdxInitials::nothing, ModuleUse.LIFE_CYCLE.with(List.of(injections)));
    }

    static TdxRig of(ModuleVariant variant, Consumer<TdxInitials> facts) {
        return of(variant, OpState.RUNNABLE, facts);
    }

    /** A runnable TD of 1.5.01 with an empty tree. */
    static TdxRig empty() {
        return of(ModuleVariant.V1_5_01, facts -> {});
    }

    /** The same with tables down to X. */
    static TdxRig withTables() {
        return of(ModuleVariant.V1_5_01, TdxRig::tables);
    }

    /** From now on nothing takes time, and only time would let others come between two steps. */
    TdxRig timeless() {
        isTimeless = true;
        return this;
    }

    private long ns(Costs.Kind kind) {
        return (isTimeless ? Costs.NONE : Costs.DEFAULTS).ns(kind);
    }

    static TdxRig withVe(Consumer<TdxInitials> facts) {
        TdParams td = new TdParams(Gpaw.BITS_48, TdParams.PendingAccess.RAISES_VE);
        return new TdxRig(ModuleVariant.V1_5_01, td, first(OpState.RUNNABLE, facts), ModuleUse.ANY);
    }

    static TdxRig fiveLevels() {
        TdParams td = new TdParams(Gpaw.BITS_52, TdParams.PendingAccess.EXITS);
        return new TdxRig(ModuleVariant.V1_5_01, td, first(OpState.RUNNABLE, facts -> {}), ModuleUse.ANY);
    }

    static void tables(TdxInitials facts) {
        facts.table(3, X, L3_TABLE).table(2, X, L2_TABLE).table(1, X, L1_TABLE);
    }

    long contentWord(long pfn) {
        return MemoryMap.word(contentPage, 0) + pfn - FIRST_PFN;
    }

    // What tests do.

    /** Delivers a message of {@code lp}. */
    void deliver(int lp, Message message) {
        fx.begin();
        module.on(lp, message, fx);
    }

    void begin(int lp, Leaf leaf, long rcx, long rdx, long r8) {
        deliver(lp, new Tdx.Seamcall(leaf, rcx, rdx, r8));
    }

    /** Begins a call of a leaf of one entry; {@code pfn} goes into R8. */
    void beginMem(int lp, Leaf leaf, int septLevel, long gfn, long pfn) {
        begin(lp, leaf, Tdx.pageInfo(gfn, septLevel), layout.tdr(), pfn << 12);
    }

    void beginAug(int lp, long gfn, long pfn) {
        beginMem(lp, Leaf.TDH_MEM_PAGE_AUG, 0, gfn, pfn);
    }

    void beginBlock(int lp, int septLevel, long gfn) {
        beginMem(lp, Leaf.TDH_MEM_RANGE_BLOCK, septLevel, gfn, 0);
    }

    void beginRemove(int lp, long gfn) {
        beginMem(lp, Leaf.TDH_MEM_PAGE_REMOVE, 0, gfn, 0);
    }

    void beginTrack(int lp) {
        begin(lp, Leaf.TDH_MEM_TRACK, layout.tdr(), 0, 0);
    }

    void beginWbinvd(int lp, long pfn) {
        begin(lp, Leaf.TDH_PHYMEM_PAGE_WBINVD, pfn << 12 | 5L << Tdx.HKID_SHIFT, 0, 0);
    }

    void beginEnter(int lp, int vcpu) {
        begin(lp, Leaf.TDH_VP_ENTER, vcpu, 0, 0);
    }

    void beginAccept(int lp, int septLevel, long gfn) {
        deliver(lp, new Tdx.Accept(Tdx.pageInfo(gfn, septLevel)));
    }

    /** True if the call of {@code lp} is between two steps. */
    boolean isInFlight(int lp) {
        return pending[lp] != null;
    }

    /** How long the step that {@code lp} waits for takes. */
    long pendingNs(int lp) {
        return pendingNs[lp];
    }

    /** Runs the next step of {@code lp}'s call. */
    void step(int lp) {
        Message next = pending[lp];
        if (next == null) {
            throw new AssertionError("lp " + lp + " has no call in flight");
        }
        pending[lp] = null;
        deliver(lp, next);
    }

    /** True if the module has sent itself a message in its own channel. */
    boolean hasTails() {
        return !toSelf.isEmpty();
    }

    /** How often a call was not over after a step. */
    int completions() {
        return completions;
    }

    /** Delivers the first of those. */
    void tails() {
        deliver(MODULE, toSelf.remove(0));
    }

    /** Runs the call to its end and returns its reply, the only one since the last was taken. */
    Message finish(int lp) {
        while (isInFlight(lp)) {
            step(lp);
        }
        return reply(lp);
    }

    Message reply(int lp) {
        List<Message> mine = replies.get(lp);
        if (mine.size() != 1) {
            throw new AssertionError("lp " + lp + " has replies " + mine);
        }
        return mine.remove(0);
    }

    /** A whole call of a leaf, alone. */
    Tdx.Return call(Leaf leaf, long rcx, long rdx, long r8) {
        begin(7, leaf, rcx, rdx, r8);
        return (Tdx.Return) finish(7);
    }

    /** The same of a leaf of one entry. */
    Tdx.Return mem(Leaf leaf, int septLevel, long gfn, long pfn) {
        return call(leaf, Tdx.pageInfo(gfn, septLevel), layout.tdr(), pfn << 12);
    }

    Tdx.Return septAdd(int septLevel, long gfn, long pfn) {
        return mem(Leaf.TDH_MEM_SEPT_ADD, septLevel, gfn, pfn);
    }

    Tdx.Return aug(long gfn, long pfn) {
        return mem(Leaf.TDH_MEM_PAGE_AUG, 0, gfn, pfn);
    }

    Tdx.Return block(int septLevel, long gfn) {
        return mem(Leaf.TDH_MEM_RANGE_BLOCK, septLevel, gfn, 0);
    }

    Tdx.Return track() {
        return call(Leaf.TDH_MEM_TRACK, layout.tdr(), 0, 0);
    }

    Tdx.Return remove(long gfn) {
        return mem(Leaf.TDH_MEM_PAGE_REMOVE, 0, gfn, 0);
    }

    Tdx.Return wbinvd(long pfn) {
        beginWbinvd(7, pfn);
        return (Tdx.Return) finish(7);
    }

    Tdx.Return septRd(int septLevel, long gfn) {
        return mem(Leaf.TDH_MEM_SEPT_RD, septLevel, gfn, 0);
    }

    Message enter(int lp) {
        beginEnter(lp, lp);
        return finish(lp);
    }

    Message accept(int lp, int septLevel, long gfn) {
        beginAccept(lp, septLevel, gfn);
        return finish(lp);
    }

    Message touch(int lp, long gfn) {
        deliver(lp, new Tdx.Touch(Tdx.pageInfo(gfn, 0)));
        return reply(lp);
    }

    /** The same of a guest that has got on since its vCPU came last. */
    Message touchNext(int lp, long gfn) {
        deliver(lp, new Tdx.Touch(Tdx.pageInfo(gfn, 0), true));
        return reply(lp);
    }

    /** What a vCPU does when an interrupt makes it leave the guest. */
    void leaveByInterrupt(Tdx.Entered entered) {
        memory.add(layout.residence().word(), Residence.exitDelta(entered.epochParity()));
    }

    /** Puts an entry into a state, whichever leaf might make it. */
    void set(SeptState state, int septLevel, long gfn, long pfn) {
        memory.write(layout.entry(septLevel, gfn), SeptEntry.make(state, pfn));
    }

    long entry(int septLevel, long gfn) {
        return view.entry(septLevel, gfn);
    }

    SeptState state(int septLevel, long gfn) {
        return view.state(septLevel, gfn);
    }

    boolean hasHostPriority(int septLevel, long gfn) {
        return view.hasHostPriority(septLevel, gfn);
    }

    /** Every word that is not at its fill value. */
    SortedMap<Long, Long> words() {
        return memory.words();
    }

    /** The same without host priority, which a refused host call may leave. */
    SortedMap<Long, Long> wordsWithoutHostPriority() {
        return new RigLocks(this).wordsWithoutHostPriority();
    }

    /** The words whose lock bits say that somebody holds them. */
    List<String> locksHeld() {
        return new RigLocks(this).held();
    }

    List<Traced> traced(Event event) {
        return traced.stream().filter(each -> each.event() == event).toList();
    }

    /** One event and its numbers. */
    record Traced(Event event, long a, long b, long c, long d) {}

    private final class HandFx extends CheckedFx {
        HandFx() {
            super(TdxRig.this.map, TdxRig.this.memory);
        }

        void begin() {
            enter(module);
        }

        @Override
        public boolean isCutBefore(boolean hasTouched) {
            begin(); // what is asked for the end of a step: each may make one racy access
            return !isTimeless;
        }

        @Override
        public void send(int to, Message message) {
            replies.get(to).add(message);
        }

        @Override
        public void after(long ns, int lp, Message message) {
            if (lp == MODULE) {
                toSelf.add(message);
                return;
            }
            completions++;
            pending[lp] = message;
            pendingNs[lp] = ns;
        }

        @Override
        protected void told(Event event, long a, long b, long c, long d) {
            traced.add(new Traced(event, a, b, c, d));
        }
    }
}
