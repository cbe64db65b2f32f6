package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.StateTerm;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the gfns that a scenario speaks of: by name, in facts, operations, events and claims; and the events that
 * conditions ask for.
 */
final class Mentions implements Action.Handler<Void>, Condition.Handler<Void>, Fact.Handler<Void> {
    private final TreeMap<Long, Long> ends = new TreeMap<>();
    private final List<EventPattern> counted = new ArrayList<>();
    private final EnumSet<StateTerm> terms = EnumSet.noneOf(StateTerm.class);
    private boolean isSeamcallUsed;

    private Mentions() {}

    static Mentions of(ResolvedScenario scenario) {
        Mentions mentions = new Mentions();
        scenario.start().names().forEach(n -> mentions.add(n.gfn()));
        scenario.start().facts().forEach(f -> f.on(mentions));
        scenario.start().injections().forEach(i -> mentions.add(i.range()));
        for (ColumnScript column : scenario.columns()) {
            column.operations().forEach(o -> o.action().on(mentions));
        }
        scenario.claims().forEach(mentions::add);
        return mentions;
    }

    static Mentions of(ResolvedClaim claim) {
        Mentions mentions = new Mentions();
        mentions.add(claim);
        return mentions;
    }

    private void add(ResolvedClaim claim) {
        if (claim.condition() != null) {
            claim.condition().on(this);
        }
        claim.events().forEach(this::add);
    }

    /** The events of conditions, in the order of the text, one as often as it stands there. */
    List<EventPattern> counted() {
        return counted;
    }

    /** Whether a condition asks for the term. */
    boolean has(StateTerm term) {
        return terms.contains(term);
    }

    boolean isSeamcallUsed() {
        return isSeamcallUsed;
    }

    /** The ranges, ascending, neither touching nor overlapping. */
    List<GfnRange> ranges() {
        List<GfnRange> ranges = new ArrayList<>();
        long start = -1;
        long end = -1;
        for (Map.Entry<Long, Long> each : ends.entrySet()) {
            if (start >= 0 && each.getKey() > end) {
                ranges.add(new GfnRange(new Gfn(start), new Gfn(end)));
                start = -1;
            }
            start = start < 0 ? each.getKey() : start;
            end = Math.max(end, each.getValue());
        }
        if (start >= 0) {
            ranges.add(new GfnRange(new Gfn(start), new Gfn(end)));
        }
        return ranges;
    }

    private Void add(GfnRange range) {
        if (range != null) {
            ends.merge(range.start().value(), range.endExclusive().value(), Math::max);
        }
        return null;
    }

    private Void add(Gfn gfn) {
        return add(new GfnRange(gfn, gfn.plus(1)));
    }

    private Void add(EventPattern event) {
        return add(event.range());
    }

    @Override
    public Void onAccess(Action.Access action) {
        return add(action.gfn());
    }

    @Override
    public Void onAccept(Action.Accept action) {
        return add(action.gfn());
    }

    @Override
    public Void onBare(Action.Bare action) {
        return null;
    }

    @Override
    public Void onSetAlias(Action.SetAlias action) {
        return add(action.range());
    }

    @Override
    public Void onAddSlot(Action.AddSlot action) {
        return null;
    }

    @Override
    public Void onSlotOp(Action.SlotOp action) {
        return null;
    }

    @Override
    public Void onMoveSlot(Action.MoveSlot action) {
        return null;
    }

    @Override
    public Void onDirtyLog(Action.DirtyLog action) {
        return null;
    }

    @Override
    public Void onRangeOp(Action.RangeOp action) {
        return add(action.range());
    }

    @Override
    public Void onPrefault(Action.Prefault action) {
        return add(action.range());
    }

    @Override
    public Void onInitMem(Action.InitMem action) {
        return add(action.range());
    }

    @Override
    public Void onVcpuOp(Action.VcpuOp action) {
        return null;
    }

    @Override
    public Void onNotify(Action.Notify action) {
        return add(action.range());
    }

    @Override
    public Void onSeamcall(Action.Seamcall action) {
        isSeamcallUsed = true;
        if (action.gfn() != null) {
            add(action.gfn());
            add(action.page());
        }
        return null;
    }

    @Override
    public Void onWait(Action.Wait action) {
        return null;
    }

    @Override
    public Void onEvent(Action.OnEvent action) {
        return add(action.event());
    }

    @Override
    public Void onAtTime(Action.AtTime action) {
        return null;
    }

    @Override
    public Void onRepeat(Action.Repeat action) {
        action.actions().forEach(a -> a.on(this));
        return null;
    }

    @Override
    public Void onLoop(Action.Loop action) {
        action.actions().forEach(a -> a.on(this));
        return null;
    }

    @Override
    public Void onCpu(Action.Cpu action) {
        return null;
    }

    @Override
    public Void onAnd(Condition.And condition) {
        condition.of().forEach(c -> c.on(this));
        return null;
    }

    @Override
    public Void onOr(Condition.Or condition) {
        condition.of().forEach(c -> c.on(this));
        return null;
    }

    @Override
    public Void onNot(Condition.Not condition) {
        return condition.of().on(this);
    }

    @Override
    public Void onStateIs(Condition.StateIs condition) {
        terms.add(condition.state().term());
        return add(condition.state().range());
    }

    @Override
    public Void onStateNumber(Condition.StateNumber condition) {
        terms.add(condition.state().term());
        return add(condition.state().range());
    }

    @Override
    public Void onTreesAgree(Condition.TreesAgree condition) {
        return add(condition.range());
    }

    @Override
    public Void onSamePage(Condition.SamePage condition) {
        add(condition.leftRange());
        return add(condition.rightRange());
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
        counted.add(condition.event());
        return add(condition.event());
    }

    @Override
    public Void onSeen(Condition.Seen condition) {
        counted.add(condition.event());
        return add(condition.event());
    }

    @Override
    public Void onEntry(Fact.Entry fact) {
        return add(fact.range());
    }

    @Override
    public Void onAttribute(Fact.Attribute fact) {
        return add(fact.range());
    }

    @Override
    public Void onVcpuState(Fact.VcpuState fact) {
        return null;
    }

    @Override
    public Void onRoots(Fact.Roots fact) {
        return null;
    }

    @Override
    public Void onZeroStep(Fact.ZeroStep fact) {
        return null;
    }

    @Override
    public Void onCounter(Fact.Counter fact) {
        return null;
    }
}
