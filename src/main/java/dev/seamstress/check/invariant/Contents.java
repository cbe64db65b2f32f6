package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.vm.GfnIndex;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.world.World;
import java.util.Arrays;

/**
 * History: what the last write of the guest left in each page, and zero where it has accepted the page since, or the
 * host has dropped it.
 *
 * <p>Shape: a gfn of a TD has two sides, two pages; that of an ordinary VM has one, whatever the guest calls it. Of a
 * software-protected VM the guest cannot say which of two pages it means, so nothing is told of it.
 */
final class Contents implements Stateful {
    private static final GuestOp.Kind[] KINDS = GuestOp.Kind.values();
    private static final GuestOp.Side[] SIDES = GuestOp.Side.values();

    private final GfnIndex index;
    private final boolean hasSides;
    private final boolean isTold;
    private final long[] left;

    Contents(World world) {
        index = new GfnIndex(world.gfns());
        hasSides = world.kvm().type().hasMirror();
        isTold = world.kvm().type() != VmType.SW_PROTECTED_VM;
        left = new long[SIDES.length * index.size()];
    }

    private int place(long gfn, GuestOp.Side side) {
        return (hasSides ? side.ordinal() : 0) * index.size() + index.of(gfn);
    }

    /** What a read of the page must find. */
    long left(long gfn, GuestOp.Side side) {
        return left[place(gfn, side)];
    }

    boolean hasSides() {
        return hasSides;
    }

    /** True if the guest says which page it means. */
    boolean isTold() {
        return isTold;
    }

    /** The host has dropped the page that userspace had mapped there; the next one is zero. */
    void dropped(long gfn) {
        left[place(gfn, GuestOp.Side.SHARED)] = 0;
    }

    void event(Event event, long a, long b, long c, long d) {
        if (event == Event.GUEST_ACCESS) {
            access(KINDS[(int) a], b, SIDES[(int) c], d);
        } else if (event == Event.SEAMCALL_DONE && d == 0 && CallName.leaf(a) == Leaf.TDG_MEM_PAGE_ACCEPT) {
            accepted(b, (int) c + 1);
        }
    }

    private void access(GuestOp.Kind kind, long gfn, GuestOp.Side side, long content) {
        if (isWrite(kind)) {
            left[place(gfn, side)] = content;
        }
    }

    /** True if the access leaves its content in the page. */
    static boolean isWrite(GuestOp.Kind kind) {
        return switch (kind) {
            case WRITE, FAULT -> true;
            case READ, EXEC -> false;
            case ACCEPT, LOAD, ENTER, RESETCTX -> throw new IllegalArgumentException(kind + " is no access");
        };
    }

    private void accepted(long first, int level) {
        for (long gfn = first; gfn < first + Level.pages(level); gfn++) {
            if (index.of(gfn) >= 0) {
                left[place(gfn, GuestOp.Side.PRIVATE)] = 0;
            }
        }
    }

    void reset() {
        Arrays.fill(left, 0);
    }

    @Override
    public void fields(Fields f) {
        for (int i = 0; i < left.length; i++) {
            left[i] = f.token("left", left[i]);
        }
    }
}
