package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.ast.Operand;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.Condition;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.scenario.plan.OperationRef;
import dev.seamstress.scenario.plan.StateRef;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.text.Printer;
import dev.seamstress.scenario.words.ColumnState;
import dev.seamstress.scenario.words.Relation;
import dev.seamstress.scenario.words.Results;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import dev.seamstress.scenario.words.Vocabulary;
import dev.seamstress.scenario.words.Vocabulary.Category;
import dev.seamstress.scenario.words.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Resolves one test of a claim: what it is about, and the values it is compared with. */
final class TestResolver {
    private final Scope scope;
    private final TermResolver terms;
    private final EventResolver events;
    private final Labels labels;

    TestResolver(Scope scope, TermResolver terms, EventResolver events, Labels labels) {
        this.scope = scope;
        this.terms = terms;
        this.events = events;
        this.labels = labels;
    }

    /** Whether the operand is something to ask about, and not only a value. */
    static boolean isSubject(Operand operand) {
        if (operand instanceof Word word) {
            StateTerm term = StateTerm.of(word.name());
            return term != null && (term.shape() == StateTerm.Shape.BARE || isTree(word));
        }
        return !(operand instanceof IntRef);
    }

    private static boolean isTree(Operand operand) {
        return operand instanceof Word word
                && (word.name().equals("mirror") || word.name().equals("sept"));
    }

    /**
     * A test of {@code subject} against the values. Requires: more than one only with EQ. Errors: reported, Unresolved.
     */
    Condition compare(Operand subject, Relation relation, List<Operand> values) {
        if (subject instanceof Operand.Term term) {
            return state(terms.resolve(term), term.at(), relation, values);
        }
        if (subject instanceof Word word) {
            return bare(word, relation, values);
        }
        if (subject instanceof Operand.Count count) {
            EventPattern event = events.event(count.event(), GfnResolver.NO_ME);
            return anyOf(values, v -> new Condition.EventCount(event, relation, number(v, "the count of an event")));
        }
        if (subject instanceof Label label) {
            return result(label, relation, values);
        }
        if (subject instanceof ColumnRef column) {
            return column(column, relation, values);
        }
        if (subject instanceof Operand.Seen seen) {
            events.event(seen.event(), GfnResolver.NO_ME);
            throw scope.unresolved(seen.at(), "`seen(…)` is true or false by itself", "leave out the comparison");
        }
        throw scope.unresolved(subject.at(), "a number stands here alone", "compare a state term with it: `#aug = 1`");
    }

    /** An operand that stands alone. Errors: reported, Unresolved. */
    Condition alone(Operand subject) {
        if (subject instanceof Operand.Seen seen) {
            return new Condition.Seen(events.event(seen.event(), GfnResolver.NO_ME));
        }
        if (subject instanceof Word word) {
            StateTerm term = StateTerm.of(word.name());
            if (term != null && term.isFlag()) {
                return new Condition.StateIs(terms.bare(term, word.at()), Relation.EQ, List.of(StateWord.TRUE));
            }
            throw noTest(word, term);
        }
        String text = Printer.PLAIN.operand(subject);
        if (subject instanceof Operand.Term term) {
            StateRef state = terms.resolve(term);
            String value =
                    state.term().isNumber() ? "1" : state.term().valueWords().get(0);
            throw scope.unresolved(subject.at(), "`" + text + "` is compared with nothing", example(text, value));
        }
        if (subject instanceof Label label) {
            labels.info(label);
            throw scope.unresolved(subject.at(), "`" + text + "` is compared with nothing", example(text, Results.OK));
        }
        if (subject instanceof IntRef) {
            throw scope.unresolved(subject.at(), "`" + text + "` is a number, and says nothing alone", null);
        }
        String value = subject instanceof ColumnRef ? "done" : "1";
        throw scope.unresolved(subject.at(), "`" + text + "` is compared with nothing", example(text, value));
    }

    private static String example(String subject, String value) {
        return "write `" + subject + " = " + value + "`";
    }

    private Unresolved noTest(Word word, StateTerm term) {
        String text = word.name();
        if (term == null && Vocabulary.is(text, Category.EVENT)) {
            return scope.unresolved(word.at(), "`" + text + "` is an event", TermResolver.eventHint(text));
        }
        if (term == null) {
            String what = Vocabulary.contains(text) ? Vocabulary.of(text).text() : "a word";
            return scope.unresolved(word.at(), "`" + text + "` is " + what + ", and says nothing alone", null);
        }
        if (term.shape() == StateTerm.Shape.BARE) {
            String value = term.valueWords().get(0);
            return scope.unresolved(word.at(), "`" + text + "` is compared with nothing", example(text, value));
        }
        return terms.misused(word.at(), term);
    }

    private Condition bare(Word word, Relation relation, List<Operand> values) {
        StateTerm term = StateTerm.of(word.name());
        boolean isTrees = isTree(word) && values.size() == 1 && isTree(values.get(0));
        if (isTrees && !((Word) values.get(0)).name().equals(word.name())) {
            requireEquality(relation, word.at(), word.name());
            return new Condition.TreesAgree(null, relation);
        }
        if (term == null || term.shape() != StateTerm.Shape.BARE) {
            throw noTest(word, term);
        }
        return state(terms.bare(term, word.at()), word.at(), relation, values);
    }

