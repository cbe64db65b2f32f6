package dev.seamstress.core.machine;

/**
 * A kernel function that others can run in the middle of: its locals are fields, its program counter an enum.
 *
 * <p>Shape: one method a step and one {@code switch} over the enum in {@link #run}, which is the function's table of
 * contents. A step ends with one of {@link #go}, {@link #call}, {@link #ret}, {@link #await}.
 *
 * <p>Requires: an object serves one call; it is never reused, because undo may bring it back.
 */
public abstract class Procedure implements Stateful {
    private final boolean canCut;
    private Step at;

    // Transient: what the step says of itself; asked for once a step, as a step is asked through an interface.
    private transient Step.Access access;

    protected Procedure(Step first) {
        this(first, false);
    }

    /** {@code canCut}: {@link #isCut} may answer yes. */
    protected Procedure(Step first, boolean canCut) {
        this.canCut = canCut;
        turnTo(first);
    }

    /** The kernel's name of the function, for people and for the fingerprint; unique among all procedures. */
    public abstract Kind kind();

    /** All steps, in the order of the enum. */
    protected abstract Step[] steps();

    /** Runs the step {@link #at()}. */
    protected abstract Go run(KernelThread t, Fx fx);

    /** The locals; see {@link Stateful#fields}. */
    protected abstract void locals(Fields f);

    /**
     * True if a procedure that runs inside this one may change its locals. Drivers that check find out if one does that
     * was not lent.
     */
    protected boolean isLent() {
        return false;
    }

    private void turnTo(Step next) {
        at = next;
        access = next.access();
    }

    /** The step that runs next. */
    public final Step at() {
        return at;
    }

    /** False if the step {@link #at()} says that it makes no racy access, so that {@link #isRacy} need not be asked. */
    final boolean mayBeRacy() {
        return access.isRacy();
    }

    /**
     * True if the step {@link #at()} would make a racy access now. A procedure may answer no where its step says
     * {@link Step.Access#RACY}, if the word is one that no other thread of this scenario can reach; drivers check it.
     */
    protected boolean isRacy(Fx fx) {
        return access.isRacy();
    }

    /**
     * True if others must be able to run before the step {@link #at()}. A procedure may answer yes where its step is
     * {@link Step.Access#LOCAL}, if what the step reads can be changed by {@link KernelThread#interrupt} in this
     * scenario.
     *
     * <p>Requires: a procedure that ever answers yes has said so when it was made; drivers that check find out.
     */
    protected boolean isCut() {
        return access.isCut();
    }

    /**
     * True if nobody can tell when the step {@link #at()} is made, and what follows it up to the next cut: in this
     * scenario no other thread changes what it looks at, or looks at what it changes; it tells no event, and sends
     * nothing. A search that wants every state that somebody can tell makes it at once.
     */
    protected boolean isPrompt(Fx fx) {
        return false;
    }

    /**
     * True if the step {@link #at()} goes on with the look of the step before it: both look at something which others
     * only ever turn against the thread, and which nobody but the thread turns back; the thread does the same whichever
     * was turned, and tells and sends nothing up to the next cut in any case. A search lets it look at all at once.
     */
    protected boolean isLookingOn(Fx fx) {
        return false;
    }

    /** Whether it matters when a message arrives that the thread waits for here. */
    protected Moment moment(Message message) {
        return Moment.ANY;
    }

    /** False if {@link #isCut} never answers yes. */
    final boolean canCut() {
        return canCut;
    }

    protected final Go go(Step next) {
        turnTo(next);
        return Go.NEXT;
    }

    /** Calls {@code callee}; this procedure goes on at {@code then}, with the callee's result in the thread. */
    protected final Go call(KernelThread t, Procedure callee, Step then) {
        turnTo(then);
        return t.enter(callee);
    }

    /** Returns {@code value} to the caller, or from the thread's last operation. */
    protected final Go ret(KernelThread t, long value) {
        return t.leave(value);
    }

    /** Waits for a message; goes on at {@code then}, with the message in {@link KernelThread#reply}. */
    protected final Go await(Step then) {
        turnTo(then);
        return Go.WAIT;
    }

    @Override
    public final void fields(Fields f) {
        Step[] steps = steps();
        Step next = steps[f.count("at", at.ordinal())];
        if (next != at) {
            turnTo(next);
        }
        locals(f);
    }

    @Override
    public final String toString() {
        return kind().name() + "." + at.name();
    }

    /** A procedure's name and its number in fingerprints. */
    public record Kind(String name, long tag) {
        public static Kind of(String name) {
            return new Kind(name, Mix.tag(name));
        }
    }
}
