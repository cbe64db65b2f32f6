package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Claim;
import dev.seamstress.scenario.ast.Cond;
import dev.seamstress.scenario.ast.Event;
import dev.seamstress.scenario.ast.GfnRef;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Operand;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.scenario.words.Relation;
import dev.seamstress.scenario.words.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Builds claims and their conditions; herd's words become ours here. */
final class CondBuilder {
    private final Values values;

    CondBuilder(Values values) {
        this.values = values;
    }

    Claim claim(ScenarioParser.ClaimContext context) {
        At at = Tokens.at(context.getStart());
        if (context.ORDER() != null) {
            List<Event> events = context.event().stream().map(values::event).toList();
            return new Claim.Order(events, at);
        }
        Name atRest = null;
        if (context.AT() != null) {
            TerminalNode rest = context.NAME();
            if (!rest.getText().equals("rest")) {
                throw values.broken(
                        Values.at(rest), "expected `rest`, not `" + rest.getText() + "`", "it is `at rest`");
            }
            atRest = new Name("at rest", Values.at(context.AT()).to(Values.at(rest)));
        }
        return new Claim.Quantified(quantifier(context.quant()), atRest, cond(context.cond()), at);
    }

    private static Quantifier quantifier(ScenarioParser.QuantContext context) {
        if (context.EXISTS() != null) {
            return context.getStart() == context.EXISTS().getSymbol() ? Quantifier.SOMETIMES : Quantifier.NEVER;
        }
        if (context.ALWAYS() != null) {
            return Quantifier.ALWAYS;
        }
        if (context.NEVER() != null) {
            return Quantifier.NEVER;
        }
        return context.SOMETIMES() != null ? Quantifier.SOMETIMES : Quantifier.FINALLY;
    }

    private Cond cond(ScenarioParser.CondContext context) {
        List<Cond> parts = context.conj().stream().map(this::conj).toList();
        return Cond.or(parts, Values.at(context));
    }

    private Cond conj(ScenarioParser.ConjContext context) {
        List<Cond> parts = context.neg().stream().map(this::neg).toList();
        return Cond.and(parts, Values.at(context));
    }

    private Cond neg(ScenarioParser.NegContext context) {
        Cond cond = context.cond() != null ? cond(context.cond()) : test(context.test());
        int tildes = context.getChildCount() - (context.cond() != null ? 3 : 1);
        for (int i = 0; i < tildes; i++) {
            cond = new Cond.Not(cond, Values.at(context));
        }
        return cond;
    }

    private Cond test(ScenarioParser.TestContext context) {
        Operand left = operand(context.operand(0));
        At at = Values.at(context);
        if (context.IN() != null) {
            List<Operand> set = context.value().stream().map(this::value).toList();
            return new Cond.In(left, set, at);
        }
        if (context.rel() == null) {
            return new Cond.Bool(left, at);
        }
        return new Cond.Test(left, Relation.of(context.rel().getText()), operand(context.operand(1)), at);
    }

    private Operand value(ScenarioParser.ValueContext context) {
        return context.number() != null
                ? new IntRef(values.numbers().count(context.number()))
                : new Word(context.getText(), Values.at(context));
    }

    private Operand operand(ScenarioParser.OperandContext context) {
        At at = Values.at(context);
        if (context.number() != null) {
            return new IntRef(values.numbers().count(context.number()));
        }
        if (context.event() != null) {
            Event event = values.event(context.event());
            if (context.SEEN() != null) {
                return new Operand.Seen(event, at);
            }
            return event.what().kind().is("roots") ? roots(event, at) : new Operand.Count(event, at);
        }
        if (context.column() != null) {
            return values.column(context.column());
        }
        if (context.term() != null) {
            return term(context.term());
        }
        String name = context.argWord().getText();
        if (context.index() == null && Vocabulary.contains(name)) {
            return new Word(name, at);
        }
        return new Label(name, context.index() == null ? null : values.index(context.index()), at);
    }

    /** {@code #roots(mirror)} has the shape of a counted event, and is a term of the state. */
    private static Operand roots(Event event, At at) {
        Name name = new Name("#roots", event.what().kind().at());
        List<Arg> args = new ArrayList<>();
        if (event.range() != null) {
            GfnRef gfn = event.range().gfn();
            args.add(gfn.name() == null ? event.range() : new Word(gfn.name().text(), gfn.at()));
        }
        return new Operand.Term(name, args, at);
    }

    Operand.Term term(ScenarioParser.TermContext context) {
        Name name = Values.name(context.argWord());
        List<Arg> args = new ArrayList<>();
        for (ScenarioParser.TargContext targ : context.targ()) {
            args.add(targ(targ, name, args.size()));
        }
        return new Operand.Term(name, args, Values.at(context));
    }

    private Arg targ(ScenarioParser.TargContext context, Name term, int position) {
        if (context.column() != null) {
            return values.column(context.column());
        }
        ScenarioParser.RangeContext range = context.range();
        ScenarioParser.GfnContext gfn = range.gfn();
        boolean isPlain = range.length() == null;
        if (isPlain && gfn.number() != null) {
            if (term.is("slot")) {
                return new IntRef(values.numbers().count(gfn.number()));
            }
            if (position > 0 && gfn.number().SIZE() != null) {
                return new Word(gfn.getText(), Values.at(gfn));
            }
        }
        if (isPlain && gfn.argWord() != null && gfn.index() == null && Vocabulary.contains(gfn.getText())) {
            return new Word(gfn.getText(), Values.at(gfn));
        }
        RangeRef ref = values.range(range);
        return ref;
    }
}
