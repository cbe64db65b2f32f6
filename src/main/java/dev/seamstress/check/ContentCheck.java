package dev.seamstress.check;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.scenario.words.VmKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * I14: no value is lost or comes back. Follows one run and requires that each read of the guest finds what the last
 * write left there, and zero where nobody has written since the page was accepted.
 *
 * <p>Shape: a gfn of a TD has two sides, two pages; that of another VM has one, whatever the guest calls it.
 */
public final class ContentCheck {
    private static final String INVARIANT = "I14";
    private static final GuestOp.Kind[] KINDS = GuestOp.Kind.values();
    private static final GuestOp.Side[] SIDES = GuestOp.Side.values();

    private final boolean hasSides;
    private final List<TreeMap<Long, Long>> written = new ArrayList<>();
    private final List<Offence> offences = new ArrayList<>();

    public ContentCheck(VmKind kind) {
        this.hasSides = kind == VmKind.TDX;
        for (int side = 0; side < SIDES.length; side++) {
            written.add(new TreeMap<>());
        }
    }

    /** Takes an event of step {@code step}. */
    public void event(int step, Event event, long a, long b, long c, long d) {
        switch (event) {
            case GUEST_ACCESS -> access(step, KINDS[(int) a], b, SIDES[(int) c], d);
            case SEAMCALL_DONE -> {
                if (CallName.leaf(a) == Leaf.TDG_MEM_PAGE_ACCEPT && d == 0) {
                    accepted(b, (int) c + 1);
                }
            }
            default -> {} // events are an open vocabulary here: all others leave contents as they are
        }
    }

    private TreeMap<Long, Long> page(GuestOp.Side side) {
        return written.get(hasSides ? side.ordinal() : 0);
    }

    private void accepted(long gfn, int level) {
        long first = Level.base(level, gfn);
        page(GuestOp.Side.PRIVATE).subMap(first, first + Level.pages(level)).clear();
    }

    private void access(int step, GuestOp.Kind kind, long gfn, GuestOp.Side side, long content) {
        switch (kind) {
            case WRITE, FAULT -> page(side).put(gfn, content);
            case READ, EXEC -> {
                long expected = page(side).getOrDefault(gfn, 0L);
                if (content != expected) {
                    offences.add(new Offence(INVARIANT, step, text(gfn, side, content, expected)));
                }
            }
            case ACCEPT, LOAD, ENTER -> throw new IllegalArgumentException(kind + " is no access");
        }
    }

    private String text(long gfn, GuestOp.Side side, long content, long expected) {
        String what = hasSides ? side.name().toLowerCase(Locale.ROOT) + " gfn" : "gfn";
        return String.format(
                Locale.ROOT,
                "no value is lost or comes back, but a read of %s 0x%x finds 0x%x where 0x%x was left",
                what,
                gfn,
                content,
                expected);
    }

    /** What was broken, first to last. */
    public List<Offence> offences() {
        return List.copyOf(offences);
    }
}
