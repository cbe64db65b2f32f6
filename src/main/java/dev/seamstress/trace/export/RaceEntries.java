package dev.seamstress.trace.export;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.mmu.RetryWhy;
import java.util.ArrayList;
import java.util.List;

/**
 * KVM's page-table entries in a race diagram, and the faults that change them or find them changed.
 *
 * <p>A change under the handshake is the two stores that others can see, FROZEN and what follows it; the tracepoint
 * that comes with them says no more.
 */
final class RaceEntries {
    private static final RetryWhy[] REASONS = RetryWhy.values();

    private final RaceBook book;
    private final RacePlaces places;
    private final DiagramNames names;
    private final Actors actors;
    private final List<Change> frozen = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private Change published;
    private Change looked;

    /** A thread's store to an entry. */
    private record Change(int thread, long gfn, int level, int step) {
        boolean isOf(RaceEvent e) {
            return thread == e.thread() && gfn == e.a() && level == (int) e.b();
        }

        boolean covers(long page) {
            return Level.base(level, page) == gfn;
        }
    }

    RaceEntries(RaceBook book, RacePlaces places, DiagramNames names, Actors actors) {
        this.book = book;
        this.places = places;
        this.names = names;
        this.actors = actors;
    }

    private Change change(RaceEvent e) {
        Change change = new Change(e.thread(), e.a(), (int) e.b(), book.step());
        changes.removeIf(old -> old.gfn() == change.gfn() && old.level() == change.level());
        changes.add(change);
        return change;
    }

    RaceLine frozen(RaceEvent e) {
        frozen.add(change(e));
        int level = (int) e.b();
        return mirror(e, RacePlaces.change(e.c(), Spte.FROZEN, level));
    }

    RaceLine published(RaceEvent e) {
        int level = (int) e.b();
        boolean wasFrozen = thaw(e);
        published = change(e);
        String value = RacePlaces.value(e.c(), level);
        return mirror(e, wasFrozen ? "FROZEN -> " + value : value + ", not FROZEN before");
    }

    RaceLine rolledBack(RaceEvent e) {
        thaw(e);
        published = change(e);
        return mirror(e, "rolled back to " + RacePlaces.value(e.c(), (int) e.b()));
    }

    private boolean thaw(RaceEvent e) {
        return frozen.removeIf(freeze -> freeze.isOf(e));
    }

    private RaceLine mirror(RaceEvent e, String text) {
        return book.add(e.thread(), places.mirror(e.a(), (int) e.b()) + ": " + text);
    }

    /** What happens to a tree without mmu_lock: an entry is read, or a table freed. */
    RaceLine underRcu(RaceEvent e) {
        return e.event() == Event.TABLE_FREED ? tableFreed(e) : lockless(e);
    }

    /** Said once of an entry that is read again before the way down is taken. */
    private RaceLine lockless(RaceEvent e) {
        int level = (int) e.b();
        Change now = new Change(e.thread(), e.a(), level, 0);
        boolean isSaid = now.equals(looked);
        looked = now;
        return isSaid
                ? null
                : book.add(
                        e.thread(), "looks at " + places.direct(Level.base(level, e.a()), level) + " without a lock");
    }

    /** The entry that led to the table is one above those in it. */
    private RaceLine tableFreed(RaceEvent e) {
        return book.add(e.thread(), "frees the table of " + places.direct(e.a(), (int) e.b() + 1));
    }

    RaceLine changed(RaceEvent e) {
        boolean isStored = published != null && published.isOf(e) && published.step() == book.step();
        if (isStored || frozen.stream().anyMatch(freeze -> freeze.isOf(e))) {
            return null;
        }
        change(e);
        int level = (int) e.b();
        boolean isMirror = isMirror(e.a(), level, e.c()) || isMirror(e.a(), level, e.d());
        String place = isMirror ? places.mirror(e.a(), level) : places.direct(e.a(), level);
        return book.add(e.thread(), place + ": " + RacePlaces.change(e.c(), e.d(), level));
    }

    private boolean isMirror(long gfn, int level, long spte) {
        return Spte.isLeaf(spte, level) && names.isMirrored(gfn, spte);
    }

    RaceLine retry(RaceEvent e, RaceInvalidation invalidation) {
        String why = switch (REASONS[(int) e.b()]) {
            case FROZEN -> freezer(e.a());
            case LOST -> "lost the cmpxchg" + winner(e.thread(), e.a());
            case STALE -> "stale" + invalidation.why(e.a());
            case INVALID -> "the memslot is INVALID";
            case ROOT -> "no valid root";
            case BUSY -> "the module was busy";
            case BUGGED -> "the VM is bugged";
        };
        return book.add(e.thread(), "RETRY: " + why);
    }

    private String freezer(long gfn) {
        for (int i = frozen.size() - 1; i >= 0; i--) {
            Change freeze = frozen.get(i);
            if (freeze.covers(gfn)) {
                return places.mirror(freeze.gfn(), freeze.level()) + " FROZEN by " + actors.name(freeze.thread());
            }
        }
        return "FROZEN";
    }

    private String winner(int loser, long gfn) {
        for (int i = changes.size() - 1; i >= 0; i--) {
            Change change = changes.get(i);
            if (change.thread() != loser && change.covers(gfn)) {
                return " to " + actors.name(change.thread());
            }
        }
        return "";
    }

    RaceLine faultDone(RaceEvent e) {
        String result = e.b() < 0 ? Long.toString(e.b()) : RetPf.of(e.b()).name();
        return book.add(e.thread(), "fault(" + places.page(e.a()) + ") = " + result);
    }
}
