package dev.seamstress.scenario.resolve;

import dev.seamstress.scenario.ast.Expect;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Options;
import dev.seamstress.scenario.plan.Target;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.Quantifier;
import dev.seamstress.scenario.words.Verdict;
import dev.seamstress.scenario.words.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns models and expectations into targets. */
final class ExpectResolver {
    private final Scope scope;
    private final OptionResolver options;
    private final ClaimResolver claims;

    ExpectResolver(Scope scope, OptionResolver options, ClaimResolver claims) {
        this.scope = scope;
        this.options = options;
        this.claims = claims;
    }

    /** A target for each model and for each further one that an expectation names. */
    List<Target> resolve(Options.Kernels kernels, List<Expect> expects) {
        Map<String, Target> targets = new LinkedHashMap<>();
        List<String> planted = kernels.mutate().stream().map(Name::text).toList();
        for (Name model : kernels.models()) {
            Target target = new Target(model.text(), planted, Verdict.PROVED, null);
            targets.put(key(target), target);
        }
        Map<String, Expect> seen = new TreeMap<>();
        for (Expect expect : expects) {
            Target target = target(expect, planted);
            if (target == null) {
                continue;
            }
            Expect first = seen.putIfAbsent(key(target), expect);
            if (first != null) {
                scope.sink()
                        .add(Problem.error(expect.model().at(), "`" + target.name() + "` is already expected")
                                .withNote("first on line " + first.at().line()));
            }
            targets.put(key(target), target);
        }
        return List.copyOf(targets.values());
    }

    /** The order of mutations makes no other target. */
    private static String key(Target target) {
        return target.model() + " + " + String.join(" + ", new TreeSet<>(target.mutations()));
    }

    private Target target(Expect expect, List<String> planted) {
        boolean isGood = options.checkModel(expect.model());
        List<String> mutations = new ArrayList<>(planted);
        for (Name mutation : expect.mutations()) {
            isGood &= options.checkMutation(mutation);
            if (mutations.contains(mutation.text())) {
                scope.error(mutation.at(), "`" + mutation + "` is planted already", null);
                isGood = false;
            }
            mutations.add(mutation.text());
        }
        Verdict verdict = Words.find(Verdict.class, expect.verdict().text());
        if (verdict == null) {
            Name word = expect.verdict();
            scope.error(word.at(), "no verdict `" + word + "`", Near.hint(word.text(), Words.all(Verdict.class), null));
            return null;
        }
        isGood &= expect.rule() == null || checkRule(expect.rule(), verdict);
        String rule = expect.rule() == null ? null : expect.rule().text();
        return isGood ? new Target(expect.model().text(), mutations, verdict, rule) : null;
    }

    private boolean checkRule(Name rule, Verdict verdict) {
        String text = rule.text();
        if (verdict != Verdict.REFUTED) {
            scope.error(rule.at(), "only `refuted` names a rule", "write `" + verdict.word() + "` alone");
            return false;
        }
        int hash = text.indexOf('#');
        if (hash >= 0) {
            return checkClaim(rule, text.substring(0, hash), text.substring(hash + 1));
        }
        if (scope.known().rules().contains(text)) {
            return true;
        }
        String near = Near.best(text, scope.known().rules());
        String hint = near != null ? "did you mean `" + near + "`?" : "a rule is `never#1`, `V12` or `bug_on`";
        if (Words.find(Verdict.class, text) != null) {
            hint = "write `: " + text + "`";
        }
        scope.error(rule.at(), "no rule `" + text + "`", hint);
        return false;
    }

    private boolean checkClaim(Name rule, String kind, String number) {
        Quantifier quant = Words.find(Quantifier.class, kind);
        boolean isThere = quant != null
                && number.matches("[1-9][0-9]{0,3}")
                && Integer.parseInt(number) <= claims.counts().getOrDefault(quant, 0);
        if (isThere || scope.damage().isAny()) {
            return isThere;
        }
        String names = claims.names();
        scope.error(rule.at(), "there is no claim `" + rule + "`", names.isEmpty() ? null : "there are " + names);
        return false;
    }
}
