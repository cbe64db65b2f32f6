package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.ColumnRef;
import dev.seamstress.scenario.ast.IntRef;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Operand;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Word;
import dev.seamstress.scenario.plan.StateRef;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.ColumnKind;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.Vocabulary;
import dev.seamstress.scenario.words.Vocabulary.Category;
import java.util.ArrayList;
import java.util.List;

/** Turns state terms as written into references. */
final class TermResolver {
    private final Scope scope;
    private final GfnResolver gfns;
    private final String module;

    /** Resolves terms of a scenario with this module, on which depends what a term can be about. */
    TermResolver(Scope scope, GfnResolver gfns, String module) {
        this.scope = scope;
        this.gfns = gfns;
        this.module = module;
    }

    /** The term of that name. Errors: reported, Unresolved. */
    StateTerm term(Name name) {
        StateTerm term = StateTerm.of(name.text());
        if (term != null) {
            return term;
        }
        String text = name.text();
        if (Vocabulary.is(text, Category.EVENT)) {
            throw scope.unresolved(name.at(), "`" + text + "` is an event", eventHint(text));
        }
        if (text.equals("roots")) {
            throw scope.unresolved(name.at(), "`roots` is counted", "write `#roots(mirror)` or `#roots(direct)`");
        }
        List<String> terms = new ArrayList<>();
        for (StateTerm each : StateTerm.values()) {
            terms.add(each.word());
        }
        String near = Near.best(text, terms);
        String hint = near != null ? "did you mean `" + near + "`?" : "terms are " + Near.list(terms, "and");
        throw scope.unknown("term", text, Problem.error(name.at(), "no state term `" + text + "`", hint));
    }

    /** The hint for an event that stands where a term should. */
    static String eventHint(String event) {
        return "`seen(" + event + ")` asks whether it happened; an order of events is `order (a -> b)`";
    }

    /** The term with its arguments. Errors: reported, Unresolved. */
    StateRef resolve(Operand.Term operand) {
        StateTerm term = term(operand.name());
        scope.requireModelled(term.word(), operand.at());
        List<Arg> args = operand.args();
        return switch (term.shape()) {
            case GFN_LEVEL -> {
                boolean hasLevel = args.size() == 2 && args.get(1) instanceof Word;
                requireCount(operand, term, hasLevel ? 2 : 1);
                int level = hasLevel ? Levels.of(scope, (Word) args.get(1)) : Level.PG_4K;
                yield new StateRef(term, range(operand, term, 0), level, 0, null);
            }
            case GFN -> {
                requireCount(operand, term, 1);
                yield new StateRef(term, range(operand, term, 0), Level.PG_4K, 0, null);
            }
            case VCPU_GFN -> {
                requireCount(operand, term, 2);
                yield new StateRef(term, range(operand, term, 1), Level.PG_4K, vcpu(operand, term), null);
            }
            case VCPU -> {
                requireCount(operand, term, 1);
                yield new StateRef(term, null, Level.PG_4K, vcpu(operand, term), null);
            }
            case SLOT -> {
                requireCount(operand, term, 1);
                if (!(args.get(0) instanceof IntRef number)) {
                    throw misused(operand, term);
                }
                int slot = (int) Math.min(Integer.MAX_VALUE, number.value().value());
                yield new StateRef(term, null, Level.PG_4K, slot, null);
            }
            case TREE -> tree(operand, term);
            case BARE -> {
                requireCount(operand, term, 0);
                yield bare(term, operand.at());
            }
        };
    }

    /** A term without arguments. */
    StateRef bare(StateTerm term, At at) {
        scope.requireModelled(term.word(), at);
        return new StateRef(term, null, Level.PG_4K, 0, null);
    }

    private StateRef tree(Operand.Term operand, StateTerm term) {
        List<Arg> args = operand.args();
        boolean isPamt = term == StateTerm.REFS
                && args.size() == 2
                && args.get(0) instanceof Word word
                && word.name().equals("pamt");
        if (isPamt) {
            if (!module.equals("dpamt")) {
                throw scope.unresolved(
                        operand.at(), "this module counts no PAMT references", "it takes `module = dpamt`");
            }
            return new StateRef(term, range(operand, term, 1), Level.PG_4K, 0, StateTerm.PAMT);
        }
        requireCount(operand, term, 1);
        StateTerm tree = args.get(0) instanceof Word word ? StateTerm.of(word.name()) : null;
        if (tree != StateTerm.MIRROR && tree != StateTerm.DIRECT) {
            throw scope.unresolved(
                    args.get(0).at(),
                    "there are no such roots",
                    "it is `" + term.word() + "(mirror)` or `" + term.word() + "(direct)`");
        }
        return new StateRef(term, null, Level.PG_4K, 0, tree);
    }

    private void requireCount(Operand.Term operand, StateTerm term, int count) {
        if (operand.args().size() != count) {
            throw misused(operand, term);
        }
    }

    private Unresolved misused(Operand.Term operand, StateTerm term) {
        return misused(operand.at(), term);
    }

    /** The answer to a term with the wrong arguments, or none. */
    Unresolved misused(At at, StateTerm term) {
        return scope.unresolved(at, "`" + term.word() + "` is not written so", "it is `" + term.usage() + "`");
    }

    private GfnRange range(Operand.Term operand, StateTerm term, int position) {
        if (operand.args().get(position) instanceof RangeRef ref) {
            return gfns.range(ref, GfnResolver.NO_ME);
        }
        if (operand.args().get(position) instanceof Word word && Vocabulary.contains(word.name())) {
            String what = Vocabulary.of(word.name()).text();
            throw scope.unresolved(word.at(), "`" + word.name() + "` is " + what + ", not a gfn", null);
        }
        throw misused(operand, term);
    }

    private int vcpu(Operand.Term operand, StateTerm term) {
        if (operand.args().get(0) instanceof ColumnRef ref && ref.kind() == ColumnKind.P) {
            scope.askForVcpu(ref.number(), ref.at());
            return ref.number();
        }
        throw misused(operand, term);
    }
}
