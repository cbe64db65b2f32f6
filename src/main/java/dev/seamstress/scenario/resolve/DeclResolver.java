package dev.seamstress.scenario.resolve;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.ast.Decl;
import dev.seamstress.scenario.ast.Name;
import dev.seamstress.scenario.ast.Num;
import dev.seamstress.scenario.ast.RangeRef;
import dev.seamstress.scenario.parse.Limits;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.plan.Injection;
import dev.seamstress.scenario.plan.NamedGfn;
import dev.seamstress.scenario.plan.Slot;
import dev.seamstress.scenario.plan.Start;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.words.Leaf;
import dev.seamstress.scenario.words.Outcome;
import dev.seamstress.scenario.words.SlotFlag;
import dev.seamstress.scenario.words.Vocabulary;
import dev.seamstress.scenario.words.When;
import dev.seamstress.scenario.words.Words;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Resolves the block of facts: names first, then slots, then what is said about them. */
final class DeclResolver {
    /** KVM_USER_MEM_SLOTS: slots are numbered below it. */
    private static final long SLOT_LIMIT = 32764;

    private final Scope scope;
    private final GfnResolver gfns;
    private final EventResolver events;
    private final List<Slot> slots = new ArrayList<>();
    private final List<At> slotPlaces = new ArrayList<>();

    DeclResolver(Scope scope, GfnResolver gfns, EventResolver events) {
        this.scope = scope;
        this.gfns = gfns;
        this.events = events;
    }

    /** Puts the names of gfns into the scope. A name may use those above it. */
    void names(List<Decl> decls) {
        int names = 0;
        for (Decl decl : decls) {
            if (decl instanceof Decl.Symbol symbol) {
                names++;
                if (names == Limits.GFN_NAMES + 1) {
                    scope.error(symbol.name().at(), "too many names", "a scenario names at most 256 gfns");
                }
                name(symbol);
            }
        }
    }

    private void name(Decl.Symbol symbol) {
        Name name = symbol.name();
        try {
            checkNew(name, "gfn");
            Scope.Symbol first = scope.gfns().get(name.text());
            if (first != null) {
                scope.sink()
                        .add(Problem.error(name.at(), "`" + name + "` is already the name of a gfn")
                                .withNote("first declared on line " + first.at().line()));
                return;
            }
            scope.gfns().put(name.text(), new Scope.Symbol(gfns.gfn(symbol.gfn(), GfnResolver.NO_ME), name.at()));
        } catch (Unresolved e) {
            scope.damage().gfn(name.text());
        }
    }

    /** A name that the scenario gives may be no word of the language and has no dots or dashes. */
    private void checkNew(Name name, String what) {
        if (Vocabulary.contains(name.text())) {
            throw scope.unresolved(
                    name.at(),
                    "`" + name + "` is " + Vocabulary.of(name.text()).text() + " and cannot be the name of a " + what,
                    null);
        }
        if (!name.text().matches("[A-Za-z0-9_]*")) {
            throw scope.unresolved(
                    name.at(), "`" + name + "` cannot be the name of a " + what, "a name has letters, digits and `_`");
        }
    }

    /** Everything but the names. Requires: {@link #names} was called. */
    Start resolve(List<Decl> decls) {
        List<Decl.Fact> facts = new ArrayList<>();
        List<Injection> injections = new ArrayList<>();
        for (Decl decl : decls) {
            try {
                if (decl instanceof Decl.Slot slot) {
                    addSlot(slot);
                } else if (decl instanceof Decl.Inject inject) {
                    injections.add(injection(inject));
                } else if (decl instanceof Decl.Fact fact) {
                    facts.add(fact);
                }
            } catch (Unresolved e) {
                scope.damage().facts();
            }
        }
        List<Fact> resolved = new FactResolver(scope, gfns, slots).resolve(facts);
        List<NamedGfn> names = new ArrayList<>();
        scope.gfns().forEach((name, symbol) -> names.add(new NamedGfn(name, symbol.gfn())));
        return new Start(slots, names, resolved, injections);
    }

