package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.scenario.words.Relation;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import java.util.List;

/**
 * A condition of a claim over one state and its history.
 *
 * <p>Shape: a test about a range of gfns or several operations holds if it holds for each. Where values are listed, EQ
 * means one of them, NE none of them; {@code relation} is then never another.
 */
public sealed interface Condition {
    /** Calls the method of {@code handler} for this condition. */
    <R> R on(Handler<R> handler);

    /** All hold. */
    record And(List<Condition> of) implements Condition {
        public And {
            of = List.copyOf(of);
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onAnd(this);
        }
    }

    /** One holds. */
    record Or(List<Condition> of) implements Condition {
        public Or {
            of = List.copyOf(of);
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onOr(this);
        }
    }

    /** It does not hold. */
    record Not(Condition of) implements Condition {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onNot(this);
        }
    }

    /** A term with words for values: {@code sept(x) in {pending, mapped}}, {@code bug_on}. */
    record StateIs(StateRef state, Relation relation, List<StateWord> values) implements Condition {
        public StateIs {
            values = List.copyOf(values);
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onStateIs(this);
        }
    }

    /** A term with numbers for values: {@code refs(mirror) = 3}. Any relation. */
    record StateNumber(StateRef state, Relation relation, long value) implements Condition {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onStateNumber(this);
        }
    }

    /** Mirror and Secure EPT agree on each gfn of {@code range}, or of the scenario if it is null; or, NE, on none. */
    record TreesAgree(GfnRange range, Relation relation) implements Condition {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onTreesAgree(this);
        }
    }

    /** Two pages are the same: each side is PFN or BACKING; the ranges have one length and are compared pairwise. */
    record SamePage(StateTerm left, GfnRange leftRange, Relation relation, StateTerm right, GfnRange rightRange)
            implements Condition {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onSamePage(this);
        }
    }

    /** The result of operations: {@code A in {ok, busy}}. */
    record ResultIs(List<OperationRef> operations, Relation relation, List<String> results) implements Condition {
        public ResultIs {
            operations = List.copyOf(operations);
            results = List.copyOf(results);
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onResultIs(this);
        }
    }

    /** How a column stands: {@code P0 = done}. */
    record ColumnIs(ColumnId column, Relation relation, List<ColumnState> states) implements Condition {
        public ColumnIs {
            states = List.copyOf(states);
        }

        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onColumnIs(this);
        }
    }

    /** How often an event has happened since the start: {@code #aug(x) <= 1}. Any relation. */
    record EventCount(EventPattern event, Relation relation, long value) implements Condition {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onEventCount(this);
        }
    }

    /** An event has happened: {@code seen(P0 retry frozen)}. */
    record Seen(EventPattern event) implements Condition {
        @Override
        public <R> R on(Handler<R> handler) {
            return handler.onSeen(this);
        }
    }

    /** One method for each condition: a case forgotten is a compile error. */
    interface Handler<R> {
        R onAnd(And condition);

        R onOr(Or condition);

        R onNot(Not condition);

        R onStateIs(StateIs condition);

        R onStateNumber(StateNumber condition);

        R onTreesAgree(TreesAgree condition);

        R onSamePage(SamePage condition);

        R onResultIs(ResultIs condition);

        R onColumnIs(ColumnIs condition);

        R onEventCount(EventCount condition);

        R onSeen(Seen condition);
    }
}
