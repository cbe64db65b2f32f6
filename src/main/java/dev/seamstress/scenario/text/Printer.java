package dev.seamstress.scenario.text;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.Claim;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.Cond;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.Event;
import dev.seamstress.scenario.ast.Expect;
import dev.seamstress.scenario.ast.GfnRef;
import dev.seamstress.scenario.ast.Index;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.Operand;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import java.util.List;
import java.util.stream.Collectors;

/** The canonical text of the nodes that fit on one line. */
public final class Printer {
    /** Prints what was written. */
    public static final Printer PLAIN = new Printer(-1);

    private final int me;

    private Printer(int me) {
        this.me = me;
    }

    /** Prints what is meant in column {@code number}: there {@code x[me]} is {@code x[2]}. */
    public static Printer forColumn(int number) {
        return new Printer(number);
    }

    /** An operation. */
    public String op(Op op) {
        if (op instanceof Op.Plain plain) {
            StringBuilder text = new StringBuilder(plain.verb().text());
            plain.args().forEach(a -> text.append(' ').append(arg(a)));
            return text.toString();
        }
        if (op instanceof Op.Repeat repeat) {
            return "repeat " + repeat.count().text() + " { " + ops(repeat.ops()) + " }";
        }
        if (op instanceof Op.Loop loop) {
            return "loop { " + ops(loop.ops()) + " } until " + results(loop.until());
        }
        if (op instanceof Op.On on) {
            return "on " + event(on.event())
                    + (on.nth() == null ? "" : " nth " + on.nth().text());
        }
        Op.AddSlot add = (Op.AddSlot) op;
        return "addslot " + add.id().text() + " = " + range(add.range()) + words(add.flags());
    }

    private String ops(List<Op> ops) {
        return ops.stream().map(this::op).collect(Collectors.joining(", "));
    }

    /** A set of results; one needs no braces. */
    public String results(List<Name> results) {
        return results.size() == 1
                ? results.get(0).text()
                : "{" + results.stream().map(Name::text).collect(Collectors.joining(", ")) + "}";
    }

    private static String words(List<Name> words) {
        return words.stream().map(w -> " " + w).collect(Collectors.joining());
    }

    /** An argument. */
    public String arg(Arg arg) {
        if (arg instanceof RangeRef range) {
            return range(range);
        }
        return arg instanceof Word word ? word.name() : operand((Operand) arg);
    }

    /** A gfn or a range of gfns. */
    public String range(RangeRef range) {
        return gfn(range.gfn()) + (range.isGfn() ? "" : "+" + range.count().text());
    }

    /** A gfn. */
    public String gfn(GfnRef gfn) {
        if (gfn.name() == null) {
            return gfn.number().text();
        }
        return gfn.name().text() + (gfn.index() == null ? "" : "[" + index(gfn.index()) + "]");
    }

    private String index(Index index) {
        if (index.perMe() == null) {
            return index.constant().text();
        }
        if (me >= 0) {
            return Long.toString(me * index.perMe().value());
        }
        return index.perMe().value() == 1 ? "me" : "me*" + index.perMe().text();
    }

    /** An operand of a test. */
    public String operand(Operand operand) {
        if (operand instanceof Operand.Term term) {
            return term(term);
        }
        if (operand instanceof Operand.Count count) {
            return "#" + event(count.event());
        }
        if (operand instanceof Operand.Seen seen) {
            return "seen(" + event(seen.event()) + ")";
        }
        if (operand instanceof IntRef number) {
            return number.value().text();
        }
        if (operand instanceof Label label) {
            return label.name() + (label.index() == null ? "" : "[" + index(label.index()) + "]");
        }
        return operand instanceof ColumnRef column ? column.name() : ((Word) operand).name();
    }

    /** A state term. */
    public String term(Operand.Term term) {
        String name = term.name().text();
        if (term.args().isEmpty()) {
            return name;
        }
        return name + "(" + term.args().stream().map(this::arg).collect(Collectors.joining(",")) + ")";
    }

    /** An event. */
    public String event(Event event) {
        StringBuilder text = new StringBuilder();
        if (event.column() != null) {
            text.append(event.column().name()).append(' ');
        }
        text.append(event.what().kind());
        if (event.what().leaf() != null) {
            text.append(' ').append(event.what().leaf());
        }
        if (event.what().why() != null) {
            text.append(' ').append(event.what().why());
        }
        if (event.range() != null) {
            text.append('(').append(range(event.range())).append(')');
        }
        if (event.by() != null) {
            text.append(" by ").append(arg(event.by()));
        }
        return text.toString();
    }

    /** A condition without outer parentheses. */
    public String cond(Cond cond) {
        if (cond instanceof Cond.Or or) {
            return or.of().stream().map(this::cond).collect(Collectors.joining(" \\/ "));
        }
        if (cond instanceof Cond.And and) {
            return and.of().stream().map(c -> inside(c, c instanceof Cond.Or)).collect(Collectors.joining(" /\\ "));
        }
        if (cond instanceof Cond.Not not) {
            return "~" + inside(not.of(), !(isUnary(not.of())));
        }
        if (cond instanceof Cond.Test test) {
            return operand(test.left()) + " " + test.rel().symbol() + " " + operand(test.right());
        }
        if (cond instanceof Cond.In in) {
            String set = in.set().stream().map(this::operand).collect(Collectors.joining(", "));
            return operand(in.left()) + " in {" + set + "}";
        }
        return operand(((Cond.Bool) cond).term());
    }

    private static boolean isUnary(Cond cond) {
        return cond instanceof Cond.Not || cond instanceof Cond.Bool;
    }

    private String inside(Cond cond, boolean needsParentheses) {
        return needsParentheses ? "(" + cond(cond) + ")" : cond(cond);
    }

    /** A claim. */
    public String claim(Claim claim) {
        if (claim instanceof Claim.Order order) {
            return "order (" + order.events().stream().map(this::event).collect(Collectors.joining(" -> ")) + ")";
        }
        Claim.Quantified quantified = (Claim.Quantified) claim;
        String atRest = quantified.atRest() == null ? "" : " at rest";
        return quantified.quant().word() + atRest + " (" + cond(quantified.cond()) + ")";
    }

    /** A declaration without its semicolon. */
    public String decl(Decl decl) {
        if (decl instanceof Decl.Slot slot) {
            return "slot " + slot.id().text() + " = " + range(slot.range()) + words(slot.flags());
        }
        if (decl instanceof Decl.Symbol symbol) {
            return symbol.name() + " = " + gfn(symbol.gfn());
        }
        if (decl instanceof Decl.Fact fact) {
            return term(fact.term()) + " = " + operand(fact.value());
        }
        Decl.Inject inject = (Decl.Inject) decl;
        String column = inject.column() == null ? "" : inject.column().name() + " ";
        String range = inject.range() == null ? "" : "(" + range(inject.range()) + ")";
        String number = inject.when().number() == null
                ? ""
                : " " + inject.when().number().text();
        return "inject " + inject.outcome() + " " + column + inject.leaf() + range + " "
                + inject.when().when() + number;
    }

    /** An expectation. */
    public String expect(Expect expect) {
        String mutations = expect.mutations().stream().map(m -> " + " + m).collect(Collectors.joining());
        String rule = expect.rule() == null ? "" : " " + expect.rule();
        return "expect " + expect.model() + mutations + ": " + expect.verdict() + rule;
    }
}
