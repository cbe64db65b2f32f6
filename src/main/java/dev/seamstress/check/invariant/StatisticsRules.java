package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import java.util.List;

/** What the kernel counts. */
final class StatisticsRules {
    static final List<Invariant> ALL = List.of(Invariant.atRest(
                    "V29",
                    "at rest the kernel has counted, at each level, as many pages as linked tables map",
                    "kvm_update_page_stats(); stat.pages")
            .onRest(StatisticsRules::areAllCounted)
            .onRest(StatisticsRules::isNoneOutOfReach));

    private StatisticsRules() {}

    /** V29: what is mapped is counted, and nothing else. Source: handle_changed_spte(), kvm_update_page_stats(). */
    private static String areAllCounted(Look look) {
        for (int level = Level.PG_4K; level <= Level.PG_1G; level++) {
            int off = look.monitors().pageStats().off(level);
            if (off != 0) {
                return "at " + Level.name(level) + " " + Math.abs(off) + " pages " + (off > 0 ? "more" : "fewer")
                        + " are counted than are mapped";
            }
        }
        return null;
    }

    /**
     * V29: what is counted is in a table that a walk from a root comes to. Source: handle_removed_pt(), which counts
     * what is in a table before the table goes.
     */
    private static String isNoneOutOfReach(Look look) {
        long list = look.read(look.kvm().roots().list());
        for (int root = 0; root < look.kvm().tables().roots(); root++) {
            for (long gfn : look.gfns()) {
                String offence = outOfReach(look, root, RootList.contains(list, root), gfn);
                if (offence != null) {
                    return offence;
                }
            }
        }
        return null;
    }

    private static String outOfReach(Look look, int root, boolean isListed, long gfn) {
        boolean isLinked = isListed;
        for (int level = look.shape().rootLevel(); level >= Level.PG_4K; level--) {
            long spte = look.spte(root, level, gfn);
            if (!isLinked && Spte.isLeaf(spte, level)) {
                return "root " + root + " maps " + Text.place(gfn, level) + " by " + Text.spte(spte)
                        + ", which is counted, and no walk comes there";
            }
            isLinked &= Spte.isTable(spte, level);
        }
        return null;
    }
}
