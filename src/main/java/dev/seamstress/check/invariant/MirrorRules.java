package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.LifeCycle;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import java.util.List;

/** The mirror and the secure EPT say the same. An entry that is FROZEN says nothing. */
final class MirrorRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always(
                            "V08",
                            "a mirror leaf is present with a page if and only if the secure EPT has that page there;"
                                    + " a zap may be half done",
                            "tdp_mmu_set_spte(), set_external_spte_present()")
                    .onStore(MirrorRules::isLeafMirrored, WordGroup.MIRROR, WordGroup.SEPT)
                    .onStore(MirrorRules::areLeafsMirrored, WordGroup.LOCKS),
            Invariant.atRest(
                            "V09",
                            "at rest a mirror leaf is absent if and only if the secure EPT entry is FREE",
                            "tdx_sept_remove_private_spte()")
                    .onRest(MirrorRules::isAbsentWhereFree),
            Invariant.always(
                            "V10",
                            "a mirror table is linked if and only if the secure EPT links its external page",
                            "tdx_sept_link_private_spt(), SEPT.ADD under the freeze")
                    .onStore(MirrorRules::isTableMirrored, WordGroup.MIRROR, WordGroup.SEPT),
            Invariant.always(
                            "V11",
                            "SEPT.ADD and PAGE.AUG are called only below tables that are linked in both trees",
                            "kvm_tdp_mmu_map(), whose walk passes no FROZEN entry")
                    .onEvent(MirrorRules::areParentsLinked, Event.SEAMCALL_BEGIN),
            Invariant.always(
                            "V15",
                            "each linked mirror table but a root has an external page of its own",
                            "kvm_mmu_page.external_spt")
                    .onStore(MirrorRules::isExternalPageItsOwn, WordGroup.SEPT),
            Invariant.always(
                            "I25",
                            "when a mirror entry ceases to be FROZEN, it is present if and only if the secure EPT entry"
                                    + " is not FREE",
                            "__tdp_mmu_set_spte_atomic(), after set_external_spte_present()")
                    .onStore(MirrorRules::isThawedAsTheModuleHasIt, WordGroup.MIRROR));

    private MirrorRules() {}

    /** False of a TD that has lost its key: its secure EPT says nothing any more. Source: tdh_mng_vpflushdone.c. */
    private static boolean isCompared(Look look) {
        return look.tdx() != null && look.tdx().lifeCycle() == LifeCycle.KEYS_CONFIGURED;
    }

    /**
     * V08, of one gfn: a mirror leaf is present with page P if and only if the secure EPT leaf is PENDING or MAPPED
     * with page P. A thread that zaps has emptied the mirror first and the secure EPT not yet; and a page of the image
     * may be premapped.
     *
     * <p>Source: set_external_spte_present(); tdp_mmu_set_spte(), tdx_sept_remove_private_spte().
     */
    private static String isLeafMirrored(Look look) {
        return look.level() == Level.PG_4K && isCompared(look) ? leaf(look, look.gfn()) : null;
    }

    /**
     * V08, when the write lock is given back: what was zapped under it is gone from both. Source: tdp_mmu_set_spte().
     */
    private static String areLeafsMirrored(Look look) {
        if (!look.isWriteUnlock() || !isCompared(look)) {
            return null;
        }
        for (long gfn : look.gfns()) {
            String offence = leaf(look, gfn);
            if (offence != null) {
                return offence;
            }
        }
        return null;
    }

    private static String leaf(Look look, long gfn) {
        long spte = look.spte(look.validRoot(true), Level.PG_4K, gfn);
        if (Spte.isFrozen(spte)) {
            return null;
        }
        long entry = look.sept(Level.PG_4K, gfn);
        SeptState state = SeptEntry.state(entry);
        if (Spte.isPresent(spte)) {
            boolean isThere =
                    (state == SeptState.PENDING || state == SeptState.MAPPED) && SeptEntry.pfn(entry) == Spte.pfn(spte);
            boolean isPremapped = state == SeptState.FREE && ImageRules.mayBePremapped(look);
            return isThere || isPremapped ? null : leafText(gfn, spte, entry);
        }
        return state == SeptState.FREE || look.isZapping() ? null : leafText(gfn, spte, entry);
    }

    private static String leafText(long gfn, long spte, long entry) {
        return "the mirror entry of " + Text.place(gfn, Level.PG_4K) + " is " + Text.spte(spte)
                + ", and the secure EPT entry is " + SeptEntry.state(entry) + " with pfn "
                + Text.hex(SeptEntry.pfn(entry));
    }

    /** V09: at rest a mirror leaf is absent if and only if the secure EPT leaf is FREE. Source: tdx.c, its zap path. */
    private static String isAbsentWhereFree(Look look) {
        if (!isCompared(look)) {
            return null;
        }
        int root = look.validRoot(true);
        for (long gfn : look.gfns()) {
            long spte = look.spte(root, Level.PG_4K, gfn);
            long entry = look.sept(Level.PG_4K, gfn);
            boolean isPresent = Spte.isPresent(spte);
            boolean isFree = SeptEntry.state(entry) == SeptState.FREE;
            if (isPresent == isFree && !(isPresent && ImageRules.mayBePremapped(look))) {
                return leafText(gfn, spte, entry);
            }
        }
        return null;
    }

    /**
     * V10: a mirror entry links a table if and only if the secure EPT links an external page there, one of the same
     * root. Which table's it is, {@code V15} says.
     *
     * <p>Source: tdx_sept_link_private_spt(); SEPT.ADD happens while the entry is FROZEN.
     */
    private static String isTableMirrored(Look look) {
        if (look.level() == Level.PG_4K || !isCompared(look)) {
            return null;
        }
        int root = look.validRoot(true);
        long spte = look.spte(root, look.level(), look.gfn());
        if (Spte.isFrozen(spte)) {
            return null;
        }
        long entry = look.sept(look.level(), look.gfn());
        boolean isLinked =
                SeptEntry.state(entry) == SeptState.NL_MAPPED || SeptEntry.state(entry) == SeptState.NL_BLOCKED;
        boolean isAgreed = isLinked == Spte.isTable(spte, look.level())
                && (!isLinked || externalRoot(look, SeptEntry.pfn(entry)) == root);
        return isAgreed
                ? null
                : "the mirror entry of " + Text.place(look.gfn(), look.level()) + " is " + Text.spte(spte)
                        + ", and the secure EPT entry is " + SeptEntry.state(entry) + " with pfn "
                        + Text.hex(SeptEntry.pfn(entry));
    }

    /** The root slot whose table has that external page; {@link RootList#NONE} if it is none. */
    private static int externalRoot(Look look, long pfn) {
        long number = externalNumber(look, pfn);
        return number < 0 ? RootList.NONE : (int) (number / look.shape().tables());
    }

    private static long externalNumber(Look look, long pfn) {
        long number = pfn - look.kvm().tables().externalPfn(0, 0);
        return number < look.kvm().tables().externalPages() ? number : -1;
    }

    /**
     * V11: SEPT.ADD and PAGE.AUG for an entry are called only while all entries above it are linked tables in the
     * mirror, not FROZEN, and linked in the secure EPT.
     *
     * <p>Source: tdp_iter.c, try_step_down(); kvm_tdp_mmu_map(), which gives up at a FROZEN entry.
     */
    private static String areParentsLinked(Look look) {
        Leaf leaf = CallName.leaf(look.arg(0));
        if (leaf != Leaf.TDH_MEM_SEPT_ADD && leaf != Leaf.TDH_MEM_PAGE_AUG) {
            return null;
        }
        long gfn = look.arg(1);
        int root = look.validRoot(true);
        for (int level = (int) look.arg(2) + 2; level <= look.shape().rootLevel(); level++) {
            boolean isLinked = Spte.isTable(look.spte(root, level, gfn), level)
                    && SeptEntry.state(look.sept(level, gfn)) == SeptState.NL_MAPPED;
            if (!isLinked) {
                return Text.name(look, CallName.lp(look.arg(0))) + " calls " + leaf.text() + " for gfn "
                        + Text.hex(gfn) + ", and at " + Level.name(level) + " the mirror entry is "
                        + Text.spte(look.spte(root, level, gfn)) + ", the secure EPT entry "
                        + SeptEntry.state(look.sept(level, gfn));
            }
        }
        return null;
    }

    /**
     * V15: each linked mirror table that is no root has an external page, and no two have the same. A table's external
     * page is one by its place, so it is enough that the secure EPT links at each place the page of a table of that
     * place; direct tables and roots have none.
     *
     * <p>Source: kvm_mmu_page.external_spt; tdp_mmu_alloc_external_spt().
     */
    private static String isExternalPageItsOwn(Look look) {
        long entry = look.next();
        SeptState state = SeptEntry.state(entry);
        if (state != SeptState.NL_MAPPED || SeptEntry.state(look.old()) != SeptState.FREE) {
            return null;
        }
        long number = externalNumber(look, SeptEntry.pfn(entry));
        int table = look.shape().table(look.level() - 1, look.gfn());
        boolean isItsOwn = number >= 0 && number % look.shape().tables() == table;
        return isItsOwn
                ? null
                : "the secure EPT links pfn " + Text.hex(SeptEntry.pfn(entry)) + " for "
                        + Text.place(look.gfn(), look.level()) + ", which is not that table's external page";
    }

    /**
     * I25, of each store that ends a freeze, at any level: the mirror says by then what the module has, whether the
     * call succeeded or not. What is so outside such a window, {@code V08}, {@code V09} and {@code V10} say, of pages
     * and of tables.
     *
     * <p>Source: __tdp_mmu_set_spte_atomic(), which stores what the module has agreed to, or what was there before.
     */
    private static String isThawedAsTheModuleHasIt(Look look) {
        boolean isThawed = Spte.isFrozen(look.old()) && !Spte.isFrozen(look.next());
        int root = isThawed && isCompared(look) ? look.validRoot(true) : RootList.NONE;
        if (root == RootList.NONE || look.root() != root) {
            return null;
        }
        SeptState state = SeptEntry.state(look.sept(look.level(), look.gfn()));
        boolean isPresent = Spte.isPresent(look.next());
        boolean isThere = state != SeptState.FREE;
        return isPresent == isThere || isPresent && ImageRules.mayBePremapped(look)
                ? null
                : Text.entry(look) + " was FROZEN and becomes " + Text.spte(look.next())
                        + ", and the secure EPT entry is " + state;
    }
}
