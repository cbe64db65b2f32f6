package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Event;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.EventKind;
import dev.seamstress.scenario.words.Leaf;
import dev.seamstress.scenario.words.RetryWhy;
import dev.seamstress.scenario.words.Vocabulary;
import dev.seamstress.scenario.words.Vocabulary.Category;
import dev.seamstress.scenario.words.Words;

/** Turns events as written into patterns. */
final class EventResolver {
    private final Scope scope;
    private final GfnResolver gfns;

    EventResolver(Scope scope, GfnResolver gfns) {
        this.scope = scope;
        this.gfns = gfns;
    }

    /** The pattern, in column {@code me}. Errors: reported, Unresolved. */
    EventPattern event(Event event, int me) {
        Name word = event.what().kind();
        Leaf leaf = Words.find(
                Leaf.class,
                event.what().leaf() == null ? word.text() : event.what().leaf().text());
        EventKind kind = kind(word, leaf);
        if (kind == EventKind.BUSY && leaf == null) {
            throw unknownLeaf(event.what().leaf());
        }
        boolean hasLeaf = kind == EventKind.LEAF || kind == EventKind.BUSY;
        if (event.column() != null && !kind.hasColumn()) {
            String shown = kind.word();
            throw scope.unresolved(
                    event.column().at(),
                    "`" + shown + "` says of no column that it was its",
                    "write `" + shown + "` alone");
        }
        ColumnId column = event.column() == null ? null : column(event.column());
        GfnRange range = null;
        if (event.range() != null) {
            boolean hasGfn = hasLeaf ? leaf.hasGfn() : kind.hasGfn();
            if (!hasGfn) {
                String shown = hasLeaf ? leaf.word() : kind.word();
                throw scope.unresolved(
                        event.range().at(), "`" + shown + "` is about no gfn", "write `" + shown + "` alone");
            }
            range = gfns.range(event.range(), me);
        }
        return new EventPattern(column, kind, hasLeaf ? leaf : null, why(event), range, by(event, kind));
    }

    private EventKind kind(Name word, Leaf leaf) {
        EventKind kind = Words.find(EventKind.class, word.text());
        if (kind != null && kind != EventKind.LEAF) {
            return kind;
        }
        if (leaf != null) {
            return EventKind.LEAF;
        }
        String text = word.text();
        boolean isOther = Vocabulary.contains(text) && !Vocabulary.is(text, Category.EVENT);
        String message = isOther
                ? "`" + text + "` is " + Vocabulary.of(text).text() + ", not an event"
                : "no event `" + text + "`";
        String hint = Near.hint(
                text,
                Vocabulary.events(),
                "events are leaves that succeeded, as `aug(x)`, and words as "
                        + "`retry frozen`, `busy aug(x)`, `kick`, `map(x)`, `zap(x)`");
        throw scope.unknown("event", text, Problem.error(word.at(), message, hint));
    }

    /** The answer to a word that is no leaf. */
    Unresolved unknownLeaf(Name word) {
        String hint =
                Near.hint(word.text(), Words.all(Leaf.class), "leaves are " + Near.list(Words.all(Leaf.class), "and"));
        return scope.unknown("leaf", word.text(), Problem.error(word.at(), "no leaf `" + word + "`", hint));
    }

    private RetryWhy why(Event event) {
        Name why = event.what().why();
        if (why == null) {
            return null;
        }
        RetryWhy found = Words.find(RetryWhy.class, why.text());
        if (found == null) {
            String hint = Near.hint(why.text(), Words.all(RetryWhy.class), null);
            throw scope.unresolved(why.at(), "no reason `" + why + "` for a retry", hint);
        }
        return found;
    }

    private EventPattern.By by(Event event, EventKind kind) {
        if (event.by() == null) {
            return null;
        }
        if (kind != EventKind.BUSY) {
            throw scope.unresolved(
                    event.by().at(),
                    "`by` says who was in the way of a `busy` call",
                    "who did it stands in front: `P0 aug(x)`");
        }
        if (event.by() instanceof ColumnRef column) {
            return new EventPattern.By(null, column(column));
        }
        Word word = (Word) event.by();
        Leaf leaf = Words.find(Leaf.class, word.name());
        if (leaf == null) {
            throw unknownLeaf(new Name(word.name(), word.at()));
        }
        return new EventPattern.By(leaf, null);
    }

    /** A column that the header must have. */
    ColumnId column(ColumnRef ref) {
        ColumnId id = new ColumnId(ref.kind(), ref.number());
        if (!scope.hasColumn(id)) {
            String hint = "the header has " + Near.list(scope.columnTexts(), "and");
            throw scope.unknown("column", id.name(), Problem.error(ref.at(), "no column `" + id.name() + "`", hint));
        }
        if (ref.kind() == ColumnKind.P) {
            scope.nameVcpu(ref.number());
        }
        return id;
    }
}
