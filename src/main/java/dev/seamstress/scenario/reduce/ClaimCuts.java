package dev.seamstress.scenario.reduce;

import dev.seamstress.scenario.ast.Claim;
import dev.seamstress.scenario.ast.Cond;
import dev.seamstress.scenario.ast.Scenario;
import dev.seamstress.scenario.words.Quantifier;
import java.util.ArrayList;
import java.util.List;

/** Takes claims: all others at once, one of them, or a part of the one that is kept. */
final class ClaimCuts {
    private ClaimCuts() {}

    static List<Reduction> of(Scenario scenario, int kept) {
        List<Claim> claims = scenario.claims();
        List<Reduction> all = new ArrayList<>();
        int others = kept < 0 ? claims.size() : claims.size() - 1;
        if (others > 1) {
            List<Claim> alone = kept < 0 ? List.of() : List.of(claims.get(kept));
            all.add(reduction(scenario, alone, Math.min(kept, 0)));
        }
        for (int i = claims.size() - 1; i >= 0; i--) {
            if (i != kept) {
                all.add(reduction(scenario, Less.without(claims, i), i < kept ? kept - 1 : kept));
            }
        }
        if (kept >= 0) {
            for (Claim weaker : weaker(claims.get(kept))) {
                all.add(reduction(scenario, Less.with(claims, kept, weaker), kept));
            }
        }
        return all;
    }

    private static Reduction reduction(Scenario s, List<Claim> claims, int kept) {
        Scenario less = new Scenario(s.title(), s.options(), s.decls(), s.grid(), claims, s.expects());
        return new Reduction(less, kept, Reduction.Part.CLAIM);
    }

    /** Claims that follow from {@code claim}: if they do not hold, neither does it. */
    private static List<Claim> weaker(Claim claim) {
        List<Claim> all = new ArrayList<>();
        if (claim instanceof Claim.Order order) {
            for (int i = 0; i < order.events().size() - 1 && order.events().size() > 2; i++) {
                all.add(new Claim.Order(Less.without(order.events(), i), order.at()));
            }
            return all;
        }
        Claim.Quantified quantified = (Claim.Quantified) claim;
        Quantifier quant = quantified.quant();
        boolean isPositive = quant == Quantifier.ALWAYS || quant == Quantifier.FINALLY;
        if (isPositive && quantified.cond() instanceof Cond.And and) {
            for (int i = 0; i < and.of().size(); i++) {
                all.add(with(quantified, Cond.and(Less.without(and.of(), i), and.at())));
            }
        } else if (quant == Quantifier.NEVER && quantified.cond() instanceof Cond.Or or) {
            for (int i = 0; i < or.of().size(); i++) {
                all.add(with(quantified, Cond.or(Less.without(or.of(), i), or.at())));
            }
        }
        return all;
    }

    private static Claim with(Claim.Quantified claim, Cond cond) {
        return new Claim.Quantified(claim.quant(), claim.atRest(), cond, claim.at());
    }
}
