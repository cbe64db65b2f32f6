package dev.seamstress.world;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Watches;
import dev.seamstress.core.mmu.Errno;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.mmu.RetryWhy;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.scenario.plan.ColumnId;
import dev.seamstress.scenario.plan.EventPattern;
import dev.seamstress.scenario.words.EventKind;
import java.util.function.ToIntFunction;

/**
 * Recognises an event of the language among those that machines trace.
 *
 * <p>Shape: {@code kick} is the end of any request that waits until all vCPUs have left the guest, and belongs to the
 * thread that made it; so does {@code flush}, which ends after the {@code kick} of its request.
 */
final class EventWatch implements Watches.Watch {
    private static final int ANY = -1;

    private final EventPattern pattern;
    private final int column;
    private final int byColumn;

    /** {@code machines} gives the machine that is a column's thread. */
    EventWatch(EventPattern pattern, ToIntFunction<ColumnId> machines) {
        this.pattern = pattern;
        this.column = pattern.column() == null ? ANY : machines.applyAsInt(pattern.column());
        boolean hasBy = pattern.by() != null && pattern.by().column() != null;
        this.byColumn = hasBy ? machines.applyAsInt(pattern.by().column()) : ANY;
    }

    @Override
    public boolean matches(int actor, Event event, long a, long b, long c, long d) {
        return switch (pattern.kind()) {
            case LEAF -> event == Event.SEAMCALL_DONE && d == 0 && isCall(a) && covers(b, Level.PG_4K + (int) c);
            case BUSY ->
                event == Event.SEAMCALL_BUSY && isCall(a) && covers(b, Level.PG_4K + CallName.level(a)) && isBy(d);
            case MAP -> isChange(event, actor, a, b) && Spte.isLeaf(d, (int) b) && !Spte.isPresent(c);
            case ZAP -> isChange(event, actor, a, b) && Spte.isLeaf(c, (int) b) && !Spte.isPresent(d);
            case RETRY -> event == Event.FAULT_RETRY && isActor(actor) && covers(a, Level.PG_4K) && isWhy(b);
            case SPURIOUS ->
                event == Event.FAULT_DONE && isActor(actor) && covers(a, Level.PG_4K) && b == RetPf.SPURIOUS.ordinal();
            case MEMFAULT -> event == Event.MEMORY_FAULT && isActor(actor) && covers(a, Level.PG_4K);
            case ROOT_FOUND -> event == Event.ROOT_FOUND; // no pattern has a column: see EventKind.hasColumn
            case BUG_ON -> event == Event.BUG_ON && isActor(actor);
            case KICK -> event == Event.KICK_DONE && isActor(actor);
            case FLUSH -> event == Event.FLUSH_DONE && isActor(actor);
            case INVALIDATE_BEGIN -> event == Event.INVALIDATE_BEGIN && isActor(actor) && overlaps(a, b);
            case INVALIDATE_END -> event == Event.INVALIDATE_END && isActor(actor);
            case EINTR -> event == Event.KVM_USERSPACE_EXIT && isActor(actor) && b == Errno.EINTR;
        };
    }

    private boolean isActor(int actor) {
        return column == ANY || column == actor;
    }

    private boolean isCall(long call) {
        return ModuleLeaves.of(pattern.leaf()) == CallName.leaf(call) && (column == ANY || column == CallName.lp(call));
    }

    private boolean isBy(long holder) {
        if (pattern.by() == null) {
            return true;
        }
        if (!CallName.isCall(holder)) {
            return false;
        }
        return byColumn == ANY
                ? ModuleLeaves.of(pattern.by().leaf()) == CallName.leaf(holder)
                : byColumn == CallName.lp(holder);
    }

    private boolean isChange(Event event, int actor, long gfn, long level) {
        return event == Event.KVM_TDP_MMU_SPTE_CHANGED && isActor(actor) && covers(gfn, (int) level);
    }

    private boolean covers(long gfn, int level) {
        GfnRange range = pattern.range();
        return range == null || range.overlaps(GfnRange.of(Level.base(level, gfn), Level.pages(level)));
    }

    /** What is thrown away with all roots is not in any range of gfns: it ends where numbers do. */
    private boolean overlaps(long start, long endExclusive) {
        GfnRange range = pattern.range();
        return range == null
                || range.start().value() < endExclusive
                        && start < range.endExclusive().value();
    }

    private boolean isWhy(long why) {
        return pattern.why() == null
                || why < RetryWhy.values().length
                        && RetryWhy.values()[(int) why]
                                .name()
                                .equals(pattern.why().name());
    }

    @Override
    public String toString() {
        return pattern.kind() == EventKind.LEAF
                ? pattern.leaf().word()
                : pattern.kind().word();
    }
}
