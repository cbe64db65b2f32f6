package dev.seamstress.world;

import dev.seamstress.core.thread.ConvertOp;
import dev.seamstress.core.thread.DestroyOp;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.thread.NotifyOp;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.thread.PokeOp;
import dev.seamstress.core.thread.PrefaultOp;
import dev.seamstress.core.thread.Program;
import dev.seamstress.core.thread.ThreadOp;
import dev.seamstress.core.thread.ZapFastOp;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.words.OnFault;
import dev.seamstress.scenario.words.Verb;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Turns the rows of a column into the program that its thread runs. */
final class ProgramBuilder {
    private final ScriptBuilder script;
    private final RawSeamcalls seamcalls;
    private final MemslotPlaces memslots;
    private final List<ColumnScript> columns;

    /** {@code script} collects what the rows wait for; {@code columns}: all of the scenario. */
    ProgramBuilder(ScriptBuilder script, RawSeamcalls seamcalls, MemslotPlaces memslots, List<ColumnScript> columns) {
        this.columns = List.copyOf(columns);
        this.script = script;
        this.seamcalls = seamcalls;
        this.memslots = memslots;
    }

    /** {@code firstNumber}: the number in the scenario of the column's first operation. */
    Program build(ColumnScript column, int firstNumber) {
        List<Program.Row> rows = new ArrayList<>();
        for (Operation operation : column.operations()) {
            int number = firstNumber + operation.ref().index();
            rows.add(new Program.Row(number, results(operation.announced()), item(operation.action())));
        }
        return new Program(rows, onFault(column.onFault()));
    }

    private static Program.OnFault onFault(OnFault policy) {
        return switch (policy) {
            case STOP -> Program.OnFault.STOP;
            case RERUN -> Program.OnFault.RERUN;
            case CONVERT -> Program.OnFault.CONVERT;
        };
    }

    private static Set<OpResult> results(List<String> words) {
        Set<OpResult> results = EnumSet.noneOf(OpResult.class);
        words.forEach(word -> results.add(OpResult.valueOf(word.toUpperCase(Locale.ROOT))));
        return results;
    }

    private Program.Item item(Action action) {
        if (action instanceof Action.Repeat repeat) {
            return new Program.Repeat(Math.toIntExact(repeat.count()), items(repeat.actions()));
        } else if (action instanceof Action.Loop loop) {
            return new Program.Loop(items(loop.actions()), results(loop.until()));
        }
        return action.verb() == Verb.VMDESTROY ? destroy() : new Program.Op(op(action));
    }

    /** The files that others have keep the VM alive, so who closes the last one does so when they are through. */
    private Program.Item destroy() {
        Program.Op end = new Program.Op(new DestroyOp());
        return DestroyOps.awaited(columns).isEmpty()
                ? end
                : new Program.Repeat(1, List.of(new Program.Op(script.ended(DestroyOps.awaited(columns))), end));
    }

    private ThreadOp op(Action action) {
        if (action instanceof Action.Access access) {
            return GuestOp.of(kind(action), access.gfn().value(), side(access.alias()));
        } else if (action instanceof Action.Accept accept) {
            return new GuestOp(GuestOp.Kind.ACCEPT, accept.gfn().value(), GuestOp.Side.PRIVATE, accept.level());
        } else if (action instanceof Action.SetAlias convert) {
            return new ConvertOp(convert.range(), side(convert.to()));
        } else if (memslots.op(action) != null) {
            return memslots.op(action);
        } else if (action instanceof Action.Prefault prefault) {
            return new PrefaultOp(prefault.range(), prefault.via());
        } else if (action instanceof Action.Notify notify) {
            return new NotifyOp(
                    notify.range(), NotifyOp.Kind.valueOf(notify.kind().name()));
        } else if (BuildOps.isOne(action)) {
            return BuildOps.op(action);
        } else if (GmemOps.isOne(action)) {
            return GmemOps.op(action);
        } else if (action instanceof Action.VcpuOp poke) {
            return new PokeOp(PokeOp.Kind.valueOf(poke.verb().name()), poke.vcpu());
        } else if (action instanceof Action.Seamcall seamcall) {
            return seamcalls.op(seamcall);
        } else if (action instanceof Action.Wait wait) {
            return script.wait(wait);
        } else if (action instanceof Action.OnEvent on) {
            return script.on(on);
        } else if (ZapTriggerOps.isOne(action)) {
            return ZapTriggerOps.op(action);
        } else if (action.verb() == Verb.ZAPFAST) {
            return new ZapFastOp();
        }
        return GuestOp.of(kind(action), 0, GuestOp.Side.PRIVATE);
    }

    private static GuestOp.Side side(Action.Alias alias) {
        return alias == Action.Alias.SHARED ? GuestOp.Side.SHARED : GuestOp.Side.PRIVATE;
    }

    private List<Program.Item> items(List<Action> actions) {
        return actions.stream().map(this::item).toList();
    }

    /** The language and the threads have the same words; what the threads have not, the language refuses. */
    private static GuestOp.Kind kind(Action action) {
        return GuestOp.Kind.valueOf(action.verb().name());
    }
}