    private void addSlot(Decl.Slot decl) {
        Slot slot = slot(decl.id(), decl.range(), decl.flags(), GfnResolver.NO_ME);
        if (slot.has(SlotFlag.GMEM)
                && slot.has(SlotFlag.READONLY)
                && !scope.vm().isTd()) {
            scope.sink()
                    .add(Problem.error(
                            decl.id().at(),
                            "slot " + slot.id() + " is readonly and has gmem",
                            "KVM makes no such slot; `addslot` shows that it refuses to"));
        }
        for (int i = 0; i < slots.size(); i++) {
            Slot other = slots.get(i);
            if (other.id() == slot.id()) {
                scope.sink()
                        .add(Problem.error(decl.id().at(), "slot " + slot.id() + " is already declared")
                                .withNote("first declared on line "
                                        + slotPlaces.get(i).line()));
                return;
            }
            if (other.range().overlaps(slot.range())) {
                scope.sink()
                        .add(Problem.error(decl.range().at(), "slot " + slot.id() + " overlaps slot " + other.id())
                                .withNote("slot " + other.id() + " is " + other.range() + ", on line "
                                        + slotPlaces.get(i).line()));
                return;
            }
        }
        slots.add(slot);
        slotPlaces.add(decl.at());
    }

    /** A slot of a declaration or of `addslot`, in column {@code me}. */
    Slot slot(Num id, RangeRef range, List<Name> flags, int me) {
        int number = slotId(id);
        EnumSet<SlotFlag> set = EnumSet.noneOf(SlotFlag.class);
        for (Name flag : flags) {
            SlotFlag found = Words.find(SlotFlag.class, flag.text());
            if (found == null) {
                String hint = Near.hint(flag.text(), Words.all(SlotFlag.class), null);
                throw scope.unresolved(flag.at(), "no slot flag `" + flag + "`", hint);
            }
            if (!set.add(found)) {
                throw scope.unresolved(flag.at(), "`" + flag + "` is given twice", null);
            }
            boolean isReadonlyTd = found == SlotFlag.READONLY && scope.vm().isTd();
            scope.requireModelled(isReadonlyTd ? "readonly in a TD" : flag.text(), flag.at());
        }
        return new Slot(number, gfns.range(range, me), List.copyOf(set));
    }

    int slotId(Num id) {
        if (id.value() >= SLOT_LIMIT) {
            throw scope.unresolved(
                    id.at(), "no slot can have number " + id.text(), "slots are numbered below " + SLOT_LIMIT);
        }
        return (int) id.value();
    }

    private Injection injection(Decl.Inject decl) {
        Outcome outcome = Words.find(Outcome.class, decl.outcome().text());
        if (outcome == null) {
            String hint = Near.hint(decl.outcome().text(), Words.all(Outcome.class), null);
            throw scope.unresolved(decl.outcome().at(), "no outcome `" + decl.outcome() + "`", hint);
        }
        Leaf leaf = Words.find(Leaf.class, decl.leaf().text());
        if (leaf == null) {
            throw events.unknownLeaf(decl.leaf());
        }
        scope.requireModelled("inject " + leaf.word(), decl.at());
        if (decl.range() != null && !leaf.hasGfn()) {
            throw scope.unresolved(decl.range().at(), "`" + leaf.word() + "` is about no gfn", "write it without");
        }
        Name whenWord = decl.when().when();
        When when = Words.find(When.class, whenWord.text());
        if (when == null) {
            String hint = Near.hint(whenWord.text(), Words.all(When.class), null);
            throw scope.unresolved(whenWord.at(), "no time `" + whenWord + "` for an injection", hint);
        }
        Num number = decl.when().number();
        if ((when == When.NTH) != (number != null) || number != null && number.value() < 1) {
            throw scope.unresolved(
                    whenWord.at(), "`" + whenWord + "` is not written so", "it is `once`, `any`, `every` or `nth 2`");
        }
        ColumnId column = decl.column() == null ? null : events.column(decl.column());
        GfnRange range = decl.range() == null ? null : gfns.range(decl.range(), GfnResolver.NO_ME);
        long nth = when == When.ONCE ? 1 : when == When.NTH ? number.value() : 0;
        return new Injection(outcome, column, leaf, range, when, nth);
    }
}
