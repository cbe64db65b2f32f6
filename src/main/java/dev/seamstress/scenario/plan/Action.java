package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.NotifierKind;
import dev.seamstress.scenario.words.StateWord;
import dev.seamstress.scenario.words.Verb;
import java.util.List;

/** What an operation does. {@link #verb} says which of the language's operations it is. */
public sealed interface Action {
    /** The operation's word. */
    Verb verb();

    /** Calls the method of {@code handler} for this action. */
    <R> R on(Handler<R> handler);

    /** {@code fault read write exec}: one access to the private or the shared alias of a gfn. */
    record Access(Verb verb, Gfn gfn, Alias alias) implements Action {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onAccess(this);
        }
    }

    /** {@code accept}; {@code level} is PG_4K unless given, and the gfn is aligned to it. */
    record Accept(Gfn gfn, int level) implements Action {
        @Override
        public Verb verb() {
            return Verb.ACCEPT;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onAccept(this);
        }
    }

    /**
     * {@code load enter resetctx finalize vmdestroy zapfast release nxrecover apicvinhibit noncoherent mtrr cr0cd}: no
     * argument.
     */
    record Bare(Verb verb) implements Action {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onBare(this);
        }
    }

    /** {@code mapgpa convert}: the range becomes PRIVATE or SHARED. */
    record SetAlias(Verb verb, GfnRange range, Alias to) implements Action {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onSetAlias(this);
        }
    }

    /** {@code addslot}. */
    record AddSlot(Slot slot) implements Action {
        @Override
        public Verb verb() {
            return Verb.ADDSLOT;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onAddSlot(this);
        }
    }

    /** {@code delslot getdirty}: about a slot by its number. */
    record SlotOp(Verb verb, int slot) implements Action {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onSlotOp(this);
        }
    }

    /** {@code moveslot}: the slot's first gfn becomes {@code to}. */
    record MoveSlot(int slot, Gfn to) implements Action {
        @Override
        public Verb verb() {
            return Verb.MOVESLOT;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onMoveSlot(this);
        }
    }

    /** {@code dirtylog}. */
    record DirtyLog(int slot, OnOff to) implements Action {
        @Override
        public Verb verb() {
            return Verb.DIRTYLOG;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onDirtyLog(this);
        }
    }

    /** {@code cleardirty populate punch poison age hosttouch}: about a range; {@code poison} has one gfn. */
    record RangeOp(Verb verb, GfnRange range) implements Action {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onRangeOp(this);
        }
    }

    /** {@code prefault}, through the vCPU {@code via}. */
    record Prefault(GfnRange range, int via) implements Action {
        @Override
        public Verb verb() {
            return Verb.PREFAULT;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onPrefault(this);
        }
    }

    /** {@code initmem}, through the vCPU {@code via}, with or without MR.EXTEND. */
    record InitMem(GfnRange range, int via, Measure measure) implements Action {
        @Override
        public Verb verb() {
            return Verb.INITMEM;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onInitMem(this);
        }
    }

    /** {@code vcpucreate vcpuinit vcpudestroy signal kick}: about a vCPU. */
    record VcpuOp(Verb verb, int vcpu) implements Action {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onVcpuOp(this);
        }
    }

    /** {@code notify}. */
    record Notify(GfnRange range, NotifierKind kind) implements Action {
        @Override
        public Verb verb() {
            return Verb.NOTIFY;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onNotify(this);
        }
    }

    /**
     * {@code seamcall}; the leaf without {@code TDH.}, in lower case.
     *
     * @param gfn whose entry it is about, at {@code level}; null for a leaf that is about none
     * @param page whose page it is given; that of {@code gfn} if it names no other
     * @param vcpu null for a leaf that is about none
     */
    record Seamcall(String leaf, Gfn gfn, int level, Gfn page, ColumnId vcpu) implements Action {
        @Override
        public Verb verb() {
            return Verb.SEAMCALL;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onSeamcall(this);
        }
    }

    /** {@code wait}: until each of these has ended. */
    record Wait(List<OperationRef> operations) implements Action {
        public Wait {
            operations = List.copyOf(operations);
        }

        @Override
        public Verb verb() {
            return Verb.WAIT;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onWait(this);
        }
    }

    /** {@code on}: until the event has happened {@code count} times since the start. */
    record OnEvent(EventPattern event, long count) implements Action {
        @Override
        public Verb verb() {
            return Verb.ON;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onEvent(this);
        }
    }

    /** {@code at}: until that virtual time; exploration ignores it. */
    record AtTime(long timeNs) implements Action {
        @Override
        public Verb verb() {
            return Verb.AT;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onAtTime(this);
        }
    }

    /** {@code repeat}: the actions so many times; the result is that of the last action of the last round. */
    record Repeat(long count, List<Action> actions) implements Action {
        public Repeat {
            actions = List.copyOf(actions);
        }

        @Override
        public Verb verb() {
            return Verb.REPEAT;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onRepeat(this);
        }
    }

    /** {@code loop}: the actions again and again until the last one's result is one of {@code until}. */
    record Loop(List<Action> actions, List<String> until) implements Action {
        public Loop {
            actions = List.copyOf(actions);
            until = List.copyOf(until);
        }

        @Override
        public Verb verb() {
            return Verb.LOOP;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onLoop(this);
        }
    }

    /** {@code cpu}: the vCPU's thread moves there. */
    record Cpu(int cpu) implements Action {
        @Override
        public Verb verb() {
            return Verb.CPU;
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onCpu(this);
        }
    }

    /** Which view of a gfn. */
    enum Alias {
        PRIVATE,
        SHARED;

        /** The alias a word names, which is {@code private} or {@code shared}. */
        public static Alias of(StateWord word) {
            return word == StateWord.SHARED ? SHARED : PRIVATE;
        }
    }

    /** The state of a slot's dirty log. */
    enum OnOff {
        ON,
        OFF
    }

    /** Whether added memory is measured. */
    enum Measure {
        NONE,
        EXTEND
    }

    /** One method for each action: a case forgotten is a compile error. */
    interface Handler<R> {
        R onAccess(Access action);

        R onAccept(Accept action);

        R onBare(Bare action);

        R onSetAlias(SetAlias action);

        R onAddSlot(AddSlot action);

        R onSlotOp(SlotOp action);

        R onMoveSlot(MoveSlot action);

        R onDirtyLog(DirtyLog action);

        R onRangeOp(RangeOp action);

        R onPrefault(Prefault action);

        R onInitMem(InitMem action);

        R onVcpuOp(VcpuOp action);

        R onNotify(Notify action);

        R onSeamcall(Seamcall action);

        R onWait(Wait action);

        R onEvent(OnEvent action);

        R onAtTime(AtTime action);

        R onRepeat(Repeat action);

        R onLoop(Loop action);

        R onCpu(Cpu action);
    }
}
