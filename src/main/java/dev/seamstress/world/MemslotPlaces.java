package dev.seamstress.world;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.mmu.KvmSetMemoryRegion.Change;
import dev.seamstress.core.thread.MemslotOp;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.words.SlotFlag;
import dev.seamstress.scenario.words.Verb;
import java.util.ArrayList;
import java.util.List;

/**
 * The memslots of a scenario at all places where they can come to be: those that are there at the start come first,
 * then those that it adds, then where it moves one to.
 *
 * <p>A slot that is added again as it was is the same one. What is moved is the slot of that number that is declared
 * first.
 */
final class MemslotPlaces {
    private final ResolvedScenario scenario;
    private final List<Action> actions;
    private final List<Slot> places = new ArrayList<>();

    MemslotPlaces(ResolvedScenario scenario) {
        this.scenario = scenario;
        this.actions = ScriptFootprint.actions(scenario);
        scenario.start().slots().forEach(slot -> places.add(place(slot, true)));
        for (Action action : actions) {
            if (action instanceof Action.AddSlot add && find(place(add.slot(), false)) == Slots.NONE) {
                places.add(place(add.slot(), false));
            }
        }
        for (Action action : actions) {
            Slot moved = action instanceof Action.MoveSlot move ? moved(move) : null;
            if (moved != null && find(moved) == Slots.NONE) {
                places.add(moved);
            }
        }
    }

    /** All of them, as KVM has them. */
    List<Slot> all() {
        return List.copyOf(places);
    }

    /** The gfns that pages have which the scenario names at places that a slot is moved to, before it is. */
    List<GfnRange> homes() {
        List<GfnRange> homes = new ArrayList<>();
        for (Slot place : places) {
            for (GfnRange range : scenario.gfns()) {
                long start =
                        Math.max(range.start().value(), place.range().start().value());
                long end = Math.min(
                        range.endExclusive().value(),
                        place.range().endExclusive().value());
                if (start < end && place.home(start) != start) {
                    homes.add(new GfnRange(new Gfn(place.home(start)), new Gfn(place.home(start) + end - start)));
                }
            }
        }
        return homes;
    }

    /** What of it this version cannot run; empty if there is nothing. */
    List<String> unmodelled() {
        List<String> missing = new ArrayList<>();
        boolean isChanged =
                actions.stream().anyMatch(action -> action.verb() == Verb.ADDSLOT || action.verb() == Verb.MOVESLOT);
        if (isChanged && places.size() > Slots.PER_WORD) {
            missing.add("memslots that are added or moved, at more than " + Slots.PER_WORD + " places");
        }
        boolean isEndless = MemslotLoops.isEndless(scenario) && MemslotLoops.mayCompareGenerations(scenario);
        if (isChanged && isEndless) {
            missing.add("memslots that are added or moved, and change in a `loop`, where an access may be MMIO");
        }
        if (places.stream().skip(firsts()).anyMatch(Slot::isThp)) {
            missing.add("`thp` of a slot that is added or moved");
        }
        return missing;
    }

    private long firsts() {
        return scenario.start().slots().size();
    }

    /** As the thread runs it; null if the action is about no memslot. */
    MemslotOp op(Action action) {
        if (action instanceof Action.AddSlot add) {
            boolean isRefused = add.slot().has(SlotFlag.GMEM)
                    && (add.slot().has(SlotFlag.DIRTYLOG) || add.slot().has(SlotFlag.READONLY));
            int place = find(place(add.slot(), false));
            return new MemslotOp(
                    isRefused ? Change.BAD_FLAGS : Change.CREATE, add.slot().id(), place);
        } else if (action instanceof Action.MoveSlot move) {
            Slot moved = moved(move);
            return new MemslotOp(Change.MOVE, move.slot(), moved == null ? Slots.NONE : find(moved));
        } else if (action instanceof Action.DirtyLog log) {
            return new MemslotOp(Change.BAD_FLAGS, log.slot(), Slots.NONE);
        } else if (action instanceof Action.SlotOp delete) {
            return new MemslotOp(Change.DELETE, delete.slot(), Slots.NONE);
        }
        return null;
    }

    private static Slot place(dev.seamstress.scenario.plan.Slot slot, boolean isFirst) {
        return new Slot(
                slot.id(),
                slot.range(),
                slot.has(SlotFlag.GMEM),
                slot.has(SlotFlag.READONLY),
                slot.has(SlotFlag.THP),
                slot.range().start().value(),
                isFirst);
    }

    /** The slot where it is moved to; null if the scenario has none of that number. */
    private Slot moved(Action.MoveSlot move) {
        for (Slot slot : places) {
            if (slot.id() == move.slot()) {
                long pages = slot.range().endExclusive().value()
                        - slot.range().start().value();
                GfnRange range = new GfnRange(move.to(), move.to().plus(pages));
                return new Slot(slot.id(), range, slot.hasGmem(), slot.isReadonly(), slot.isThp(), slot.home(), false);
            }
        }
        return null;
    }

    /** The index of that place, whether or not it is there at the start. */
    private int find(Slot wanted) {
        for (int i = 0; i < places.size(); i++) {
            Slot place = places.get(i);
            boolean isIt = place.id() == wanted.id()
                    && place.range().equals(wanted.range())
                    && place.home() == wanted.home()
                    && place.hasGmem() == wanted.hasGmem()
                    && place.isReadonly() == wanted.isReadonly()
                    && place.isThp() == wanted.isThp();
            if (isIt) {
                return i;
            }
        }
        return Slots.NONE;
    }
}
