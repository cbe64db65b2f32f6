package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.Costs;
import dev.seamstress.core.model.ModuleSwitch;

/**
 * One call of a leaf while a step of it runs: operands, locks, results, and the ways a step can end. Between steps it
 * is kept in the {@link CallWord}s of its logical processor, so this object is no state.
 */
final class Call {
    private final ModuleContext context;
    private final CallLocks locks;
    private final KeptCall kept = new KeptCall();
    private Fx fx;
    private int lp;
    private Leaf leaf;
    private long rcx;
    private long rdx;
    private long r8;
    private long r9;
    private int note;
    private CallPhase phase;
    private CoinToss toss;
    private long outRcx;
    private long outRdx;
    private long outR8;
    private boolean isInterrupted;
    private boolean isGoingOn;

    /** An object that serves one step after the other. */
    Call(ModuleContext context) {
        this.context = context;
        this.locks = new CallLocks(context.memory(), context.locks());
    }

    /** A call that arrives. */
    Call arrives(Fx effects, int caller, Tdx.Seamcall message) {
        boolean hasPageInR8 = message.leaf() == Leaf.TDH_VP_ADDCX || message.leaf() == Leaf.TDH_VP_CREATE;
        rdx = message.rdx();
        r8 = hasPageInR8 ? message.rcx() : message.r8();
        r9 = message.r9();
        boolean namesVcpu = message.leaf().namesVcpu();
        long first = namesVcpu ? Tdvpr.number(memory(), effects, message) : message.rcx();
        return arrives(effects, caller, message.leaf(), first);
    }

    /** A guest's call that arrives. */
    Call arrives(Fx effects, int caller, Tdx.Accept message) {
        rdx = 0;
        r8 = 0;
        r9 = 0;
        return arrives(effects, caller, Leaf.TDG_MEM_PAGE_ACCEPT, message.rcx());
    }

    private Call arrives(Fx effects, int caller, Leaf called, long operand) {
        fx = effects;
        lp = caller;
        leaf = called;
        rcx = operand;
        note = 0;
        isInterrupted = false;
        phase = CallPhase.RUNS;
        result(0, 0, 0);
        kept.none(fx, memory().firstOfLp(lp));
        locks.of(fx, leaf, rcx, page(), 0);
        return this;
    }

    /** The call that {@code lp} has in flight. Errors: {@link ModelBug} if it is not one of {@code called}. */
    Call resumes(Fx effects, int caller, Leaf called) {
        resumes(effects, caller);
        if (leaf != called) {
            throw new ModelBug("lp " + lp + " has no " + called + " in flight, but " + leaf);
        }
        return this;
    }

    /** The call that {@code lp} has in flight. Errors: {@link ModelBug} if it has none. */
    Call resumes(Fx effects, int caller) {
        fx = effects;
        lp = caller;
        beginsStep();
        kept.load(fx, memory().firstOfLp(lp));
        long state = kept.state();
        if (state == 0) {
            throw new ModelBug("lp " + lp + " has no call in flight");
        }
        leaf = CallState.leaf(state);
        rcx = CallState.loadRcx(leaf, kept.rcx(), lp);
        r8 = kept.r8();
        note = CallState.note(state);
        phase = CallState.phase(state);
        toss = CallState.toss(state);
        locks.of(fx, leaf, rcx, page(), CallState.held(state));
        return this;
    }

    /** A later step knows no more of the first one than what is kept. */
    private void beginsStep() {
        rdx = 0;
        isInterrupted = false;
        result(0, 0, 0);
    }

    ModuleContext context() {
        return context;
    }

    TdxMemory memory() {
        return context.memory();
    }

    Fx fx() {
        return fx;
    }

    int lp() {
        return lp;
    }

    Leaf leaf() {
        return leaf;
    }

    long rcx() {
        return rcx;
    }

    /** Only in the step that begins the call. */
    long rdx() {
        return rdx;
    }

    /** Operand R8, or the page that the leaf has found. */
    long r8() {
        return r8;
    }

