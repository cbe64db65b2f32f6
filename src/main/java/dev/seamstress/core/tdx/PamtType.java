package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.ModelBug;

/**
 * What a host page is to the module.
 *
 * <p>Source: pamt_manager.h, page_type_t; the numbers are the module's.
 */
public enum PamtType {
    /** Nobody's: the host may use it, or give it to a TD. */
    NDA(0),
    /** Reserved. */
    RSVD(1),
    /** A TD's data page. */
    REG(3),
    /** A TD's root. */
    TDR(4),
    /** A page of a TDCS or TDVPS. */
    TDCX(5),
    /** A vCPU's root. */
    TDVPR(6),
    /** A table of the secure EPT. */
    EPT(8);

    private static final PamtType[] BY_NUMBER = {NDA, RSVD, null, REG, TDR, TDCX, TDVPR, null, EPT};

    private final int number;

    PamtType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** The type with this number. Errors: {@link ModelBug} if there is none. */
    static PamtType of(int number) {
        PamtType type = number < BY_NUMBER.length ? BY_NUMBER[number] : null;
        if (type == null) {
            throw new ModelBug("no page type has number " + number);
        }
        return type;
    }
}
