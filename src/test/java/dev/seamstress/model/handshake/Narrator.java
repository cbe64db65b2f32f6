package dev.seamstress.model.handshake;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Message;
import dev.seamstress.trace.TraceSink;
import java.util.List;

/**
 * Tells the small model's messages as the events that they stand for, as it traces none itself: its timelines then show
 * a handshake.
 */
public final class Narrator implements TraceSink {
    /** The words for {@code call} in these events. */
    public static final List<String> CALLS =
            List.of("TDH.MEM.PAGE.AUG", "TDH.MEM.RANGE.BLOCK", "TDH.MEM.TRACK", "TDH.MEM.PAGE.REMOVE");

    private static final long GFN = 1;
    private static final long NONPRESENT = 0x8000000000000000L;
    private static final long LEAF_SPTE = 0x8600000012345b37L;

    private final TraceSink next;
    private int calling;
    private boolean isZapping;

    public Narrator(TraceSink next) {
        this.next = next;
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        next.delivered(step, from, to, message);
        if (message == Say.AUG || message == Say.BLOCK || message == Say.TRACK || message == Say.REMOVE) {
            calling = ((Say) message).ordinal() - Say.AUG.ordinal();
            next.event(step, to, Event.SEAMCALL_BEGIN, calling, GFN, 0, 0);
        } else if (message == Say.TDX_DONE && !isZapping) {
            next.event(step, to, Event.SPTE_PUBLISHED, GFN, 1, LEAF_SPTE, 0);
        }
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        if (message instanceof Say.Granted granted) {
            Grant grant = granted.grant();
            isZapping = grant.isExclusive();
            next.event(step, from, Event.LOCK_GRANTED, 0, grant.mode().ordinal(), to, 0);
        } else {
            told(step, from, message);
        }
        next.sent(step, from, to, message);
    }

    private void told(int step, int from, Message message) {
        if (!(message instanceof Say say)) {
            return;
        }
        switch (say) {
            case LOCK_R -> next.event(step, from, Event.LOCK_REQUESTED, 0, 0, 0, 0);
            case LOCK_W -> next.event(step, from, Event.LOCK_REQUESTED, 0, 1, 0, 0);
            case UNLOCK_R -> next.event(step, from, Event.LOCK_RELEASED, 0, 0, 0, 0);
            case UNLOCK_W -> next.event(step, from, Event.LOCK_RELEASED, 0, 1, 0, 0);
            case AUG -> next.event(step, from, Event.SPTE_FROZEN, GFN, 1, NONPRESENT, 0);
            case BLOCK -> next.event(step, from, Event.SPTE_FROZEN, GFN, 1, LEAF_SPTE, 0);
            case TDX_DONE -> next.event(step, from, Event.SEAMCALL_DONE, calling, GFN, 0, 0);
            case TRACK, REMOVE, FIN -> {}
        }
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        next.event(step, actor, event, a, b, c, d);
    }
}
