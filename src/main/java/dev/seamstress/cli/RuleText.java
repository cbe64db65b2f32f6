package dev.seamstress.cli;

import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.trace.export.Wrap;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** All that there is to say of a rule, as a person reads it. */
final class RuleText {
    private final PrintWriter out;
    private final RuleBreaks breaks;

    RuleText(PrintWriter out, RuleBreaks breaks) {
        this.out = out;
        this.breaks = breaks;
    }

    void print(ToldRule rule) {
        paragraph(rule.name() + ": " + rule.statement());
        paragraph("  " + rule.whose() + "; from " + rule.source());
        paragraph("  looked at: " + rule.when());
        for (String text : RulesTold.texts(rule.name())) {
            paragraph("  in full: " + text);
        }
        paragraph("  if it is broken: " + rule.meaning());
        if (rule.isOfKvmsProtocol()) {
            paragraph("  not looked at: where a script makes SEAMCALLs of its own, behind KVM's back, as all of "
                    + Invariants.KVMS_PROTOCOL);
        }
        mutations(rule.finds());
        breaks(rule.name());
        paragraph(
                rule.canBeOff()
                        ? "  to see what comes after it: --without " + rule.name()
                        : "  cannot be turned off: " + rule.whyNotOff());
        out.println();
    }

    private void paragraph(String text) {
        Wrap.lines(text, "    ").forEach(out::println);
    }

    private void mutations(List<Mutation> mutations) {
        out.println("  planted bugs that it must find:" + (mutations.isEmpty() ? " none" : ""));
        for (Mutation mutation : mutations) {
            String missing = mutation.isBuilt() ? "" : " (not modelled yet)";
            out.println(String.format(
                    Locale.ROOT, "    %-29s %s%s", mutation.id(), ChangesTold.sentence(mutation.id()), missing));
        }
    }

    private void breaks(String rule) {
        if (!breaks.areKnown()) {
            out.println("  scenarios of the catalogue that break it: not looked for, there is no catalogue here");
            return;
        }
        List<RuleBreaks.Break> scenarios = breaks.of(rule);
        out.println("  scenarios of the catalogue that break it:" + (scenarios.isEmpty() ? " none" : ""));
        for (RuleBreaks.Break scenario : scenarios) {
            out.println("    " + scenario.file() + " under " + scenario.kernel());
        }
    }
}
