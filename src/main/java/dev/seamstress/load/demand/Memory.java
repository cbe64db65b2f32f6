package dev.seamstress.load.demand;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.thread.ConvertOp;
import dev.seamstress.core.thread.GuestOp;

/**
 * The guest's own view of its memory: which pages it has accepted, and which some vCPU is about to accept.
 *
 * <p>Shape: pages are counted from the first of the memslot.
 *
 * <p>Source: Linux as a guest, drivers/firmware/efi/unaccepted_memory.c, accept_memory(): whoever needs a range that
 * another processor is accepting waits for it.
 */
final class Memory {
    private final long firstGfn;
    private final Bits accepted;
    private final Bits claimed;

    Memory(long firstGfn, long pages) {
        this.firstGfn = firstGfn;
        this.accepted = new Bits(pages);
        this.claimed = new Bits(pages);
    }

    boolean isAccepted(long page) {
        return accepted.get(page);
    }

    boolean isClaimed(long page) {
        return claimed.get(page);
    }

    void claim(long page) {
        claimed.set(page);
    }

    void accept(long page) {
        accepted.set(page);
        claimed.clear(page);
    }

    /** The page is gone, and another one is in its place. */
    void lose(long page) {
        accepted.clear(page);
    }

    GuestOp accepting(long page) {
        return GuestOp.of(GuestOp.Kind.ACCEPT, firstGfn + page, GuestOp.Side.PRIVATE);
    }

    GuestOp reading(long page, GuestOp.Side side) {
        return GuestOp.of(GuestOp.Kind.READ, firstGfn + page, side);
    }

    ConvertOp converting(long page, long count, GuestOp.Side to) {
        return new ConvertOp(range(page, count), to);
    }

    GfnRange range(long page, long count) {
        return GfnRange.of(firstGfn + page, count);
    }
}
