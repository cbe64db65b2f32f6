package dev.seamstress.cli;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.mmu.ZapReason;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.thread.ColumnEnd;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.thread.ZapTrigger;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.CallWords;
import dev.seamstress.trace.export.EnumWords;
import dev.seamstress.trace.export.EventWords;
import dev.seamstress.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The model's words for the numbers in events: leaves, status words, reasons, results, operations of the script. */
final class ModelWords implements EventWords {
    private final List<String> operations = new ArrayList<>();
    private static final long TD_EXIT_EPT_VIOLATION = 48;
    private static final Map<Long, String> EXIT_REASONS = Map.of(
            1L,
            "EXTERNAL_INTERRUPT",
            TD_EXIT_EPT_VIOLATION,
            "EPT_VIOLATION",
            49L,
            "EPT_MISCONFIG",
            77L,
            "TDCALL",
            0xffffffffL,
            "none");

    private final EventWords calls;
    private final EnumWords enums = new EnumWords()
            .with("why", RetryWhy.values())
            .with("ret", RetPf.values())
            .with("what", BugOn.values())
            .with("mode", Grant.Mode.values())
            .with("old", SeptState.values())
            .with("new", SeptState.values())
            .with("state", SeptState.values())
            .with("kind", GuestOp.Kind.values())
            .with("side", GuestOp.Side.values())
            .with("result", OpResult.values())
            .with("how", ColumnEnd.values())
            .with("reason", ZapReason.values())
            .with("memslot", Slot.State.values())
            .with("trigger", ZapTrigger.values())
            .with("because", ZapTrigger.Because.values())
            .with("request", VcpuRequest.values());

    /** {@code names}: what operations are called, by their numbers. */
    ModelWords(Actors actors, List<String> names) {
        this.calls = new CallWords(actors, enums);
        operations.addAll(names);
    }

    ModelWords(World world, Actors actors) {
        this(actors, List.of());
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
            case "lock" -> KernelLock.name(value);
            case "status" -> status(event, value);
            case "level" -> level(event, value);
            case "reason" -> event == Event.KVM_EXIT ? EXIT_REASONS.get(value) : calls.text(event, index, value);
            case "attribute" -> value == Attributes.PRIVATE ? "private" : "shared";
            case "operation" -> operations.get((int) value);
            default -> calls.text(event, index, value);
        };
    }

    /** An ACCEPT that leaves the guest has no status; the exit reason stands in its place. */
    private static String status(Event event, long value) {
        boolean isExit = event == Event.SEAMCALL_DONE && value == TD_EXIT_EPT_VIOLATION;
        return isExit ? "TD exit, EPT_VIOLATION" : TdxStatus.name(value);
    }

    /** The size that an entry covers, as KVM and the module count levels differently. */
    private static String level(Event event, long value) {
        return switch (event) {
            case SEAMCALL_BEGIN, SEAMCALL_DONE, SEPT_CHANGED, EPT_WALK -> Level.name((int) value + Level.PG_4K);
            default -> Level.name((int) value); // every other event is KVM's
        };
    }

    /** Only the two values that mean something as a whole have a word. */
    private static String spte(long value) {
        return value == Spte.NONPRESENT || Spte.isFrozen(value) ? Spte.toString(value) : null;
    }
}
