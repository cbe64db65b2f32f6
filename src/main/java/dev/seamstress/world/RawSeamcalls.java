package dev.seamstress.world;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.thread.SeamcallOp;
import dev.seamstress.scenario.plan.Action;
import java.util.EnumSet;
import java.util.Set;

/**
 * Turns {@code seamcall LEAF …} into registers.
 *
 * <p>Shape: an entry is the one that covers the gfn at the level. A page that a leaf wants is the guest_memfd page of
 * the gfn that is named for it; a table that it wants, the external page that KVM would give it for that place below
 * its first mirror root. A PHYMEM leaf above 4K is about that table's page.
 */
final class RawSeamcalls {
    private static final String PREFIX = "TDH.";

    /** The HKID of the TD that a script makes. */
    private static final long HKID = 1;

    /** Leaves that lock for themselves what all others share: the TDR, a TDVPR, the key ownership table. */
    private static final Set<Leaf> ALONE = EnumSet.of(
            Leaf.TDH_MEM_PAGE_ADD,
            Leaf.TDH_MR_EXTEND,
            Leaf.TDH_MR_FINALIZE,
            Leaf.TDH_MNG_CREATE,
            Leaf.TDH_MNG_KEY_CONFIG,
            Leaf.TDH_MNG_ADDCX,
            Leaf.TDH_MNG_INIT,
            Leaf.TDH_MNG_VPFLUSHDONE,
            Leaf.TDH_MNG_KEY_FREEID,
            Leaf.TDH_PHYMEM_CACHE_WB,
            Leaf.TDH_VP_CREATE,
            Leaf.TDH_VP_ADDCX,
            Leaf.TDH_VP_INIT,
            Leaf.TDH_VP_FLUSH);

    private final Kvm kvm;

    RawSeamcalls(Kvm kvm) {
        this.kvm = kvm;
    }

    /** True if the leaf wants something for itself that all others share. */
    static boolean isAlone(String name) {
        return ALONE.contains(leaf(name));
    }

    /** The leaf that a script can call by that name, or null: not VP.ENTER, as a host thread runs no guest. */
    static Leaf leaf(String name) {
        for (Leaf leaf : Leaf.values()) {
            if (leaf != Leaf.TDH_VP_ENTER && leaf.text().equalsIgnoreCase(PREFIX + name)) {
                return leaf;
            }
        }
        return null;
    }

    SeamcallOp op(Action.Seamcall action) {
        Leaf leaf = leaf(action.leaf());
        return switch (leaf) {
            case TDH_VP_CREATE ->
                new SeamcallOp(
                        leaf, control(action), kvm.tdr(), 0, action.vcpu().number() + 1L);
            case TDH_VP_ADDCX ->
                new SeamcallOp(leaf, control(action), action.vcpu().number(), 0);
            case TDH_VP_INIT, TDH_VP_FLUSH -> new SeamcallOp(leaf, action.vcpu().number(), 0, 0);
            case TDH_MNG_CREATE -> new SeamcallOp(leaf, kvm.tdr(), HKID, 0);
            case TDH_MNG_ADDCX -> new SeamcallOp(leaf, control(action), kvm.tdr(), 0);
            case TDH_PHYMEM_CACHE_WB -> new SeamcallOp(leaf, 0, 0, 0);
            case TDH_MR_EXTEND -> new SeamcallOp(leaf, action.gfn().value() << 12, kvm.tdr(), 0);
            default -> action.gfn() == null ? new SeamcallOp(leaf, kvm.tdr(), 0, 0) : ofEntry(leaf, action);
        };
    }

    /** A page that the TD's control structures, or a vCPU's, are made of. */
    private long control(Action.Seamcall action) {
        return data(Level.PG_4K, action.page());
    }

    private SeamcallOp ofEntry(Leaf leaf, Action.Seamcall action) {
        long pageInfo = Tdx.pageInfo(Level.base(action.level(), action.gfn().value()), Level.toSept(action.level()));
        return leaf.hasPageInfo()
                ? new SeamcallOp(leaf, pageInfo, kvm.tdr(), page(leaf, action))
                : new SeamcallOp(leaf, physical(action), 0, pageInfo);
    }

    private long page(Leaf leaf, Action.Seamcall action) {
        return switch (leaf) {
            case TDH_MEM_PAGE_ADD, TDH_MEM_PAGE_AUG, TDH_MEM_PAGE_RELOCATE -> data(action.level(), action.page());
            case TDH_MEM_SEPT_ADD, TDH_MEM_PAGE_DEMOTE -> table(action);
            default -> 0; // the others are given no page
        };
    }

    private long physical(Action.Seamcall action) {
        return action.level() == Level.PG_4K ? data(Level.PG_4K, action.page()) : table(action);
    }

    /** The page of that size which the gfn's frame lies in, if the host memory there is as large. */
    private long data(int level, Gfn gfn) {
        long offset = gfn.value() & Level.pages(level) - 1;
        return kvm.hostPages().gmemPfn(gfn.value()) - offset << 12;
    }

    /** Zero where there can be no table; the module refuses the call before it looks. */
    private long table(Action.Seamcall action) {
        long gfn = action.gfn().value();
        boolean hasTable = action.level() > Level.PG_4K
                && action.level() <= kvm.tables().shape().rootLevel();
        return hasTable ? kvm.tables().childExternalPfn(kvm.firstMirrorRoot(), action.level(), gfn) << 12 : 0;
    }
}
