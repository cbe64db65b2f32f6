package dev.seamstress.trace.export;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.BugOn;
import dev.seamstress.core.mmu.Errno;
import dev.seamstress.core.mmu.WarnOn;
import dev.seamstress.core.thread.ColumnEnd;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.core.thread.ZapTrigger;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Slot;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The script, its ends, and what else a thread says once, in a race diagram. */
final class RaceExits {
    private static final OpResult[] RESULTS = OpResult.values();
    private static final BugOn[] BUGS = BugOn.values();
    private static final WarnOn[] WARNINGS = WarnOn.values();
    private static final ZapTrigger[] TRIGGERS = ZapTrigger.values();
    private static final int KVM_MEMORY_EXIT_FLAG_PRIVATE = 1 << 3;

    private final RaceBook book;
    private final RacePlaces places;
    private final DiagramNames names;
    private final RaceLine[] begun;
    private final Map<Long, Boolean> attributes = new TreeMap<>();
    private boolean isSlotGone;

    RaceExits(RaceBook book, RacePlaces places, DiagramNames names, int threads) {
        this.book = book;
        this.places = places;
        this.names = names;
        this.begun = new RaceLine[threads];
    }

    RaceLine operationBegins(RaceEvent e) {
        RaceLine line = book.add(e.thread(), RaceLine.SCRIPT, Ascii.escape(names.operation((int) e.a())));
        begun[e.thread()] = line;
        return line;
    }

    RaceLine operationEnds(RaceEvent e) {
        String result = " = " + RESULTS[(int) e.b()].text();
        String name = Ascii.escape(names.result((int) e.a()));
        RaceLine line = book.add(e.thread(), RaceLine.SCRIPT, name + result);
        RaceLine begin = begun[e.thread()];
        return begin == null ? line : line.ends(begin, begin.text() + result);
    }

    RaceLine columnEnds(RaceEvent e) {
        return e.a() == ColumnEnd.STOPPED.ordinal() ? book.add(e.thread(), RaceLine.SCRIPT, "stops") : null;
    }

    RaceLine memoryFault(RaceEvent e) {
        boolean isPrivate = (e.b() & KVM_MEMORY_EXIT_FLAG_PRIVATE) != 0;
        Boolean isNowPrivate = isSlotGone ? null : attributes.get(e.a());
        String why = isNowPrivate == null || isNowPrivate == isPrivate
                ? ", wanted " + word(isPrivate) // there may be no memslot, or no page of the host's
                : " is " + word(isNowPrivate);
        return book.add(e.thread(), "memory fault: " + places.page(e.a()) + why);
    }

    RaceLine toUserspace(RaceEvent e) {
        String why;
        if (e.b() == Errno.EINTR) {
            why = "-EINTR";
        } else if (e.b() == Errno.EFAULT) {
            why = "MEMORY_FAULT";
        } else if (e.b() == Errno.EIO) {
            why = "-EIO";
        } else if (e.b() == Errno.EHWPOISON) {
            why = "MEMORY_FAULT, -EHWPOISON";
        } else if (e.b() == Errno.EINVAL) {
            why = "-EINVAL";
        } else {
            StringBuilder reason = new StringBuilder();
            TraceSymbols.userspaceExit(reason, e.a(), e.b());
            why = reason.substring("reason KVM_EXIT_".length(), reason.lastIndexOf(" ("));
        }
        return book.add(e.thread(), "exit to userspace: " + why);
    }

    RaceLine mmio(RaceEvent e) {
        return book.add(e.thread(), "MMIO exit at " + places.page(e.b()));
    }

    RaceLine bug(RaceEvent e) {
        return book.add(e.thread(), "KVM_BUG_ON(" + word(BUGS[(int) e.a()]) + ")");
    }

    RaceLine warning(RaceEvent e) {
        return book.add(e.thread(), "WARN_ON(" + word(WARNINGS[(int) e.a()]) + ")");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String word(boolean isPrivate) {
        return isPrivate ? "private" : "shared";
    }

    RaceLine attribute(RaceEvent e) {
        boolean isPrivate = e.b() == Attributes.PRIVATE;
        attributes.put(e.a(), isPrivate);
        return book.add(e.thread(), "attr(" + places.page(e.a()) + ") = " + word(isPrivate));
    }

    RaceLine memslot(RaceEvent e) {
        if (e.event() == Event.GMEM_BINDING) {
            return book.add(e.thread(), "guest_memfd finds memslot " + e.a());
        }
        String state = word(Slot.State.values()[(int) e.b()]);
        isSlotGone |= e.b() == Slot.State.NONE.ordinal();
        return book.add(e.thread(), "slot(" + e.a() + ") = " + state);
    }

    RaceLine root(RaceEvent e, String what) {
        return book.add(e.thread(), (Role.isMirror(e.b()) ? "mirror" : "direct") + " root " + what);
    }

    RaceLine nothingZapped(RaceEvent e) {
        return book.add(
                e.thread(), "nothing to zap: " + TRIGGERS[(int) e.a()].because().text());
    }

    RaceLine freed(RaceEvent e) {
        return book.add(e.thread(), "host gives the page of " + places.page(e.a()) + " away");
    }

    RaceLine lost(RaceEvent e) {
        return book.add(e.thread(), "content of " + places.page(e.a()) + " is lost");
    }
}
