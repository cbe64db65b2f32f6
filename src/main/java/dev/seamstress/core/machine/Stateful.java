package dev.seamstress.core.machine;

/** Something with state that a driver can save, restore, hash and show. */
public interface Stateful {
    /**
     * Lists every mutable field exactly once, in a fixed order. The number of words may depend only on words listed
     * before. A field left out is the one bug that makes a proof false; {@code FieldsTest} looks for it by reflection.
     */
    void fields(Fields f);
}
