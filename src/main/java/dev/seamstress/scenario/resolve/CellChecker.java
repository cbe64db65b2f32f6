package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Cell;
import dev.seamstress.scenario.ast.Column;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.Results;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.Vocabulary;
import dev.seamstress.scenario.words.Vocabulary.Category;
import dev.seamstress.scenario.words.Words;
import java.util.ArrayList;
import java.util.List;

/** Checks what a cell says about itself: its label, its verbs, its column, its results. */
final class CellChecker {
    /** A longer list of results is no help: those of `seamcall` are all statuses of the module. */
    private static final int MOST_LISTED = 20;

    private final Scope scope;

    CellChecker(Scope scope) {
        this.scope = scope;
    }

    /** Whether every verb of the cell is an operation; a verb that is none is reported. */
    boolean hasVerbs(Op op, Column column) {
        boolean isGood = true;
        if (op instanceof Op.Plain plain) {
            Name verb = plain.verb();
            if (Words.find(Verb.class, verb.text()) == null) {
                scope.sink().add(noOperation(verb, column));
                isGood = false;
            }
        }
        for (Op inner : inner(op)) {
            isGood &= hasVerbs(inner, column);
        }
        return isGood;
    }

    private static Problem noOperation(Name verb, Column column) {
        String text = verb.text();
        Category category = Vocabulary.of(text);
        if (category == Category.RESULT) {
            return Problem.error(
                    verb.at(),
                    "`" + text + "` is a result, not an operation",
                    "several results are written `=> {ok, memfault}`; `|` separates cells");
        }
        if (category != null) {
            return Problem.error(
                    verb.at(),
                    "`" + text + "` is " + category.text() + ", not an operation",
                    "a cell is `A: accept x`");
        }
        List<String> here = new ArrayList<>();
        for (Verb candidate : Verb.values()) {
            if (column == null || candidate.columns().contains(column.kind())) {
                here.add(candidate.word());
            }
        }
        String near = Near.best(text, here);
        String anywhere = near != null ? near : Near.best(text, Words.all(Verb.class));
        String hint = anywhere != null
                ? "did you mean `" + anywhere + "`?"
                : "in column " + (column == null ? "P0" : column.text()) + " stand " + Near.list(here, "and");
        return Problem.error(verb.at(), "no operation `" + text + "`", hint);
    }

    /** The operations inside a `repeat` or `loop`. */
    static List<Op> inner(Op op) {
        if (op instanceof Op.Repeat repeat) {
            return repeat.ops();
        }
        return op instanceof Op.Loop loop ? loop.ops() : List.of();
    }

    /** The verb of an operation whose verb is known. */
    static Verb verb(Op op) {
        if (op instanceof Op.Plain plain) {
            return Words.find(Verb.class, plain.verb().text());
        }
        if (op instanceof Op.Repeat) {
            return Verb.REPEAT;
        }
        if (op instanceof Op.Loop) {
            return Verb.LOOP;
        }
        return op instanceof Op.On ? Verb.ON : Verb.ADDSLOT;
    }

    /** Checks that the operation may stand in the column and can be run. Whether it may stand there. */
    boolean checkColumn(Op op, Column column) {
        Verb verb = verb(op);
        if (!verb.columns().contains(column.kind())) {
            scope.error(
                    op.at(),
                    "`" + verb.word() + "` cannot stand in column " + column.text(),
                    "it belongs in a " + kinds(verb.columns()) + " column");
            return false;
        }
        scope.requireModelled(verb.word(), op.at());
        if (!scope.vm().isTd() && NEEDS_TD.contains(verb)) {
            scope.error(
                    op.at(),
                    "`" + verb.word() + "` needs a TD",
                    "`vm = " + scope.vm().word() + "` has no TDX module; leave the option out");
            return false;
        }
        boolean isGood = true;
        for (Op inner : inner(op)) {
            isGood &= checkColumn(inner, column);
        }
        return isGood;
    }

    private static final List<Verb> NEEDS_TD =
            List.of(Verb.ACCEPT, Verb.INITMEM, Verb.FINALIZE, Verb.VCPUINIT, Verb.SEAMCALL);

    private static String kinds(List<ColumnKind> kinds) {
        List<String> names = kinds.stream().map(ColumnKind::name).toList();
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    /** What the operation can end with; null if its verb is none. */
    List<String> results(Op op) {
        Verb verb = verb(op);
        if (verb == null) {
            return null;
        }
        if (verb == Verb.SEAMCALL) {
            return scope.known().statuses();
        }
        List<Op> inner = inner(op);
        return inner.isEmpty() ? verb.results() : results(inner.get(inner.size() - 1));
    }

    /** Checks the results of `=>` and of every `until`. */
    void checkResults(Cell cell) {
        checkPossible(cell.op(), cell.results());
        checkUntil(cell.op());
    }

    private void checkUntil(Op op) {
        if (op instanceof Op.Loop loop) {
            checkPossible(loop, loop.until());
        }
        inner(op).forEach(this::checkUntil);
    }

    private void checkPossible(Op op, List<Name> results) {
        List<String> possible = results(op);
        List<String> seen = new ArrayList<>();
        for (Name result : results) {
            String text = result.text();
            if (seen.contains(text)) {
                scope.error(result.at(), "`" + text + "` is given twice", null);
            } else if (possible != null && !possible.contains(text)) {
                scope.error(result.at(), impossible(lastVerb(op), text), possibleHint(lastVerb(op), text, possible));
            }
            seen.add(text);
        }
    }

    private static String lastVerb(Op op) {
        List<Op> inner = inner(op);
        return inner.isEmpty() ? verb(op).word() : lastVerb(inner.get(inner.size() - 1));
    }

    /** The message for a result that an operation never has. */
    static String impossible(String verb, String result) {
        boolean isWord = Results.OF_OPERATIONS.contains(result) || Results.WITHOUT_END.contains(result);
        return isWord || !Vocabulary.contains(result)
                ? "`" + verb + "` never ends with `" + result + "`"
                : "`" + result + "` is " + Vocabulary.of(result).text() + ", not a result";
    }

    /** The hint for it. */
    static String possibleHint(String verb, String result, List<String> possible) {
        String near = Near.best(result, possible);
        if (near != null) {
            return "did you mean `" + near + "`?";
        }
        return possible.size() > MOST_LISTED
                ? "it is `ok`, `busy`, or the module's name of a status in lower case: `tlb_tracking_not_done`"
                : "`" + verb + "` ends with " + Near.list(possible, "or");
    }
}
