package dev.seamstress.scenario.reduce;

import dev.seamstress.scenario.ast.Scenario;

/**
 * A scenario from which something was taken.
 *
 * @param scenario what is left
 * @param kept where the claim is now that had to be kept, or {@link Reductions#NO_CLAIM}
 * @param part what was taken
 */
public record Reduction(Scenario scenario, int kept, Part part) {
    /** What can be taken from a scenario. */
    public enum Part {
        /** Claims, whole or in part. */
        CLAIM,
        COLUMN,
        /** An operation, rounds of one, what it is repeated in, pages it is about. */
        OPERATION,
        /** A result that a row announces. */
        RESULT,
        INJECTION,
        OPTION,
        /** A slot, some of its pages, one of its flags. */
        SLOT,
        /** The name of a gfn. */
        NAME,
        /** Something that is so in the first state. */
        FACT
    }
}