    /** Only in the step that begins the call. */
    long r9() {
        return r9;
    }

    /** The address of the page that the call is about, if it is about one. */
    long page() {
        return CallState.page(leaf, note, rcx, r8);
    }

    /** The level of that page, from zero, once it is known. */
    int pageLevel() {
        return CallState.pageLevel(page());
    }

    /** The leaf has found out which page it is about, and of which size. */
    void found(long pfn, int level) {
        if (leaf.hasPageInRcx()) {
            note = level;
        } else {
            r8 = pfn << 12 | level;
        }
        locks.pageFound(page());
    }

    /** The leaf has found out which vCPU it is about. */
    void names(int vcpu) {
        rcx = vcpu;
        locks.vcpuFound(vcpu);
    }

    /** An interrupt is pending, which the leaf will see when it looks. */
    void interrupt() {
        isInterrupted = true;
    }

    /** True if an interrupt is pending. Only in the step that begins the call. */
    boolean isInterrupted() {
        return isInterrupted;
    }

    /** The status of a call that an interrupt has ended, and that did nothing: it can be made again as it is. */
    long restart() {
        result(rcx, rdx);
        return TdxStatus.INTERRUPTED_RESTARTABLE.word();
    }

    long gfn() {
        return Tdx.gfnOf(rcx);
    }

    int septLevel() {
        return Tdx.levelOf(rcx);
    }

    CallLocks locks() {
        return locks;
    }

    /** What the leaf noted in an earlier step, 0 to 255. */
    int note() {
        return note;
    }

    void note(int value) {
        note = value;
    }

    /** What the call waited for until this step. */
    CallPhase phase() {
        return phase;
    }

    /** The value of a word of the TD. */
    long td(TdWord word) {
        return fx.own(memory().td(word));
    }

    void td(TdWord word, long value) {
        fx.own(memory().td(word), value);
    }

    /** The entry that RCX names, as it is now. Requires: the walk reached it. */
    long entry() {
        return fx.own(locks.entryWord());
    }

    /**
     * Fills RCX and RDX with what the host may know of the entry at {@code level}. Source: sept_manager.c, the leaves'
     * extended outputs.
     */
    void detail(int level) {
        long entry = fx.own(memory().entry(level, gfn()));
        result(SeptEntry.hostView(entry, level), SeptEntry.hostDetails(entry, level));
    }

    /** What RCX and RDX return; zero if nothing is said. */
    void result(long rcxOut, long rdxOut) {
        outRcx = rcxOut;
        outRdx = rdxOut;
    }

    /** What RCX, RDX and R8 return, if the call succeeds. */
    void result(long rcxOut, long rdxOut, long r8Out) {
        result(rcxOut, rdxOut);
        outR8 = r8Out;
    }

    /** What is kept of the call between its steps. */
    KeptCall kept() {
        return kept;
    }

    /**
     * Rewrites the entry that RCX names, which the call has locked, alone or with the whole TD, and thereby unlocks it.
     *
     * <p>Source: the leaves' atomic write of their copy of the entry; it loses a host priority left meanwhile (switch
     * {@code commit-wipes-hp}).
     */
    void commitEntry(SeptState state, long pfn) {
        if (!locks.mayWriteEntry()) {
            throw new ModelBug(leaf + " of lp " + lp + " writes an entry that it has not locked");
        }
        long old = entry();
        long next = SeptEntry.make(state, pfn);
        if (SeptEntry.hasHostPriority(old) && !context.variant().has(ModuleSwitch.COMMIT_WIPES_HP)) {
            next = SeptEntry.withHostPriority(next);
        }
        fx.own(locks.entryWord(), next);
        locks.entryWasRewritten();
        fx.trace(Event.SEPT_CHANGED, gfn(), septLevel(), SeptEntry.state(old).ordinal(), state.ordinal());
    }

    /** The coin that is tossed for the call. Requires: the phase says so. */
    CoinToss toss() {
        return toss;
    }

