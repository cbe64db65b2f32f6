package dev.seamstress.scenario.ast;

import java.util.List;

/** A declaration of the block of facts. */
public sealed interface Decl {
    /** Where it stands, from its first word to its last. */
    At at();

    /** A memslot. */
    record Slot(Num id, RangeRef range, List<Name> flags, At at) implements Decl {
        public Slot {
            flags = List.copyOf(flags);
        }
    }

    /** A name for a gfn. */
    record Symbol(Name name, GfnRef gfn, At at) implements Decl {}

    /**
     * A change of the first state. A bare word, {@code seq}, is a term without arguments; the value is a word or int.
     */
    record Fact(Operand.Term term, Operand value, At at) implements Decl {}

    /** Calls of a leaf that fail. {@code column} and {@code range} may be null. */
    record Inject(Name outcome, ColumnRef column, Name leaf, RangeRef range, Times when, At at) implements Decl {}

    /** Which calls: {@code once}, {@code any} or {@code nth N}; {@code number} is null unless {@code nth}. */
    record Times(Name when, Num number) {}
}
