package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.TdxStatus;
import java.util.List;

/** What the TDX module answers. */
final class AnswerRules {
    static final List<Invariant> ALL = List.of(Invariant.always(
                    "I24",
                    "an answer has its error bits clear if and only if it is SUCCESS, or one of the four that tell"
                            + " that there is nothing to do",
                    "include/auto_gen/tdx_error_codes_defs.h, the classes of codes")
            .onEvent(AnswerRules::isOfItsClass, Event.SEAMCALL_DONE));

    /** Not errors, and not SUCCESS either: who compares with SUCCESS alone takes them for errors. */
    private static final List<TdxStatus> NOTHING_TO_DO = List.of(
            TdxStatus.GPA_RANGE_ALREADY_BLOCKED,
            TdxStatus.PAGE_ALREADY_ACCEPTED,
            TdxStatus.KEY_CONFIGURED,
            TdxStatus.NO_HKID_READY_TO_WBCACHE);

    private AnswerRules() {}

    /**
     * I24: bits 63 and 62 of an answer are both clear if and only if it is SUCCESS or says that there is nothing to do.
     * That such a one changes nothing, {@code I17} says. What a host or a guest makes of it is no matter of a state: an
     * ACCEPT of Linux that compares with SUCCESS fails, and a KVM that does has a KVM_BUG_ON of its own.
     *
     * <p>Source: tdx_error_codes_defs.h.
     */
    private static String isOfItsClass(Look look) {
        long status = look.arg(3);
        boolean isKnown =
                isAs(TdxStatus.SUCCESS, status) || NOTHING_TO_DO.stream().anyMatch(code -> isAs(code, status));
        boolean isClear = status >>> 62 == 0;
        return isClear == isKnown
                ? null
                : CallName.leaf(look.arg(0)).text() + " answers " + Text.hex(status) + ", "
                        + (isClear ? "no error, and not one that it has" : "an error, and it tells of none");
    }

    /** True if the word is of the code's class and detail, whatever its error bits. */
    private static boolean isAs(TdxStatus code, long status) {
        return (short) (status >>> 32) == (short) (code.word() >>> 32);
    }
}
