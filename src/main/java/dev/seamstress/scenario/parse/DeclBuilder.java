package dev.seamstress.scenario.parse;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.Operand;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Builds the declarations of the block of facts. */
final class DeclBuilder {
    /** The terms that stand without arguments; no gfn can be called so. */
    private static final List<String> BARE_TERMS =
            List.of("seq", "mmio_gen", "mmu_lock", "opstate", "bug_on", "vmdead");

    private final Values values;
    private final CondBuilder conds;

    DeclBuilder(Values values, CondBuilder conds) {
        this.values = values;
        this.conds = conds;
    }

    Decl decl(ScenarioParser.DeclContext context) {
        if (context.slotDecl() != null) {
            return slot(context.slotDecl());
        }
        if (context.injectDecl() != null) {
            return inject(context.injectDecl());
        }
        return context.termFact() != null ? fact(context.termFact()) : symbol(context.symbolDecl());
    }

    private Decl slot(ScenarioParser.SlotDeclContext context) {
        Num id = values.numbers().count(context.number());
        return new Decl.Slot(id, values.range(context.range()), names(context.NAME()), Values.at(context));
    }

    static List<Name> names(List<TerminalNode> nodes) {
        return nodes.stream().map(Values::name).toList();
    }

    private Decl inject(ScenarioParser.InjectDeclContext context) {
        Name outcome = Values.name(context.argWord(0));
        Name leaf = Values.name(context.argWord(1));
        ColumnRef column = context.column() == null ? null : values.column(context.column());
        RangeRef range = context.range() == null ? null : values.range(context.range());
        Num number = context.number() == null ? null : values.numbers().count(context.number());
        Decl.Times times = new Decl.Times(Values.name(context.word()), number);
        return new Decl.Inject(outcome, column, leaf, range, times, Values.at(context));
    }

    private Decl fact(ScenarioParser.TermFactContext context) {
        Operand value = context.number() != null
                ? new IntRef(values.numbers().count(context.number()))
                : new Word(context.word().getText(), Values.at(context.word()));
        if (context.term() != null) {
            return new Decl.Fact(conds.term(context.term()), value, Values.at(context));
        }
        At at = Tokens.at(context.getStart()).to(Values.at(context.argWord(1)).after());
        Arg tree = new Word(context.argWord(1).getText(), Values.at(context.argWord(1)));
        Name name = new Name(
                "#" + context.argWord(0).getText(),
                Tokens.at(context.getStart()).to(Values.at(context.argWord(0))));
        return new Decl.Fact(new Operand.Term(name, List.of(tree), at), value, Values.at(context));
    }

    /** A gfn's name, or a fact about a term without arguments: {@code seq = far}. */
    private Decl symbol(ScenarioParser.SymbolDeclContext context) {
        Name name = Values.name(context.word());
        RangeRef range = values.range(context.range());
        boolean isWord =
                range.isGfn() && range.gfn().name() != null && range.gfn().index() == null;
        if (isWord && BARE_TERMS.contains(name.text())) {
            Name value = range.gfn().name();
            List<Arg> none = new ArrayList<>();
            return new Decl.Fact(
                    new Operand.Term(name, none, name.at()), new Word(value.text(), value.at()), Values.at(context));
        }
        if (!range.isGfn()) {
            throw values.broken(
                    range.at(),
                    "a name stands for one gfn, not for a range",
                    "a length is given where it is used: `" + name + "+" + range.pages() + "`");
        }
        return new Decl.Symbol(name, range.gfn(), Values.at(context));
    }
}