    private Condition state(StateRef state, At at, Relation relation, List<Operand> values) {
        StateTerm term = state.term();
        if (term.isNumber()) {
            return anyOf(values, v -> new Condition.StateNumber(state, relation, number(v, "`" + term.word() + "`")));
        }
        requireEquality(relation, at, term.word());
        if (values.size() == 1 && values.get(0) instanceof Operand.Term other) {
            return twoTerms(state, relation, other);
        }
        List<StateWord> words = new ArrayList<>();
        for (Operand value : values) {
            words.add(stateWord(term, value));
        }
        return new Condition.StateIs(state, relation, words);
    }

    private Condition twoTerms(StateRef left, Relation relation, Operand.Term operand) {
        StateRef right = terms.resolve(operand);
        boolean arePages = isPage(left.term()) && isPage(right.term());
        boolean areTrees = left.term() == StateTerm.MIRROR && right.term() == StateTerm.SEPT
                || left.term() == StateTerm.SEPT && right.term() == StateTerm.MIRROR;
        if (arePages && left.range().pages() == right.range().pages()) {
            return new Condition.SamePage(left.term(), left.range(), relation, right.term(), right.range());
        }
        if (areTrees && left.range().equals(right.range()) && left.level() == right.level()) {
            return new Condition.TreesAgree(left.range(), relation);
        }
        String hint = arePages || areTrees
                ? "the two sides are about the same gfns"
                : "two terms are compared only as `mirror(x) = sept(x)` and `pfn(x) = backing(x)`";
        throw scope.unresolved(operand.at(), "`" + left.term().word() + "` is not compared with this", hint);
    }

    private static boolean isPage(StateTerm term) {
        return term == StateTerm.PFN || term == StateTerm.BACKING;
    }

    private StateWord stateWord(StateTerm term, Operand value) {
        String text = Printer.PLAIN.operand(value);
        boolean isWord = value instanceof Word;
        StateWord word = isWord ? Words.find(StateWord.class, text) : null;
        if (word != null && term.possible().contains(word)) {
            return word;
        }
        throw scope.unresolved(
                value.at(), "`" + term.word() + "` is never `" + text + "`", valueHint(text, term.valueWords()));
    }

    /** The hint for a value that is none of {@code possible}. */
    static String valueHint(String text, List<String> possible) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.equals(text) && possible.contains(lower)) {
            return "states are lower case: `" + lower + "`";
        }
        return Near.hint(text, possible, "it is " + Near.list(possible, "or"));
    }

    private long number(Operand value, String what) {
        if (value instanceof IntRef number) {
            return number.value().value();
        }
        throw scope.unresolved(value.at(), what + " is a number", "`" + Printer.PLAIN.operand(value) + "` is none");
    }

    private void requireEquality(Relation relation, At at, String subject) {
        if (relation != Relation.EQ && relation != Relation.NE) {
            throw scope.unresolved(at, "`" + subject + "` is compared with `=` and `!=` only", "it is no number");
        }
    }

    private Condition result(Label label, Relation relation, List<Operand> values) {
        LabelInfo info = labels.info(label);
        requireEquality(relation, label.at(), label.name());
        List<String> words = new ArrayList<>();
        for (Operand value : values) {
            words.add(result(label, info, value));
        }
        List<OperationRef> operations = labels.operations(label, GfnResolver.NO_ME);
        return new Condition.ResultIs(operations, relation, words);
    }

    private String result(Label label, LabelInfo info, Operand value) {
        String text = Printer.PLAIN.operand(value);
        boolean isOpen = info.results() == null && text.matches("[a-z][a-z0-9_]*");
        boolean isKnown = info.results() != null && info.results().contains(text);
        if (isOpen || isKnown || Results.WITHOUT_END.contains(text)) {
            return text;
        }
        if (info.results() == null) {
            throw scope.unresolved(value.at(), "`" + text + "` is no result", null);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        String hint = !lower.equals(text) && info.results().contains(lower)
                ? "results are lower case: `" + lower + "`"
                : CellChecker.possibleHint(label.name(), text, info.results());
        throw scope.unresolved(value.at(), CellChecker.impossible(label.name(), text), hint);
    }

    private Condition column(ColumnRef column, Relation relation, List<Operand> values) {
        ColumnId id = events.column(column);
        requireEquality(relation, column.at(), column.name());
        List<ColumnState> states = new ArrayList<>();
        for (Operand value : values) {
            String text = Printer.PLAIN.operand(value);
            ColumnState state = Words.find(ColumnState.class, text);
            if (state == null) {
                throw scope.unresolved(
                        value.at(), "a column is never `" + text + "`", valueHint(text, Words.all(ColumnState.class)));
            }
            states.add(state);
        }
        return new Condition.ColumnIs(id, relation, states);
    }

    /** One condition, or for several values of `in` their disjunction. */
    private static Condition anyOf(List<Operand> values, Function<Operand, Condition> test) {
        List<Condition> each = new ArrayList<>();
        for (Operand value : values) {
            each.add(test.apply(value));
        }
        return each.size() == 1 ? each.get(0) : new Condition.Or(each);
    }

    /** Reports a result outside `finally` and `sometimes`. */
    void refuseResult(Operand operand) {
        boolean isLabel = operand instanceof Label;
        String name = Printer.PLAIN.operand(operand);
        if (isLabel) {
            labels.info((Label) operand);
        }
        scope.sink()
                .add(Problem.error(
                        operand.at(),
                        "results are known in `finally` and `sometimes` only",
                        isLabel ? "before `" + name + "` ends its result is `unset`" : null));
    }
}
