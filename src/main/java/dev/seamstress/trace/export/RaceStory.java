package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a recorded run into the lines of a race diagram. What an owner, mmu or tdx, does is told of the thread whose
 * message it serves.
 */
final class RaceStory implements TraceSink {
    private static final long EXTERNAL_INTERRUPT = 1;
    private static final long EPT_MISCONFIG = 49;

    private final int threads;
    private final DiagramNotes notes;
    private final List<RaceLine> noted = new ArrayList<>();
    private final RaceBook book = new RaceBook();
    private final RaceCalls calls;
    private final RaceEntries entries;
    private final RaceInvalidation invalidation;
    private final RaceLocks locks;
    private final RaceKicks kicks;
    private final RaceExits exits;
    private int server = -1;
    private int served = -1;

    /** {@code threads}: how many of the machines are threads of the scenario, the first ones. */
    RaceStory(Actors actors, DiagramNames names, DiagramNotes notes, int threads) {
        this.threads = threads;
        this.notes = notes;
        RacePlaces places = new RacePlaces(names);
        this.calls = new RaceCalls(book, places, names, actors, threads);
        this.entries = new RaceEntries(book, places, names, actors);
        this.invalidation = new RaceInvalidation(book, places, actors);
        this.locks = new RaceLocks(book, actors);
        this.kicks = new RaceKicks(book, places, names, actors, threads);
        this.exits = new RaceExits(book, places, names, threads);
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        end();
        book.turnTo(step);
        server = to;
        served = message instanceof Tdx.Tails tails ? tails.lp() : from;
        if (notes.of(step) != null) {
            int thread = isThread(to) ? to : isThread(served) ? served : 0;
            noted.add(new RaceLine(step, thread, RaceLine.DEED, ""));
        }
        if (isThread(to)) {
            calls.arrived(to, message);
            kicks.arrived(to, message);
        } else if (isThread(from)) {
            locks.arrived(from, message);
        }
    }

    private boolean isThread(int machine) {
        return machine < threads;
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        if (isThread(from)) {
            kicks.sent(from, to, message);
        }
    }

    /** Nothing more comes of the step. */
    private void end() {
        calls.stepped();
        locks.stepped();
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        if (step != book.step()) {
            end();
            book.turnTo(step);
        }
        int thread = isThread(actor) || actor != server ? actor : served;
        if (isThread(thread)) {
            tell(new RaceEvent(thread, event, a, b, c, d));
        }
    }

