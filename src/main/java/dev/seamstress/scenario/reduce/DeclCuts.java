package dev.seamstress.scenario.reduce;

import dev.seamstress.scenario.ast.Arg;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.Operand;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.words.SlotFlag;
import java.util.ArrayList;
import java.util.List;

/** Takes declarations, and makes those that are left speak of fewer pages. */
final class DeclCuts {
    /** Stays, as without it nothing in the slot is private. */
    private static final String GMEM = SlotFlag.GMEM.word();

    private final Scenario scenario;
    private final int kept;
    private final List<Reduction> all = new ArrayList<>();

    private DeclCuts(Scenario scenario, int kept) {
        this.scenario = scenario;
        this.kept = kept;
    }

    static List<Reduction> of(Scenario scenario, int kept) {
        DeclCuts cuts = new DeclCuts(scenario, kept);
        for (int i = scenario.decls().size() - 1; i >= 0; i--) {
            cuts.add(part(scenario.decls().get(i)), Less.without(scenario.decls(), i));
        }
        for (int i = scenario.decls().size() - 1; i >= 0; i--) {
            cuts.shrink(i);
        }
        return cuts.all;
    }

    private static Reduction.Part part(Decl decl) {
        if (decl instanceof Decl.Slot) {
            return Reduction.Part.SLOT;
        } else if (decl instanceof Decl.Symbol) {
            return Reduction.Part.NAME;
        }
        return decl instanceof Decl.Fact ? Reduction.Part.FACT : Reduction.Part.INJECTION;
    }

    private void add(Reduction.Part part, List<Decl> decls) {
        Scenario less = new Scenario(
                scenario.title(), scenario.options(), decls, scenario.grid(), scenario.claims(), scenario.expects());
        all.add(new Reduction(less, kept, part));
    }

    private void shrink(int index) {
        Decl decl = scenario.decls().get(index);
        if (decl instanceof Decl.Slot slot) {
            for (RangeRef range : Less.than(slot.range())) {
                replace(index, new Decl.Slot(slot.id(), range, slot.flags(), slot.at()));
            }
            for (int i = 0; i < slot.flags().size(); i++) {
                if (!slot.flags().get(i).is(GMEM)) {
                    replace(index, new Decl.Slot(slot.id(), slot.range(), Less.without(slot.flags(), i), slot.at()));
                }
            }
        } else if (decl instanceof Decl.Fact fact) {
            for (List<Arg> args : OpCuts.fewerPages(fact.term().args())) {
                Operand.Term term =
                        new Operand.Term(fact.term().name(), args, fact.term().at());
                replace(index, new Decl.Fact(term, fact.value(), fact.at()));
            }
        } else if (decl instanceof Decl.Inject inject && inject.range() != null) {
            for (RangeRef range : Less.than(inject.range())) {
                replace(
                        index,
                        new Decl.Inject(
                                inject.outcome(), inject.column(), inject.leaf(), range, inject.when(), inject.at()));
            }
        }
    }

    private void replace(int index, Decl decl) {
        add(part(decl), Less.with(scenario.decls(), index, decl));
    }
}
