package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.thread.GuestOp;
import java.util.List;
import java.util.Locale;

/** What the guest reads. */
final class ContentRules {
    static final List<Invariant> ALL = List.of(
            Invariant.always("I14", "no value is lost or comes back", "tdg_mem_page_accept.c, which zeroes the page")
                    .onEvent(ContentRules::isWhatWasLeft, Event.GUEST_ACCESS));

    private static final GuestOp.Kind[] KINDS = GuestOp.Kind.values();
    private static final GuestOp.Side[] SIDES = GuestOp.Side.values();

    private ContentRules() {}

    /**
     * I14: each read of the guest finds what the last write left there, and zero where nobody has written since the
     * page was accepted, or since the host dropped it: so nothing written before a REMOVE is ever read again.
     *
     * <p>Source: tdg_mem_page_accept.c, which zeroes a page before it is MAPPED.
     */
    private static String isWhatWasLeft(Look look) {
        GuestOp.Side side = SIDES[(int) look.arg(2)];
        Contents contents = look.monitors().contents();
        if (!contents.isTold()
                || Contents.isWrite(KINDS[(int) look.arg(0)])
                || look.arg(3) == contents.left(look.home(look.arg(1)), side)) {
            return null;
        }
        String what = contents.hasSides() ? side.name().toLowerCase(Locale.ROOT) + " gfn " : "gfn ";
        return "no value is lost or comes back, but a read of " + what + Text.hex(look.arg(1)) + " finds "
                + Text.hex(look.arg(3)) + " where " + Text.hex(contents.left(look.home(look.arg(1)), side))
                + " was left";
    }
}