    /** The line that says it, or null if none does: every event is either told or left out here. */
    private RaceLine tell(RaceEvent e) {
        return switch (e.event()) {
            case OPERATION_BEGIN -> exits.operationBegins(e);
            case OPERATION_END -> exits.operationEnds(e);
            case COLUMN_END -> exits.columnEnds(e);
            case GUEST_ACCESS -> kicks.access(e);
            case CONTENT_LOST -> exits.lost(e);

            case KVM_EXIT -> exit(e);
            case KVM_PAGE_FAULT -> calls.fault(e);
            case FAULT_RETRY -> entries.retry(e, invalidation);
            case FAULT_DONE -> entries.faultDone(e);
            case MEMORY_FAULT -> exits.memoryFault(e);
            case HANDLE_MMIO_PAGE_FAULT -> exits.mmio(e);
            case KVM_USERSPACE_EXIT -> exits.toUserspace(e);
            case BUG_ON -> exits.bug(e);
            case WARN_ON -> exits.warning(e);
            case VM_DEAD -> book.add(e.thread(), "the VM is dead");

            case SPTE_FROZEN -> entries.frozen(e);
            case SPTE_PUBLISHED -> entries.published(e);
            case SPTE_ROLLED_BACK -> entries.rolledBack(e);
            case KVM_TDP_MMU_SPTE_CHANGED -> entries.changed(e);
            case ROOT_FOUND -> exits.root(e, "found");
            case ROOT_INSERTED -> exits.root(e, "inserted");
            case ROOT_INVALIDATED -> exits.root(e, "is invalid");
            case ROOT_REMOVED -> exits.root(e, "removed");
            case ROOT_VISITED, ROOT_FREED, LOCKLESS_READ, TABLE_FREED -> underRcu(e);
            case MMU_UNINIT -> book.add(e.thread(), e.a() == 0 ? "no root is left" : e.a() + " roots are left");

            case INVALIDATE_BEGIN -> invalidation.begin(e);
            case INVALIDATE_END -> invalidation.end(e);
            case ZAP_BEGIN -> invalidation.zap(e);
            case ATTRIBUTE_SET -> exits.attribute(e);
            case NOTHING_ZAPPED -> exits.nothingZapped(e);
            case GMEM_BINDING, MEMSLOT_PUBLISHED -> exits.memslot(e);
            case PAGE_FREED -> exits.freed(e);

            case REQUEST_MADE -> kicks.request(e);
            case VCPU_KICKED -> kicks.kicked(e);
            case KICK_DONE -> kicks.kickDone(e);
            case FLUSH_DONE -> kicks.flushDone(e);
            case TLB_FILLED -> kicks.filled(e);
            case TLB_FLUSHED -> kicks.flushed(e);
            case LOCK_GRANTED -> locks.granted(e);
            case LOCK_RELEASED -> locks.released(e);

            case SEAMCALL_BEGIN -> calls.begin(e);
            case SEAMCALL_DONE -> calls.done(e);
            case SEAMCALL_BUSY -> calls.busy(e);
            case SEPT_CHANGED -> calls.changed(e);
            case EPT_WALK -> calls.walk(e); // the violation says what it found

            // Said by the lines around them: the call that enters, the store that installs, the operation that signals.
            case KVM_ENTRY,
                    KVM_MMU_SPTE_REQUESTED,
                    KVM_MMU_GET_PAGE,
                    KVM_MMU_PREPARE_ZAP_PAGE,
                    WALK_RESTARTED,
                    KVM_MMU_SET_SPTE,
                    LEAF_INSTALLED,
                    MARK_MMIO_SPTE,
                    FAST_PAGE_FAULT,
                    KVM_UNMAP_HVA_RANGE,
                    ZAP_END,
                    PAGE_CLEARED,
                    SIGNALLED,
                    LOCK_REQUESTED -> null;
        };
    }

    private RaceLine underRcu(RaceEvent e) {
        return switch (e.event()) {
            case ROOT_VISITED -> exits.root(e, "is looked at");
            case ROOT_FREED -> exits.root(e, "is freed");
            default -> entries.underRcu(e);
        };
    }

    /** The violation, the refused entry and the hypercall have lines of their own. */
    private RaceLine exit(RaceEvent e) {
        if (e.a() == EXTERNAL_INTERRUPT) {
            return kicks.leaves(e);
        }
        return e.a() == EPT_MISCONFIG ? book.add(e.thread(), "EPT misconfiguration") : null;
    }

    /** What is to be drawn, when the run has been told; a note belongs to the last line of its step. */
    List<RaceLine> lines() {
        end();
        List<RaceLine> lines = book.shown(notes);
        for (DiagramNotes.Note note : notes.notes()) {
            int after = lines.size();
            while (after > 0 && lines.get(after - 1).step() > note.step()) {
                after--;
            }
            boolean isTold = after > 0 && lines.get(after - 1).step() == note.step();
            if (!isTold) {
                lines.add(after++, blank(note.step()));
            }
            lines.get(after - 1).setNote(note.text());
        }
        return lines;
    }

    /** A line for a step of which nothing is told. */
    private RaceLine blank(int step) {
        for (RaceLine line : noted) {
            if (line.step() == step) {
                return line;
            }
        }
        return new RaceLine(step, 0, RaceLine.DEED, "");
    }
}
