package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.Label;
import dev.seamstress.scenario.ast.Op;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.text.Printer;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.Param;
import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Lays the arguments of an operation beside its parameters. */
final class ArgReader {
    private final Scope scope;
    private final Verb verb;
    private final Op.Plain op;
    private int next;

    ArgReader(Scope scope, Verb verb, Op.Plain op) {
        this.scope = scope;
        this.verb = verb;
        this.op = op;
    }

    /**
     * One argument for each parameter, null for one left out; `via P0` gives the column. Errors: reported, Unresolved.
     */
    List<Arg> read() {
        List<Arg> bound = new ArrayList<>();
        for (Param param : verb.params()) {
            Arg arg = take(param);
            if (arg == null && !param.isOptional()) {
                throw missing(param);
            }
            bound.add(arg);
            if (param.kind() == Param.Kind.LEAF) {
                // What follows are the leaf's own arguments.
                return bound;
            }
        }
        if (next < op.args().size()) {
            throw surplus(op.args().get(next));
        }
        return bound;
    }

    private Arg take(Param param) {
        if (next == op.args().size()) {
            return null;
        }
        Arg arg = op.args().get(next);
        if (param.kind() == Param.Kind.VIA) {
            return takeVia(arg);
        }
        if (!fits(param, arg)) {
            return null;
        }
        next++;
        return arg;
    }

    private Arg takeVia(Arg arg) {
        if (!(arg instanceof Word word && word.name().equals("via"))) {
            return null;
        }
        boolean hasVcpu = next + 1 < op.args().size() && isVcpu(op.args().get(next + 1));
        if (!hasVcpu) {
            throw scope.unresolved(arg.at(), "`via` needs a vCPU", usage());
        }
        next += 2;
        return op.args().get(next - 1);
    }

    private static boolean isVcpu(Arg arg) {
        return arg instanceof ColumnRef column && column.kind() == ColumnKind.P;
    }

    private static boolean fits(Param param, Arg arg) {
        return switch (param.kind()) {
            case GFN, RANGE -> arg instanceof RangeRef;
            case NUMBER, TIME -> arg instanceof IntRef;
            case VCPU -> isVcpu(arg);
            case WORD -> arg instanceof Word word && param.words().contains(word.name());
            case LEVEL ->
                arg instanceof Word word && Character.isDigit(word.name().charAt(0));
            case LEAF -> arg instanceof Word;
            case LABEL -> arg instanceof Label;
            case VIA -> false;
        };
    }

    private String usage() {
        return "it is written `" + verb.usage() + "`";
    }

    private Unresolved missing(Param param) {
        String wanted = param.kind() == Param.Kind.WORD
                ? Near.list(param.words(), "or")
                : param.kind().text();
        if (next == op.args().size()) {
            return scope.unresolved(op.at(), "`" + verb.word() + "` needs " + wanted, usage());
        }
        Arg arg = op.args().get(next);
        String text = Printer.PLAIN.arg(arg);
        if (isOnLaterLine(arg)) {
            return endOfRow();
        }
        boolean isName = arg instanceof RangeRef ref && ref.isGfn() && ref.gfn().name() != null;
        String near = param.kind() == Param.Kind.WORD && isName ? Near.best(text, param.words()) : null;
        if (arg instanceof Word word && Vocabulary.contains(word.name()) && isGfn(param)) {
            String what = Vocabulary.of(word.name()).text();
            return scope.unresolved(
                    arg.at(),
                    "`" + text + "` is " + what + ", not " + param.kind().text(),
                    usage());
        }
        return scope.unresolved(
                arg.at(),
                "`" + verb.word() + "` needs " + wanted + ", not `" + text + "`",
                near != null ? "did you mean `" + near + "`?" : usage());
    }

    private static boolean isGfn(Param param) {
        return param.kind() == Param.Kind.GFN || param.kind() == Param.Kind.RANGE;
    }

    private boolean isOnLaterLine(Arg arg) {
        return next > 0
                ? arg.at().line() > op.args().get(next - 1).at().line()
                : arg.at().line() > op.at().line();
    }

    /** A row without its `;` runs into the next one. */
    private Unresolved endOfRow() {
        At last = next > 0 ? op.args().get(next - 1).at() : op.at();
        return scope.unresolved(last.after(), "expected `;` or `|`", "a row ends with `;`");
    }

    private Unresolved surplus(Arg arg) {
        if (isOnLaterLine(arg)) {
            return endOfRow();
        }
        String text = Printer.PLAIN.arg(arg);
        List<String> options = new ArrayList<>();
        for (Param param : verb.params()) {
            if (param.isOptional()) {
                options.addAll(param.kind() == Param.Kind.VIA ? List.of("via") : param.words());
            }
        }
        String near = Near.best(text, options);
        scope.sink()
                .add(Problem.error(
                        arg.at(),
                        "`" + verb.word() + "` does not take `" + text + "`",
                        near != null && !near.equals(text) ? "did you mean `" + near + "`?" : usage()));
        return new Unresolved();
    }
}
