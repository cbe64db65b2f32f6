package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.GfnRef;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.words.Param;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.Vocabulary;
import dev.seamstress.scenario.words.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds operations. What an argument may be, only its operation knows: a bare name is a gfn, a label or a word, and a
 * bare number a gfn or a count; everything else is left to the resolver.
 */
final class OpBuilder {
    private final Values values;

    OpBuilder(Values values) {
        this.values = values;
    }

    Op op(ScenarioParser.OpContext context) {
        At at = Tokens.at(context.getStart());
        if (context.REPEAT() != null) {
            return new Op.Repeat(values.numbers().count(context.number()), ops(context.op()), at);
        }
        if (context.LOOP() != null) {
            return new Op.Loop(ops(context.op()), results(context.results()), at);
        }
        if (context.ON() != null) {
            Num nth = context.number() == null ? null : values.numbers().count(context.number());
            return new Op.On(values.event(context.event()), nth, at);
        }
        if (context.ADDSLOT() != null) {
            Num id = values.numbers().count(context.number());
            return new Op.AddSlot(id, values.range(context.range()), DeclBuilder.names(context.NAME()), at);
        }
        if (context.AT() != null) {
            return new Op.Plain(
                    new Name("at", at), List.of(new IntRef(values.numbers().time(context.number()))));
        }
        Name verbName = Values.name(context.argWord());
        Verb verb = Words.find(Verb.class, verbName.text());
        List<Arg> args = new ArrayList<>();
        for (ScenarioParser.ArgContext arg : context.arg()) {
            args.add(arg(arg, verb, args.size()));
        }
        return new Op.Plain(verbName, args);
    }

    private List<Op> ops(List<ScenarioParser.OpContext> contexts) {
        return contexts.stream().map(this::op).toList();
    }

    List<Name> results(ScenarioParser.ResultsContext context) {
        return context.word().stream().map(Values::name).toList();
    }

    private Arg arg(ScenarioParser.ArgContext context, Verb verb, int position) {
        if (context.column() != null) {
            return values.column(context.column());
        }
        if (context.ON() != null) {
            return new Word("on", Values.at(context.ON()));
        }
        ScenarioParser.RangeContext range = context.range();
        ScenarioParser.GfnContext gfn = range.gfn();
        Param.Kind first = verb == null || verb.params().isEmpty()
                ? null
                : verb.params().get(0).kind();
        if (range.length() == null && gfn.number() != null) {
            boolean isLevel = verb == Verb.ACCEPT && position == 1 || verb == Verb.SEAMCALL && position > 0;
            if (isLevel && gfn.number().SIZE() != null) {
                return new Word(gfn.getText(), Values.at(gfn));
            }
            if (position == 0 && first == Param.Kind.NUMBER) {
                return new IntRef(values.numbers().count(gfn.number()));
            }
        }
        if (range.length() == null && gfn.argWord() != null) {
            String name = gfn.argWord().getText();
            if (verb == Verb.WAIT) {
                return new Label(name, gfn.index() == null ? null : values.index(gfn.index()), Values.at(gfn));
            }
            boolean isWord = Vocabulary.contains(name) || verb == Verb.SEAMCALL && position == 0;
            if (isWord && gfn.index() == null) {
                return new Word(name, Values.at(gfn));
            }
            GfnRef ref = values.gfn(gfn);
            return new RangeRef(ref, null, ref.at());
        }
        return values.range(range);
    }
}
