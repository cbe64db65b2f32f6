package dev.seamstress.check;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.StateRef;
import dev.seamstress.scenario.words.Relation;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import dev.seamstress.world.WorldView;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * Tells whether a condition holds now.
 *
 * <p>A test about several gfns or operations holds if it holds for each of them; also {@code !=}, so that
 * {@code sept(x+8) != mapped} means that none of the eight is mapped.
 */
final class Evaluator implements Condition.Handler<Boolean> {
    private final WorldView world;
    private final EventCounts counts;

    Evaluator(WorldView world, EventCounts counts) {
        this.world = world;
        this.counts = counts;
    }

    boolean holds(Condition condition) {
        return condition.on(this);
    }

    private static boolean each(GfnRange range, LongPredicate test) {
        for (long gfn = range.start().value(); gfn < range.endExclusive().value(); gfn++) {
            if (!test.test(gfn)) {
                return false;
            }
        }
        return true;
    }

    private static <T> boolean each(List<T> things, Predicate<T> test) {
        return things.stream().allMatch(test);
    }

    private static boolean is(boolean isAmong, Relation relation) {
        return isAmong == (relation == Relation.EQ);
    }

    @Override
    public Boolean onAnd(Condition.And condition) {
        return each(condition.of(), this::holds);
    }

    @Override
    public Boolean onOr(Condition.Or condition) {
        return condition.of().stream().anyMatch(this::holds);
    }

    @Override
    public Boolean onNot(Condition.Not condition) {
        return !holds(condition.of());
    }

    @Override
    public Boolean onStateIs(Condition.StateIs condition) {
        StateRef state = condition.state();
        if (state.range() == null) {
            return is(condition.values().contains(world.word(state, -1)), condition.relation());
        }
        return each(state.range(), gfn -> is(isAmong(state, gfn, condition.values()), condition.relation()));
    }

    /** Of a page the only word is none. */
    private boolean isAmong(StateRef state, long gfn, List<StateWord> values) {
        if (state.term() == StateTerm.PFN || state.term() == StateTerm.BACKING) {
            return world.page(state.term(), gfn) < 0 && values.contains(StateWord.NONE);
        }
        return values.contains(world.word(state, gfn));
    }

    @Override
    public Boolean onStateNumber(Condition.StateNumber condition) {
        return condition.relation().holds(world.number(condition.state()), condition.value());
    }

    @Override
    public Boolean onTreesAgree(Condition.TreesAgree condition) {
        List<GfnRange> ranges = condition.range() == null ? world.gfns() : List.of(condition.range());
        return each(ranges, range -> each(range, gfn -> is(world.isMirrored(gfn), condition.relation())));
    }

    @Override
    public Boolean onSamePage(Condition.SamePage condition) {
        long shift = condition.rightRange().start().value()
                - condition.leftRange().start().value();
        return each(condition.leftRange(), gfn -> {
            long left = world.page(condition.left(), gfn);
            long right = world.page(condition.right(), gfn + shift);
            return is(left == right, condition.relation());
        });
    }

    @Override
    public Boolean onResultIs(Condition.ResultIs condition) {
        return each(
                condition.operations(),
                operation -> is(condition.results().contains(world.result(operation)), condition.relation()));
    }

    @Override
    public Boolean onColumnIs(Condition.ColumnIs condition) {
        return is(condition.states().contains(world.column(condition.column())), condition.relation());
    }

    @Override
    public Boolean onEventCount(Condition.EventCount condition) {
        return condition.relation().holds(counts.count(condition.event()), condition.value());
    }

    @Override
    public Boolean onSeen(Condition.Seen condition) {
        return counts.count(condition.event()) > 0;
    }
}
