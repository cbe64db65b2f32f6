package dev.seamstress.check;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.EventPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * What a condition names: the gfns, which {@code at rest} is about, and the events, which must be counted from the
 * start.
 */
final class NamedParts implements Condition.Handler<Void> {
    private final List<GfnRange> gfns = new ArrayList<>();
    private final List<EventPattern> events = new ArrayList<>();

    static NamedParts of(Condition condition) {
        NamedParts parts = new NamedParts();
        condition.on(parts);
        return parts;
    }

    List<GfnRange> gfns() {
        return gfns;
    }

    List<EventPattern> events() {
        return events;
    }

    private Void names(GfnRange range) {
        if (range != null) {
            gfns.add(range);
        }
        return null;
    }

    private Void counts(EventPattern event) {
        events.add(event);
        return names(event.range());
    }

    @Override
    public Void onAnd(Condition.And condition) {
        condition.of().forEach(part -> part.on(this));
        return null;
    }

    @Override
    public Void onOr(Condition.Or condition) {
        condition.of().forEach(part -> part.on(this));
        return null;
    }

    @Override
    public Void onNot(Condition.Not condition) {
        return condition.of().on(this);
    }

    @Override
    public Void onStateIs(Condition.StateIs condition) {
        return names(condition.state().range());
    }

    @Override
    public Void onStateNumber(Condition.StateNumber condition) {
        return names(condition.state().range());
    }

    @Override
    public Void onTreesAgree(Condition.TreesAgree condition) {
        return names(condition.range());
    }

    @Override
    public Void onSamePage(Condition.SamePage condition) {
        names(condition.leftRange());
        return names(condition.rightRange());
    }

    @Override
    public Void onResultIs(Condition.ResultIs condition) {
        return null;
    }

    @Override
    public Void onColumnIs(Condition.ColumnIs condition) {
        return null;
    }

    @Override
    public Void onEventCount(Condition.EventCount condition) {
        return counts(condition.event());
    }

    @Override
    public Void onSeen(Condition.Seen condition) {
        return counts(condition.event());
    }
}
