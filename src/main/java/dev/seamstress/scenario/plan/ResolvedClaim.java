package dev.seamstress.scenario.plan;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.words.Quantifier;
import java.util.List;

/**
 * A claim.
 *
 * <p>Shape: {@code number} counts the claims of its kind from 1. {@code condition} is null for ORDER, which alone has
 * {@code events}, two or more; {@code scope} is AT_REST for ALWAYS and NEVER only. {@code text} is its canonical form.
 */
public record ResolvedClaim(
        Quantifier kind, int number, Scope scope, Condition condition, List<EventPattern> events, String text) {
    /** In which states an {@code always} or {@code never} is looked at. */
    public enum Scope {
        EVERYWHERE,
        /** Only where no thread is inside a freeze window or a zap of a gfn that the condition names. */
        AT_REST
    }

    public ResolvedClaim {
        events = List.copyOf(events);
    }

    /**
     * The gfns that it names, which {@code at rest} is about.
     *
     * <p>Shape: ascending ranges that neither touch nor overlap.
     */
    public List<GfnRange> gfns() {
        return Mentions.of(this).ranges();
    }

    /** The events that its condition asks for, which must be counted from the start. */
    public List<EventPattern> counted() {
        return Mentions.of(this).counted();
    }

    /** By which verdicts call it: {@code never#1}. */
    public String name() {
        return kind.word() + "#" + number;
    }
}
