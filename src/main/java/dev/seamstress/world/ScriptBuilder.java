package dev.seamstress.world;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.core.thread.Script;
import dev.seamstress.core.thread.WaitOp;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.OperationRef;
import dev.seamstress.scenario.plan.ResolvedScenario;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Collects what the rows of a scenario wait for, and makes the machine that tells them. */
final class ScriptBuilder {
    private final ResolvedScenario scenario;
    private final int id;
    private final ToIntFunction<ColumnId> machines;
    private final List<Object> watched = new ArrayList<>();
    private final List<Watches.Watch> watches = new ArrayList<>();
    private final List<Script.Condition> conditions = new ArrayList<>();

    /** {@code id}: of the machine, if one is needed. {@code machines} gives the machine that is a column's thread. */
    ScriptBuilder(ResolvedScenario scenario, int id, ToIntFunction<ColumnId> machines) {
        this.scenario = scenario;
        this.id = id;
        this.machines = machines;
    }

    /** Until each of the operations has ended. */
    WaitOp wait(Action.Wait action) {
        List<Script.Need> needs = new ArrayList<>();
        for (OperationRef operation : action.operations()) {
            int number = number(operation);
            needs.add(new Script.Need(place(operation, ended(number)), 1));
        }
        return waitFor(needs);
    }

    /** Until the event has happened so often. */
    WaitOp on(Action.OnEvent action) {
        int count = (int) Math.min(action.count(), Integer.MAX_VALUE);
        int watch = place(action.event(), new EventWatch(action.event(), machines));
        return waitFor(List.of(new Script.Need(watch, count)));
    }

    /** Until these columns are over. */
    WaitOp ended(List<ColumnId> columns) {
        List<Script.Need> needs = new ArrayList<>();
        for (ColumnId column : columns) {
            int machine = machines.applyAsInt(column);
            Watches.Watch over = (actor, event, a, b, c, d) -> event == Event.COLUMN_END && actor == machine;
            needs.add(new Script.Need(place(column, over), 1));
        }
        return waitFor(needs);
    }

    private WaitOp waitFor(List<Script.Need> needs) {
        conditions.add(new Script.Condition(needs));
        return new WaitOp(id, conditions.size() - 1);
    }

    private int place(Object what, Watches.Watch watch) {
        int known = watched.indexOf(what);
        if (known >= 0) {
            return known;
        }
        watched.add(what);
        watches.add(watch);
        return watches.size() - 1;
    }

    private int number(OperationRef operation) {
        int number = operation.index();
        for (ColumnScript column : scenario.columns()) {
            if (column.id().equals(operation.column())) {
                return number;
            }
            number += column.operations().size();
        }
        throw new IllegalArgumentException("no operation " + operation);
    }

    private static Watches.Watch ended(int number) {
        return (actor, event, a, b, c, d) -> event == Event.OPERATION_END && a == number;
    }

    /** False if no row waits. */
    boolean isNeeded() {
        return !conditions.isEmpty();
    }

    Script machine() {
        return new Script(id, conditions, watches.size(), scenario.columns().size());
    }

    /** What is counted for it; {@code map} gets the words that this needs. */
    Watches watches(MemoryMap map) {
        return Watches.add(map, id, watches, Script.limits(conditions, watches.size()));
    }
}
