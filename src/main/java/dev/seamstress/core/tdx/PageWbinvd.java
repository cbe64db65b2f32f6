package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.PHYMEM.PAGE.WBINVD: writes a page that is nobody's back to memory and invalidates it in all caches. RCX is the
 * page, with the HKID under which it was used.
 *
 * <p>Source: tdh_phymem_page_wbinvd.c; simplified: caches are not modelled, so it changes nothing but time.
 */
final class PageWbinvd extends HostLeaf {
    PageWbinvd() {
        super(Costs.Kind.PAGE_WBINVD);
    }

    @Override
    long check(Call call) {
        return UnownedPage.check(call, OperandId.RCX);
    }

    @Override
    void commit(Call call) {}
}
