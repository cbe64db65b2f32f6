package dev.seamstress.core.machine;

import java.util.Arrays;

/**
 * A thread of execution: a stack of procedures, run until the thread waits, ends, or must let others in.
 *
 * <p>The thread is cut, by a message to itself, where a <em>second</em> racy access would begin and where a step asks
 * for it. Steps between cuts touch nothing that others see, so running them at once loses no interleaving.
 */
public abstract class KernelThread extends Machine {
    private Procedure[] stack = new Procedure[16];
    private int depth;
    private final Locks held = new Locks();
    private boolean isStarted;
    private boolean isWaiting;
    private long result;

    // Transient: null between steps, hence not part of the state.
    private transient Message reply;
    private transient Procedure callee;
    /** How many of the outermost procedures have not run in this step. */
    private transient int untouched;

    // Transient: the last of the stack, null if it is empty; it says nothing that the stack does not.
    private transient Procedure top;

    protected KernelThread(int id, String name) {
        super(id, name);
    }

    /** The procedure that is the thread's whole life. */
    protected abstract Procedure main();

    /**
     * Takes a message that may come at any time, such as an IPI, without running the procedures. Returns false for
     * messages that a waiting procedure expects.
     */
    protected boolean interrupt(int from, Message message, Fx fx) {
        return false;
    }

    /** More fields of the thread itself. */
    protected void threadFields(Fields f) {}

    @Override
    public boolean starts() {
        return true;
    }

    @Override
    public final void on(int from, Message message, Fx fx) {
        boolean isResumed = message == Continue.CONTINUE;
        if (!isResumed) {
            untouched = 0; // an interrupt may change any
            if (interrupt(from, message, fx)) {
                return;
            }
        }
        untouched = depth;
        if (isResumed == isWaiting || isDone()) {
            throw new ModelBug(name() + " cannot take " + message + " at " + where());
        }
        if (!isStarted) {
            isStarted = true;
            push(main());
        }
        isWaiting = false;
        reply = isResumed ? null : message;
        runUntilCut(fx);
        reply = null;
        callee = null;
    }

    private void runUntilCut(Fx fx) {
        boolean isCounting = fx.isCounting();
        boolean hasTouched = false;
        boolean isFirst = true;
        untouched = isCounting ? untouched : 0; // nobody keeps it up then: any may have run
        Procedure now = top;
        while (now != null) {
            boolean isCutBefore = fx.isCutBefore(hasTouched);
            boolean isRacy = (isCounting || isCutBefore) && now.mayBeRacy() && now.isRacy(fx);
            if (isRacy && isCutBefore || !isFirst && now.canCut() && now.isCut()) {
                fx.send(id(), Continue.CONTINUE);
                return;
            }
            hasTouched |= isRacy;
            Go go = isCounting ? runCounted(now, isFirst, isRacy, fx) : now.run(this, fx);
            isFirst = false;
            if (go == Go.NEXT) {
                continue;
            }
            if (go == Go.WAIT) {
                isWaiting = true;
                return;
            }
            if (go == Go.CALL) {
                push(callee);
            } else {
                pop();
            }
            now = top;
        }
    }

    private Go runCounted(Procedure now, boolean isFirst, boolean isRacy, Fx fx) {
        if (!isFirst && !now.canCut() && now.isCut()) {
            throw new ModelBug(name() + " is cut at " + where() + ", which was not made to be");
        }
        untouched = Math.min(untouched, depth - 1);
        Step step = now.at();
        Go go = now.run(this, fx);
        fx.stepped(step, isRacy);
        return go;
    }

    private void push(Procedure procedure) {
        if (depth == stack.length) {
            stack = Arrays.copyOf(stack, 2 * depth);
        }
        stack[depth++] = procedure;
        top = procedure;
    }

    private void pop() {
        stack[--depth] = null;
        top = depth == 0 ? null : stack[depth - 1];
    }

    final Go enter(Procedure procedure) {
        callee = procedure;
        return Go.CALL;
    }

    final Go leave(long value) {
        result = value;
        return Go.RETURN;
    }

    /** The result of the procedure that returned last; taking it forgets it, so that it is no dead state. */
    public final long takeResult() {
        long value = result;
        result = 0;
        return value;
    }

    /** The message that ended the wait; only in the step right after it. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // a wrong type fails at the caller's cast
    public final <M extends Message> M reply() {
        if (reply == null) {
            throw new ModelBug(name() + " has no reply at " + where());
        }
        return (M) reply;
    }

    /**
     * The grant that ended the wait: the thread holds the lock from this step on. Each wait for a lock ends with it.
     *
     * <p>The step asks for it, and not the delivery: whether a message is one that brings a grant is for the JVM a
     * search among the message's interfaces, and most messages bring none.
     */
    public final Grant granted() {
        Grant grant = this.<Grant.Given>reply().grant();
        held.add(grant);
        return grant;
    }

    /** Takes a lock that nobody else in the scenario wants. */
    public final void hold(Grant grant) {
        held.add(grant);
    }

    /** Gives a grant back, in the step that releases the lock. */
    public final void drop(Grant grant) {
        held.remove(grant);
    }

    /** The locks that the thread holds. */
    public final Locks held() {
        return held;
    }

    /** True once the thread's main procedure has returned. */
    public final boolean isDone() {
        return isStarted && depth == 0;
    }

    public final boolean isWaiting() {
        return isWaiting;
    }

    /** How many procedures the thread is inside of. */
    public final int depth() {
        return depth;
    }

    /** The innermost procedure of that type that the thread is inside of; null if there is none. */
    public final <P> P inside(Class<P> type) {
        for (int i = depth - 1; i >= 0; i--) {
            if (type.isInstance(stack[i])) {
                return type.cast(stack[i]);
            }
        }
        return null;
    }

    /** The step that the innermost procedure makes next, or null at the thread's start and end. */
    public final Step at() {
        return top == null ? null : top.at();
    }

    @Override
    public Moment moment(Message message) {
        return isWaiting ? top.moment(message) : Moment.ANY;
    }

    /** True if the thread looks on with its next step, which it is about to make: see {@link Procedure#isLookingOn}. */
    public final boolean isLookingOnNext(Fx fx) {
        return top != null && !isWaiting && top.isLookingOn(fx);
    }

    /** True if nobody can tell when the thread takes the message to itself that is on its way. */
    public final boolean isNextPrompt(Fx fx) {
        return top != null && !isWaiting && top.isPrompt(fx);
    }

    /** The stack as people read it, outermost first. */
    public final String where() {
        return depth == 0
                ? (isStarted ? "its end" : "its start")
                : Arrays.asList(stack).subList(0, depth).toString();
    }

    @Override
    public final void fields(Fields f) {
        isStarted = f.flag("started", isStarted);
        isWaiting = f.flag("waiting", isWaiting);
        result = f.word("result", result);
        held.fields(f);
        threadFields(f);
        int next = f.count("depth", depth);
        while (depth > next) {
            pop();
        }
        for (int i = 0; i < next; i++) {
            Procedure had = i < depth ? stack[i] : null;
            if (f.isKept(had, had != null && i < untouched && !had.isLent())) {
                continue;
            }
            Procedure now = f.object(had);
            if (i == depth) {
                push(now);
            } else if (now != had) {
                stack[i] = now;
            }
            f.word("kind", now.kind().tag());
            now.fields(f);
        }
        top = depth == 0 ? null : stack[depth - 1];
    }
}
