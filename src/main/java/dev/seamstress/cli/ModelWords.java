package dev.seamstress.cli;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.thread.ColumnEnd;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.CallWords;
import dev.seamstress.trace.export.EnumWords;
import dev.seamstress.trace.export.EventWords;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;

/** The model's words for the numbers in events: leaves, status words, reasons, results, operations of the script. */
final class ModelWords implements EventWords {
    private final List<String> operations = new ArrayList<>();
    private final EventWords calls;
    private final EnumWords enums = new EnumWords()
            .with("why", RetryWhy.values())
            .with("ret", RetPf.values())
            .with("what", BugOn.values())
            .with("lock", KernelLock.values())
            .with("mode", Grant.Mode.values())
            .with("old", SeptState.values())
            .with("new", SeptState.values())
            .with("state", SeptState.values())
            .with("kind", GuestOp.Kind.values())
            .with("side", GuestOp.Side.values())
            .with("result", OpResult.values())
            .with("how", ColumnEnd.values());

    ModelWords(World world, Actors actors) {
        this.calls = new CallWords(actors, enums);
        for (ColumnScript column : world.scenario().columns()) {
            for (Operation operation : column.operations()) {
                String label = operation.label() == null ? "" : operation.label() + ": ";
                operations.add(label + operation.text());
            }
        }
    }

    @Override
    public String text(Event event, int index, long value) {
        return switch (event.arg(index).name()) {
            case "old_spte", "new_spte", "spte" -> spte(value);
            case "status" -> TdxStatus.name(value);
            case "operation" -> operations.get((int) value);
            default -> calls.text(event, index, value);
        };
    }

    /** Only the two values that mean something as a whole have a word. */
    private static String spte(long value) {
        return value == Spte.NONPRESENT || Spte.isFrozen(value) ? Spte.toString(value) : null;
    }
}
