package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Event;
import dev.seamstress.scenario.ast.GfnRef;
import dev.seamstress.scenario.ast.Index;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.ProblemSink;
import dev.seamstress.scenario.words.ColumnKind;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Builds the small nodes that stand inside others: names, gfns, ranges, columns, events. */
final class Values {
    private final ProblemSink sink;
    private final Numbers numbers;

    Values(ProblemSink sink) {
        this.sink = sink;
        this.numbers = new Numbers(sink);
    }

    Numbers numbers() {
        return numbers;
    }

    /** Reports an error and gives the piece up. */
    BrokenPiece broken(At at, String message, String hint) {
        sink.error(at, message, hint);
        return new BrokenPiece();
    }

    void report(Problem problem) {
        sink.add(problem);
    }

    void error(At at, String message, String hint) {
        sink.error(at, message, hint);
    }

    static At at(ParserRuleContext context) {
        Token stop = context.getStop() == null ? context.getStart() : context.getStop();
        return Tokens.at(context.getStart()).to(Tokens.at(stop));
    }

    static At at(TerminalNode node) {
        return Tokens.at(node.getSymbol());
    }

    /** The text of a context of one token. */
    static Name name(ParserRuleContext context) {
        return new Name(context.getStart().getText(), at(context));
    }

    static Name name(TerminalNode node) {
        return new Name(node.getText(), at(node));
    }

    ColumnRef column(ScenarioParser.ColumnContext context) {
        return column(context.getStart());
    }

    /** A column by its token, {@code P0} or {@code VMM}; {@code P} alone is P0, as VMM is VMM0. */
    ColumnRef column(Token token) {
        String text = token.getText();
        int digits = 0;
        while (digits < text.length() && !Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        At at = Tokens.at(token);
        ColumnKind kind = ColumnKind.valueOf(text.substring(0, digits));
        String number = text.substring(digits);
        if (number.length() > 5 || !number.isEmpty() && Integer.parseInt(number) >= Limits.VCPUS) {
            throw broken(
                    at, "there is no column `" + text + "`", "columns are numbered from 0 to " + (Limits.VCPUS - 1));
        }
        return new ColumnRef(kind, number.isEmpty() ? 0 : Integer.parseInt(number), at);
    }

    RangeRef range(ScenarioParser.RangeContext context) {
        GfnRef gfn = gfn(context.gfn());
        if (context.length() == null) {
            return new RangeRef(gfn, null, at(context));
        }
        ScenarioParser.LengthContext length = context.length();
        if (length.number() == null) {
            String start = context.gfn().getStart().getText();
            String moved = length.getText().equals("me") ? "`" + start + "[me]` is the gfn at offset `me`; " : "";
            throw broken(
                    at(length),
                    "a length cannot be `" + length.getText() + "`",
                    moved + "`" + start + "+8` is 8 gfns from " + start);
        }
        return new RangeRef(gfn, numbers.pages(length.number()), at(context));
    }

    GfnRef gfn(ScenarioParser.GfnContext context) {
        if (context.number() != null) {
            return new GfnRef(null, numbers.pages(context.number()), null, at(context));
        }
        Index index = context.index() == null ? null : index(context.index());
        return new GfnRef(name(context.argWord()), null, index, at(context));
    }

    Index index(ScenarioParser.IndexContext context) {
        At at = at(context);
        if (context.argWord() == null) {
            return new Index(numbers.pages(context.number()), null, at);
        }
        String word = context.argWord().getText();
        if (!word.equals("me")) {
            throw broken(
                    at(context.argWord()),
                    "an index cannot be `" + word + "`",
                    "it is a number, or `me`, the column's own number, as in `x[3]`, `x[me]`, `x[me*512]`");
        }
        return context.number() == null
                ? new Index(null, Numbers.ONE, at)
                : new Index(null, numbers.pages(context.number()), at);
    }

    Event event(ScenarioParser.EventContext context) {
        ColumnRef column = null;
        Arg by = null;
        for (ScenarioParser.ColumnContext c : context.column()) {
            boolean isBehindBy = context.BY() != null
                    && c.getStart().getTokenIndex() > context.BY().getSymbol().getTokenIndex();
            if (isBehindBy) {
                by = column(c);
            } else {
                column = column(c);
            }
        }
        Event.What what = what(context);
        if (context.BY() != null && by == null) {
            TerminalNode last = context.NAME(context.NAME().size() - 1);
            by = new Word(last.getText(), at(last));
        }
        RangeRef range = context.range() == null ? null : range(context.range());
        return new Event(column, what, range, by, at(context));
    }

    private Event.What what(ScenarioParser.EventContext context) {
        if (context.RETRY() != null) {
            TerminalNode why = context.BUSY();
            for (TerminalNode name : context.NAME()) {
                boolean isWhy = name.getSymbol().getTokenIndex()
                        == context.RETRY().getSymbol().getTokenIndex() + 1;
                why = isWhy ? name : why;
            }
            return new Event.What(name(context.RETRY()), null, why == null ? null : name(why));
        }
        if (context.BUSY() != null) {
            return new Event.What(name(context.BUSY()), name(context.argWord()), null);
        }
        return new Event.What(name(context.NAME(0)), null, null);
    }
}
