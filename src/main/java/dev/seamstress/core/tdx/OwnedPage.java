package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;

/**
 * Who has a page: its giving to the TD, and its taking back. Both need the page's PAMT lock, exclusively.
 *
 * <p>Source: the commits of tdh_mem_page_aug.c, tdh_mem_sept_add.c, tdh_mem_page_remove.c, tdh_phymem_page_reclaim.c,
 * tdh_mem_page_demote.c and tdh_mem_page_promote.c.
 */
final class OwnedPage {
    private OwnedPage() {}

    /**
     * Makes the page that the call is about the TD's. Requires: {@link UnownedPage} found nothing wrong in this call.
     *
     * <p>BEPOCH is zero already: who takes a page back clears it, as it means nothing while the page is not blocked.
     */
    static void give(Call call, PamtType type) {
        retype(call, call.pageLevel(), call.page() >>> 12, type, call.memory().tdrPfn());
        count(call, units(call.pageLevel()));
    }

    /** Makes a page nobody's. Requires: no entry points to it any more. */
    static void takeBack(Call call, int level, long pfn) {
        retype(call, level, pfn, PamtType.NDA, 0);
        call.fx().own(call.memory().bepoch(level, pfn), 0);
        count(call, -units(level));
    }

    /** A page of {@code level} becomes 512 of the level below. Requires: its lock. */
    static void split(Call call, int level, long pfn) {
        takeBack(call, level, pfn);
        for (int i = 0; i < SeptTable.ENTRIES; i++) {
            retype(
                    call,
                    level - 1,
                    pfn + i * units(level - 1),
                    PamtType.REG,
                    call.memory().tdrPfn());
        }
        count(call, units(level));
    }

    /** 512 pages of the level below become one of {@code level}. Requires: its lock. */
    static void merge(Call call, int level, long pfn) {
        for (int i = 0; i < SeptTable.ENTRIES; i++) {
            takeBack(call, level - 1, pfn + i * units(level - 1));
        }
        retype(call, level, pfn, PamtType.REG, call.memory().tdrPfn());
        count(call, units(level));
    }

    /** How many frames a page has. */
    private static long units(int level) {
        return Level.pages(level + 1);
    }

    private static void count(Call call, long children) {
        call.td(TdWord.CHLDCNT, call.td(TdWord.CHLDCNT) + children);
    }

    /** Makes the page that the call is about the TDR, which is no child of the TD. */
    static void makeTdr(Call call) {
        retype(call, 0, call.page() >>> 12, PamtType.TDR, 0);
    }

    /** A vCPU's root is taken back: there is no such vCPU any more. */
    static void endVcpu(Call call, long tdvprPfn) {
        for (int vcpu = 0; vcpu < call.memory().sizes().vcpus(); vcpu++) {
            long word = call.memory().tdvps(vcpu, TdvpsWord.STATE);
            if (VcpuState.tdvprPfn(call.fx().own(word)) == tdvprPfn) {
                forget(call, vcpu);
            }
        }
    }

    private static void forget(Call call, int vcpu) {
        call.fx().own(call.memory().tdvps(vcpu, TdvpsWord.ASSOCIATION), 0);
        call.fx().own(call.memory().tdvps(vcpu, TdvpsWord.EPOCH), 0);
        call.fx().own(call.memory().tdvps(vcpu, TdvpsWord.HP_LOCK_BUSY), 0);
        Stepping.progress(call.memory(), call.fx(), vcpu);
        call.fx().own(call.memory().tdvps(vcpu, TdvpsWord.STATE), VcpuState.ABSENT);
    }

    /** The TD is no more: nothing is left of it. Requires: nobody holds its TDR but the call, and it owns no page. */
    static void endTd(Call call) {
        retype(call, 0, call.memory().tdrPfn(), PamtType.NDA, 0);
        for (TdWord word : TdWord.values()) {
            call.td(word, word == TdWord.LIFECYCLE ? LifeCycle.NONE.ordinal() : 0);
        }
        for (int vcpu = 0; vcpu < call.memory().sizes().vcpus(); vcpu++) {
            forget(call, vcpu);
        }
        SecureEpt.clear(call.memory(), call.fx());
    }

    private static void retype(Call call, int level, long pfn, PamtType type, long ownerPfn) {
        long word = call.memory().pamt(level, pfn);
        call.fx().own(word, PamtEntry.retype(call.fx().own(word), type, ownerPfn));
    }
}
