package dev.seamstress.scenario.words;

import static dev.seamstress.scenario.words.StateWord.*;

import java.util.ArrayList;
import java.util.List;

/** A thing of the state that a claim can ask for, the arguments it takes and the values it has. */
public enum StateTerm {
    /** KVM's mirror of the private tree, at the valid root. */
    MIRROR(Shape.GFN_LEVEL, NONE, FROZEN, PRESENT, TABLE),
    /** KVM's tree for the shared alias, or the only tree of a machine without a mirror. */
    DIRECT(Shape.GFN_LEVEL, NONE, FROZEN, PRESENT, TABLE, READONLY, MMIO),
    /** The Secure EPT that the module keeps. */
    SEPT(Shape.GFN_LEVEL, FREE, PENDING, MAPPED, BLOCKED, PENDING_BLOCKED, TABLE, TABLE_BLOCKED),
    /** The memory attribute of a gfn. */
    ATTR(Shape.GFN, PRIVATE, SHARED),
    SLOT(Shape.SLOT, VALID, INVALID, StateWord.NONE),
    /** The type of the PAMT entry of the gfn's guest_memfd page. */
    PAMT(Shape.GFN, HOST, TD, RESERVED),
    /** The translation that a vCPU in guest mode can still use. */
    TLB(Shape.VCPU_GFN, PRIVATE, SHARED, StateWord.NONE),
    /** The page in the direct leaf. */
    PFN(Shape.GFN, StateWord.NONE),
    /** The page that the slot and the host's tables give now. */
    BACKING(Shape.GFN, StateWord.NONE),
    /** The host-priority bit of the Secure EPT entry. */
    HP(Shape.GFN, SET, CLEAR),
    /** The reference count of the valid root. */
    REFS(Shape.TREE),
    /** How many valid roots there are; written {@code #roots}. */
    ROOTS(Shape.TREE),
    MODE(Shape.VCPU, OUTSIDE, IN_GUEST, EXITING),
    VCPU(Shape.VCPU, StateWord.NONE, CREATED, READY),
    /** How many faults the module has counted at the vCPU's present RIP. */
    ZEROSTEP(Shape.VCPU),
    MMU_LOCK(Shape.BARE, FREE, READ, WRITE),
    OPSTATE(Shape.BARE, UNINITIALIZED, INITIALIZED, RUNNABLE),
    BUG_ON(Shape.BARE, TRUE, FALSE),
    VMDEAD(Shape.BARE, TRUE, FALSE);

    /** The arguments a term takes. */
    public enum Shape {
        GFN_LEVEL("x[,2M]"),
        GFN("x"),
        SLOT("1"),
        VCPU("P0"),
        VCPU_GFN("P0,x"),
        TREE("mirror"),
        BARE("");

        private final String example;

        Shape(String example) {
            this.example = example;
        }
    }

    private final Shape shape;
    private final List<StateWord> values;

    StateTerm(Shape shape, StateWord... values) {
        this.shape = shape;
        this.values = List.of(values);
    }

    public Shape shape() {
        return shape;
    }

    /** The values it can have; empty if they are numbers. */
    public List<StateWord> possible() {
        return values;
    }

    public boolean isNumber() {
        return values.isEmpty();
    }

    /** Whether it stands alone in a condition, as true or false. */
    public boolean isFlag() {
        return this == BUG_ON || this == VMDEAD;
    }

    /** The word of the language: {@code mirror}, {@code #roots}. */
    public String word() {
        return this == ROOTS ? "#roots" : Words.of(this);
    }

    /** How it is written, for a hint: {@code mirror(x[,2M])}. */
    public String usage() {
        return shape == Shape.BARE ? word() : word() + "(" + shape.example + ")";
    }

    /** The words of {@link #possible}. */
    public List<String> valueWords() {
        List<String> words = new ArrayList<>();
        for (StateWord value : values) {
            words.add(value.word());
        }
        return words;
    }

    /** The term written {@code word}, or null. */
    public static StateTerm of(String word) {
        for (StateTerm term : StateTerm.values()) {
            if (term.word().equals(word)) {
                return term;
            }
        }
        return null;
    }
}
