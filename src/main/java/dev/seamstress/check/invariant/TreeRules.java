package dev.seamstress.check.invariant;

import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.ept.TableMap;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import java.util.List;

/** What an entry of a page table may become, and what a tree of them looks like. */
final class TreeRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V01",
                            "a linked table is referenced by one entry, the one above its own place",
                            "tdp_mmu_init_child_sp(), kvm_mmu_page.ptep")
                    .onStore(TreeRules::isLinkedInPlace, WordGroup.MIRROR, WordGroup.DIRECT),
            Invariant.always(
                            "V02",
                            "a table is of the kind, mirror or direct, of the table above it",
                            "tdp_mmu_init_child_sp(), role.is_mirror")
                    .onStore(TreeRules::isOfOneKind, WordGroup.MIRROR, WordGroup.DIRECT),
            Invariant.always(
                            "V03",
                            "a present leaf is not replaced by a present leaf of another page",
                            "handle_changed_spte(), its BUG()")
                    .onStore(TreeRules::keepsItsPage, WordGroup.MIRROR, WordGroup.DIRECT),
            Invariant.always(
                            "V04",
                            "an entry goes from not present to not present only from or to MMIO, or to FROZEN",
                            "handle_changed_spte(), its WARN")
                    .onStore(TreeRules::isChangeOfSubstance, WordGroup.MIRROR, WordGroup.DIRECT),
            Invariant.always(
                            "V35",
                            "an empty entry of a TD suppresses #VE, unless it is MMIO and the gfn had no slot",
                            "SHADOW_NONPRESENT_VALUE; make_mmio_spte()")
                    .onStore(TreeRules::isEmptyAsItShould, WordGroup.MIRROR, WordGroup.DIRECT));

    private TreeRules() {}

    /**
     * V01: each linked table is referenced by exactly one entry, at its {@code ptep}, whose frame, level and gfn are
     * the table's own. A table's frame names its place, so an entry that links the table below its own place links one
     * that no other entry does.
     *
     * <p>Source: tdp_mmu_init_child_sp(); kvm_mmu_page.ptep, spt, gfn, role.level.
     */
    private static String isLinkedInPlace(Look look) {
        if (!Spte.isTable(look.next(), look.level())) {
            return null;
        }
        TableMap.Place child = look.kvm().tables().place(Spte.pfn(look.next()));
        if (child == null) {
            return Text.entry(look) + " links " + Text.spte(look.next()) + ", which is no table";
        }
        boolean isBelow = child.table() == look.shape().table(look.level() - 1, look.gfn());
        boolean isOfOneKind = look.kvm().tables().isMirror(child.root())
                == look.kvm().tables().isMirror(look.root());
        boolean isElsewhere = !isBelow || isOfOneKind && child.root() != look.root();
        return isElsewhere
                ? Text.entry(look) + " links table " + child.table() + " of root " + child.root()
                        + ", whose place is below another entry"
                : null;
    }

    /**
     * V02: is_mirror is equal along every edge from a table to one below it. Of smm and access this model has one value
     * each.
     *
     * <p>Source: tdp_mmu_init_child_sp(), which inherits the role.
     */
    private static String isOfOneKind(Look look) {
        if (!Spte.isTable(look.next(), look.level())) {
            return null;
        }
        TableMap.Place child = look.kvm().tables().place(Spte.pfn(look.next()));
        boolean isOfOneKind = child == null
                || look.kvm().tables().isMirror(child.root())
                        == look.kvm().tables().isMirror(look.root());
        return isOfOneKind ? null : Text.entry(look) + " links a table of root " + child.root() + ", of the other kind";
    }

    /** V03: no present leaf is replaced by a present leaf with another page. Source: handle_changed_spte(), BUG(). */
    private static String keepsItsPage(Look look) {
        boolean isReplaced = Spte.isLeaf(look.old(), look.level())
                && Spte.isLeaf(look.next(), look.level())
                && Spte.pfn(look.old()) != Spte.pfn(look.next());
        return isReplaced
                ? Text.entry(look) + " was " + Text.spte(look.old()) + " and becomes " + Text.spte(look.next())
                        + ", another page, without being empty in between"
                : null;
    }

    /**
     * V04: not present follows not present only if one of both is MMIO or the new one is FROZEN. The owner of a FROZEN
     * entry may give it up, as that store does not come by here.
     *
     * <p>Source: handle_changed_spte(), WARN; set_external_spte_present(), which rolls back with a plain write.
     */
    private static String isChangeOfSubstance(Look look) {
        long old = look.old();
        long next = look.next();
        if (old == next || Spte.isPresent(old) || Spte.isPresent(next)) {
            return null;
        }
        long mmio = look.kvm().type().mmioValue();
        boolean isAllowed =
                Spte.isFrozen(old) || Spte.isFrozen(next) || Spte.isMmio(old, mmio) || Spte.isMmio(next, mmio);
        return isAllowed
                ? null
                : Text.entry(look) + " is not present and becomes not present: " + Text.spte(old) + ", then "
                        + Text.spte(next);
    }

    /**
     * V35: an empty entry of a TD is exactly SHADOW_NONPRESENT_VALUE, FROZEN, or MMIO where no slot is: with a bare 0
     * the guest would get #VE for memory that it has. A fault that found no slot may store its MMIO value when one has
     * just come there, as nothing tells it; such a value has the gfn in it.
     *
     * <p>Source: SHADOW_NONPRESENT_VALUE; tdx_vm_init(), shadow_mmio_value of 0; make_mmio_spte().
     */
    private static String isEmptyAsItShould(Look look) {
        long next = look.next();
        if (!look.kvm().type().hasMirror() || Spte.isPresent(next) || next == Spte.NONPRESENT || Spte.isFrozen(next)) {
            return null;
        }
        int slot = look.kvm().slots().find(look.gfn());
        boolean hasSlot = slot != Slots.NONE
                && look.kvm()
                                .slots()
                                .stateOf(
                                        look.gfn(), look.read(look.kvm().slots().word(slot)))
                        == Slot.State.VALID;
        boolean mayHaveCome = look.kvm().footprint().has(Footprint.Can.CHANGE_SLOTS) && next != 0;
        boolean isMmio = Spte.isMmio(next, look.kvm().type().mmioValue()) && (!hasSlot || mayHaveCome);
        return isMmio ? null : Text.entry(look) + " is empty and holds " + Text.hex(next);
    }
}
