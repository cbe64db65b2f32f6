package dev.seamstress.trace.export;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The locks in a race diagram: who has mmu_lock for write, who waits for whom, and who is waited for. A lock that
 * nobody waits for, in a mode that others share, is not told.
 */
final class RaceLocks {
    private static final Grant.Mode[] MODES = Grant.Mode.values();

    private final RaceBook book;
    private final Actors actors;
    private final List<Hold> holds = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private Wait asked;

    /** A thread has a lock; the line says since when. */
    private record Hold(int thread, int lock, RaceLine line) {}

    /** A thread has asked for a lock. */
    private record Wait(int thread, int lock) {}

    RaceLocks(RaceBook book, Actors actors) {
        this.book = book;
        this.actors = actors;
    }

    /** The owner of a lock has got a message of {@code thread}. */
    void arrived(int thread, Message message) {
        if (message instanceof LockMessage.Request request) {
            asked = new Wait(thread, request.lock());
        }
    }

    /** The step is over: who has asked, and was not served, waits. */
    void stepped() {
        if (asked == null) {
            return;
        }
        waits.add(asked);
        StringBuilder whom = new StringBuilder();
        for (Hold hold : holds) {
            if (hold.lock() == asked.lock()) {
                hold.line().show();
                whom.append(whom.length() == 0 ? "" : ", ").append(actors.name(hold.thread()));
            }
        }
        String text = KernelLock.name(asked.lock()) + ": waits" + (whom.length() == 0 ? "" : " for " + whom);
        book.add(asked.thread(), text);
        asked = null;
    }

    RaceLine granted(RaceEvent e) {
        int lock = (int) e.a();
        Grant.Mode mode = MODES[(int) e.b()];
        int holder = (int) e.c();
        if (asked != null && asked.thread() == holder && asked.lock() == lock) {
            asked = null;
        }
        boolean hasWaited = waits.removeIf(wait -> wait.thread() == holder && wait.lock() == lock);
        boolean isMutex = KernelLock.of(lock).isMutex();
        String how = isMutex ? "locked" : mode.name().toLowerCase(Locale.ROOT);
        RaceLine line = book.add(holder, KernelLock.name(lock) + ": " + how);
        boolean isTold = hasWaited || !isMutex && mode == Grant.Mode.WRITE;
        holds.add(new Hold(holder, lock, isTold ? line : line.hide()));
        return line;
    }

    RaceLine released(RaceEvent e) {
        int lock = (int) e.a();
        for (int i = 0; i < holds.size(); i++) {
            Hold hold = holds.get(i);
            if (hold.thread() == e.thread() && hold.lock() == lock) {
                holds.remove(i);
                return hold.line().isShown() ? book.add(e.thread(), KernelLock.name(lock) + ": unlock") : null;
            }
        }
        return null;
    }
}
