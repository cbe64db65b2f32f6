package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.Action.Alias;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.OperationRef;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.NotifierKind;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.Words;
import java.util.ArrayList;
import java.util.List;

/** Turns an operation into the action of one column. */
final class ActionResolver {
    private final Scope scope;
    private final GfnResolver gfns;
    private final EventResolver events;
    private final DeclResolver decls;
    private final Labels labels;

    ActionResolver(Scope scope, GfnResolver gfns, EventResolver events, DeclResolver decls, Labels labels) {
        this.scope = scope;
        this.gfns = gfns;
        this.events = events;
        this.decls = decls;
        this.labels = labels;
    }

    /** The action at {@code ref}. Errors: reported, Unresolved. */
    Action action(Op op, OperationRef ref) {
        int me = ref.column().kind() == ColumnKind.P ? ref.column().number() : GfnResolver.NO_ME;
        if (op instanceof Op.Repeat repeat) {
            if (repeat.count().value() < 1) {
                throw scope.unresolved(repeat.count().at(), "`repeat` is at least once", null);
            }
            return new Action.Repeat(repeat.count().value(), actions(repeat.ops(), ref));
        }
        if (op instanceof Op.Loop loop) {
            return new Action.Loop(
                    actions(loop.ops(), ref),
                    loop.until().stream().map(Name::text).toList());
        }
        if (op instanceof Op.On on) {
            long nth = on.nth() == null ? 1 : on.nth().value();
            if (nth < 1) {
                throw scope.unresolved(on.nth().at(), "`nth` counts from 1", null);
            }
            return new Action.OnEvent(events.event(on.event(), me), nth);
        }
        if (op instanceof Op.AddSlot add) {
            return new Action.AddSlot(decls.slot(add.id(), add.range(), add.flags(), me));
        }
        Op.Plain plain = (Op.Plain) op;
        Verb verb = Words.find(Verb.class, plain.verb().text());
        return plain(verb, plain, ref, me);
    }

    private List<Action> actions(List<Op> ops, OperationRef ref) {
        List<Action> actions = new ArrayList<>();
        for (Op op : ops) {
            actions.add(action(op, ref));
        }
        return actions;
    }

    private Action plain(Verb verb, Op.Plain op, OperationRef ref, int me) {
        List<Arg> args = new ArgReader(scope, verb, op).read();
        return switch (verb) {
            case FAULT, READ, WRITE, EXEC ->
                new Action.Access(verb, gfn(args, 0, me), args.get(1) == null ? Alias.PRIVATE : Alias.SHARED);
            case ACCEPT -> accept(op, args, me);
            case LOAD, ENTER, RESETCTX, FINALIZE, VMDESTROY, ZAPFAST, RELEASE, NXRECOVER -> new Action.Bare(verb);
            case APICVINHIBIT, NONCOHERENT, MTRR, CR0CD -> new Action.Bare(verb);
            case MAPGPA, CONVERT -> new Action.SetAlias(verb, range(args, 0, me), alias(args.get(2)));
            case DELSLOT, GETDIRTY -> new Action.SlotOp(verb, slot(args));
            case MOVESLOT -> new Action.MoveSlot(slot(args), gfn(args, 2, me));
            case DIRTYLOG ->
                new Action.DirtyLog(slot(args), word(args.get(1)).equals("on") ? Action.OnOff.ON : Action.OnOff.OFF);
            case CLEARDIRTY, POPULATE, PUNCH, AGE, HOSTTOUCH -> new Action.RangeOp(verb, range(args, 0, me));
            case POISON ->
                new Action.RangeOp(
                        verb, new GfnRange(gfn(args, 0, me), gfn(args, 0, me).plus(1)));
            case PREFAULT -> new Action.Prefault(range(args, 0, me), via(args.get(1)));
            case INITMEM ->
                new Action.InitMem(
                        range(args, 0, me),
                        via(args.get(2)),
                        args.get(1) == null ? Action.Measure.NONE : Action.Measure.EXTEND);
            case VCPUCREATE, VCPUINIT, VCPUDESTROY, KICK -> new Action.VcpuOp(verb, vcpu(args.get(0)));
            case SIGNAL -> new Action.VcpuOp(verb, signalled(args.get(0)));
            case NOTIFY -> new Action.Notify(range(args, 0, me), Words.find(NotifierKind.class, word(args.get(1))));
            case SEAMCALL -> new SeamcallResolver(scope, range -> gfn(range, me), this::vcpu).resolve(op);
            case WAIT -> new Action.Wait(labels.waitFor((Label) args.get(0), ref));
            case AT -> new Action.AtTime(((IntRef) args.get(0)).value().value());
            case CPU ->
                new Action.Cpu((int) Math.min(
                        Integer.MAX_VALUE, ((IntRef) args.get(0)).value().value()));
            case ADDSLOT, ON, REPEAT, LOOP ->
                throw scope.unresolved(
                        op.at(), "`" + verb.word() + "` is not written so", "it is `" + verb.usage() + "`");
        };
    }

    private Action accept(Op.Plain op, List<Arg> args, int me) {
        Gfn gfn = gfn(args, 0, me);
        int level = args.get(1) == null ? Level.PG_4K : Levels.of(scope, (Word) args.get(1));
        if (Level.base(level, gfn.value()) != gfn.value()) {
            throw scope.unresolved(
                    op.args().get(0).at(),
                    "gfn " + gfn + " is not aligned to " + Level.name(level),
                    "the page begins at 0x" + Long.toHexString(Level.base(level, gfn.value())));
        }
        return new Action.Accept(gfn, level);
    }

    private Gfn gfn(List<Arg> args, int position, int me) {
        return gfn((RangeRef) args.get(position), me);
    }

    private Gfn gfn(RangeRef ref, int me) {
        if (!ref.isGfn()) {
            throw scope.unresolved(
                    ref.at(),
                    "one gfn is due here, not a range",
                    "leave out `+" + ref.count().text() + "`");
        }
        return gfns.gfn(ref.gfn(), me);
    }

    private GfnRange range(List<Arg> args, int position, int me) {
        return gfns.range((RangeRef) args.get(position), me);
    }

    private int slot(List<Arg> args) {
        return decls.slotId(((IntRef) args.get(0)).value());
    }

    private static String word(Arg arg) {
        return ((Word) arg).name();
    }

    private static Alias alias(Arg arg) {
        return word(arg).equals("shared") ? Alias.SHARED : Alias.PRIVATE;
    }

    /** The vCPU behind `via`; P0 if there is none. */
    private int via(Arg arg) {
        if (arg == null) {
            scope.nameVcpu(0);
            return 0;
        }
        return vcpu(arg);
    }

    /** A vCPU that a thread runs: without one there is nothing that could have a signal pending. */
    private int signalled(Arg arg) {
        int vcpu = vcpu(arg);
        ColumnId column = ColumnId.vcpu(vcpu);
        if (!scope.hasColumn(column)) {
            String message = "no column `" + column.name() + "`, whose thread could be signalled";
            String hint = "give the vCPU a column; the header has " + Near.list(scope.columnTexts(), "and");
            throw scope.unknown("column", column.name(), Problem.error(arg.at(), message, hint));
        }
        return vcpu;
    }

    private int vcpu(Arg arg) {
        ColumnRef column = (ColumnRef) arg;
        if (column.kind() != ColumnKind.P) {
            throw scope.unresolved(arg.at(), "`" + column.name() + "` is no vCPU", "vCPUs are `P0`, `P1`, …");
        }
        scope.nameVcpu(column.number());
        return column.number();
    }
}
