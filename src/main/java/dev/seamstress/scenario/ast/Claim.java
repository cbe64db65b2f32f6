package dev.seamstress.scenario.ast;

import dev.seamstress.scenario.words.Quantifier;
import java.util.List;

/** What must be true. */
public sealed interface Claim {
    /** Where it begins. */
    At at();

    /** A condition under a quantifier, which is not ORDER; {@code atRest} is null or the words {@code at rest}. */
    record Quantified(Quantifier quant, Name atRest, Cond cond, At at) implements Claim {}

    /** Events that come in this order. */
    record Order(List<Event> events, At at) implements Claim {
        public Order {
            events = List.copyOf(events);
        }
    }
}
