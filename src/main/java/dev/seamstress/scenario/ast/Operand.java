package dev.seamstress.scenario.ast;

import java.util.List;

/** What a test of a claim is about, or compared with. */
public sealed interface Operand permits Operand.Term, Operand.Count, Operand.Seen, Word, ColumnRef, Label, IntRef {
    /** Where it stands. */
    At at();

    /** A state term with arguments: {@code mirror(x,2M)}; {@code #roots} is one, with that name. */
    record Term(Name name, List<Arg> args, At at) implements Operand {
        public Term {
            args = List.copyOf(args);
        }
    }

    /** How often an event has happened: {@code #aug(x)}. */
    record Count(Event event, At at) implements Operand {}

    /** Whether an event has happened: {@code seen(P0 retry frozen)}. */
    record Seen(Event event, At at) implements Operand {}
}