    /** Ends a step in which a coin was tossed for the call or landed: it has done nothing yet. */
    void keepToss(int noted, CoinToss next) {
        keep(CallState.tossed(leaf, noted, next));
        if (!next.isDecided()) {
            kept.carry(rdx, r9);
        }
    }

    /** The call is again what it was when it arrived. */
    void tossIsOver() {
        rdx = kept.carriedRdx();
        r9 = kept.carried();
        phase = CallPhase.RUNS;
        note = 0;
    }

    /** Ends a call that has done nothing and that is to fail. */
    void refuse(Injection how) {
        if (how.outcome() == Injection.Outcome.INTERRUPTED) {
            result(rcx, rdx);
        }
        if (leaf.isGuests()) {
            returnToGuest(how.status());
        } else {
            fail(how.status());
        }
    }

    /** Keeps the call, in this {@link CallState}, from this step to the next one. */
    void keep(long state) {
        kept.store(state, CallState.storeRcx(leaf, rcx, lp), r8);
    }

    /** Ends the step: the call holds what it has, and goes on after {@code ns}; at once if nobody can come between. */
    void proceed(long ns) {
        if (ns == 0 && !fx.isCutBefore(true)) {
            isGoingOn = true;
            return;
        }
        keep(CallState.of(leaf, note, phase, locks.held()));
        fx.after(ns, lp, Tdx.Complete.of(leaf));
    }

    /** True if the step has ended and the next one of the call is to follow now, which then finds it as always. */
    boolean goesOn() {
        boolean isNow = isGoingOn;
        if (isNow) {
            isGoingOn = false;
            beginsStep();
        }
        return isNow;
    }

    /** Ends the call of a host that succeeded: lets go of everything and returns. */
    void ret() {
        ret(LeafFunction.OK);
    }

    /**
     * The call of a host has failed. While it returns it still holds what it had taken, so if that can refuse another
     * call, and a scenario can show the difference, the call spans two steps like one that succeeds, and returns in the
     * second; else at once. What failing has done, host priority and RCX and RDX, it has done in this step.
     *
     * <p>Simplified: a call that holds no such lock ends where it begins, as nobody can tell.
     */
    void fail(long status) {
        CallTrace.refusal(this, status);
        if (!context.use().showsFailure(locks.held())) {
            ret(status);
            return;
        }
        phase = CallPhase.FAILS;
        kept.fail(status, outRcx, outRdx);
        proceed(context.costs().ns(Costs.Kind.EARLY_FAIL));
    }

    /** The second step of {@link #fail}. */
    void returnFailure() {
        result(kept.failedRcx(), kept.failedRdx());
        ret(kept.failed());
    }

    private void ret(long status) {
        end(status);
        fx.send(lp, Tdx.Return.of(leaf, status, outRcx, outRdx, outR8));
    }

    /** Ends a VP.ENTER: the vCPU is in the guest. */
    void enterGuest(boolean isFlushed, int epochParity) {
        end(LeafFunction.OK);
        fx.send(lp, Tdx.Entered.of(isFlushed, epochParity));
    }

    /**
     * Ends the call of a guest. The guest does not see host priority.
     *
     * <p>Source: tdx_td_dispatcher.c, td_call(): OPERAND_BUSY_HOST_PRIORITY becomes OPERAND_BUSY; assumed: operand
     * kept.
     */
    void returnToGuest(long status) {
        boolean isByPriority = TdxStatus.OPERAND_BUSY_HOST_PRIORITY.is(status);
        CallTrace.refusal(this, status);
        end(status);
        fx.send(lp, Tdx.GuestReturn.of(isByPriority ? TdxStatus.OPERAND_BUSY.with((int) status) : status));
    }

    /** Ends the call of a guest by a TD exit: its instruction will be executed again. One racy access. */
    void exit(Tdx.ExtendedQualification type) {
        end(TdxStatus.EXIT_EPT_VIOLATION);
        GuestExit.eptViolation(context, fx, lp, gfn(), type, septLevel());
    }

    void end(long status) {
        locks.releaseAll();
        kept.forget(phase);
        CallTrace.done(this, status);
        PriorityTimeout.ended(this, status);
    }
}
