package dev.seamstress.world;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.ColumnScript;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.NamedGfn;
import dev.seamstress.scenario.plan.Operation;
import dev.seamstress.scenario.plan.ResolvedScenario;
import dev.seamstress.scenario.plan.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * The gfns that a scenario can touch: its slots, the gfns it gives names to, and those that its operations and facts
 * name. Page tables are laid out over them and nothing else.
 */
final class Footprint {
    private final List<GfnRange> ranges = new ArrayList<>();

    static List<GfnRange> of(ResolvedScenario scenario) {
        Footprint footprint = new Footprint();
        for (Slot slot : scenario.start().slots()) {
            footprint.ranges.add(slot.range());
        }
        for (NamedGfn name : scenario.start().names()) {
            footprint.add(name.gfn(), Level.PG_4K);
        }
        for (Fact fact : scenario.start().facts()) {
            footprint.add(fact);
        }
        for (ColumnScript column : scenario.columns()) {
            for (Operation operation : column.operations()) {
                footprint.add(operation.action());
            }
        }
        return merged(footprint.ranges);
    }

    private void add(Gfn gfn, int level) {
        ranges.add(GfnRange.of(Level.base(level, gfn.value()), Level.pages(level)));
    }

    private void add(Fact fact) {
        if (fact instanceof Fact.Entry entry) {
            ranges.add(entry.range());
        } else if (fact instanceof Fact.Attribute attribute) {
            ranges.add(attribute.range());
        }
    }

    /** Only operations on gfns matter; those that are not built yet do not come this far. */
    private void add(Action action) {
        if (action instanceof Action.Access access) {
            add(access.gfn(), Level.PG_4K);
        } else if (action instanceof Action.Accept accept) {
            add(accept.gfn(), accept.level());
        } else if (action instanceof Action.Repeat repeat) {
            repeat.actions().forEach(this::add);
        } else if (action instanceof Action.Loop loop) {
            loop.actions().forEach(this::add);
        }
    }

    /** The same gfns as sorted, disjoint ranges. */
    private static List<GfnRange> merged(List<GfnRange> ranges) {
        List<GfnRange> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> a.start().compareTo(b.start()));
        List<GfnRange> merged = new ArrayList<>();
        for (GfnRange range : sorted) {
            GfnRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last == null || range.start().value() > last.endExclusive().value()) {
                merged.add(range);
            } else if (range.endExclusive().value() > last.endExclusive().value()) {
                merged.set(merged.size() - 1, new GfnRange(last.start(), range.endExclusive()));
            }
        }
        return merged;
    }
}
