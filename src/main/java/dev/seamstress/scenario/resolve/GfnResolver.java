package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.GfnRef;
import dev.seamstress.scenario.ast.Index;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Turns gfns and ranges as written into numbers. */
final class GfnResolver {
    /** In a place where {@code me} means nothing. */
    static final int NO_ME = -1;

    private final Scope scope;

    GfnResolver(Scope scope) {
        this.scope = scope;
    }

    /** The gfn, in column {@code me}. Errors: reported, Unresolved. */
    Gfn gfn(GfnRef ref, int me) {
        long base = ref.name() == null ? ref.number().value() : named(ref.name());
        long value = base + (ref.index() == null ? 0 : offset(ref.index(), me));
        if (value >= scope.gfnLimit()) {
            throw beyond(ref.at(), value);
        }
        return new Gfn(value);
    }

    /** The range, in column {@code me}. Errors: reported, Unresolved. */
    GfnRange range(RangeRef ref, int me) {
        Gfn start = gfn(ref.gfn(), me);
        long pages = ref.pages();
        if (pages == 0) {
            throw scope.unresolved(ref.count().at(), "a range has at least one gfn", null);
        }
        if (pages > scope.gfnLimit() - start.value()) {
            throw beyond(ref.at(), start.value() + pages - 1);
        }
        return new GfnRange(start, new Gfn(start.value() + pages));
    }

    private Unresolved beyond(At at, long gfn) {
        int bits = Long.numberOfTrailingZeros(scope.gfnLimit());
        return scope.unresolved(
                at,
                "gfn 0x" + Long.toHexString(gfn) + " is beyond the guest's address space",
                "a gfn has at most " + bits + " bits here, and never the shared bit; the alias is the word `shared`");
    }

    private long offset(Index index, int me) {
        if (index.perMe() == null) {
            return index.constant().value();
        }
        if (me == NO_ME) {
            throw scope.unresolved(
                    index.at(), "`me` means nothing here", "it is the number of a vCPU, in an operation of its column");
        }
        long perMe = index.perMe().value();
        if (me != 0 && perMe > Gfn.LIMIT / me) {
            throw beyond(index.at(), Gfn.LIMIT);
        }
        return me * perMe;
    }

    private long named(Name name) {
        Scope.Symbol symbol = scope.gfns().get(name.text());
        if (symbol != null) {
            return symbol.gfn().value();
        }
        if (scope.damage().areNamesLost() || scope.damage().gfns().contains(name.text())) {
            throw new Unresolved();
        }
        throw scope.unknown("gfn", name.text(), unknown(name));
    }

    private Problem unknown(Name name) {
        String text = name.text();
        if (Vocabulary.contains(text)) {
            return Problem.error(
                    name.at(), "`" + text + "` is " + Vocabulary.of(text).text() + ", not a gfn");
        }
        if (scope.labels().containsKey(text)) {
            return Problem.error(name.at(), "`" + text + "` is a label, not a gfn");
        }
        List<String> names = new ArrayList<>(scope.gfns().keySet());
        int minus = text.indexOf('-');
        if (minus > 0) {
            String base = text.substring(0, minus);
            return Problem.error(
                    name.at(),
                    "no gfn is called `" + text + "`",
                    "there is no subtraction: `" + base + "[1]` is the gfn after " + base);
        }
        String near = Near.best(text, names);
        String hint = near != null ? "did you mean `" + near + "`?" : declared(text);
        return Problem.error(name.at(), "no gfn is called `" + text + "`", hint);
    }

    /** How a gfn gets this name, if it can. */
    private static String declared(String text) {
        int dot = text.indexOf('.');
        if (dot > 0 && text.endsWith(".shared")) {
            String base = text.substring(0, dot);
            return "of an access the other alias is a word behind the gfn: `read " + base + " shared`";
        }
        return dot < 0
                ? "declare it in the block of facts: `" + text + " = 0x100;`"
                : "a name has letters, digits and `_`";
    }
}
