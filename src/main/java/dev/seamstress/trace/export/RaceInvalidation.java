package dev.seamstress.trace.export;

import dev.seamstress.core.mmu.RootTypes;
import java.util.ArrayList;
import java.util.List;

/** Invalidations and zaps in a race diagram. */
final class RaceInvalidation {
    private final RaceBook book;
    private final RacePlaces places;
    private final Actors actors;
    private final List<RaceEvent> underWay = new ArrayList<>();
    /** The last one that was told, empty before. */
    private String seq = "";

    RaceInvalidation(RaceBook book, RacePlaces places, Actors actors) {
        this.book = book;
        this.places = places;
        this.actors = actors;
    }

    RaceLine begin(RaceEvent e) {
        underWay.add(e);
        return book.add(e.thread(), "kvm_mmu_invalidate_begin(" + places.range(e.a(), e.b()) + ")");
    }

    RaceLine end(RaceEvent e) {
        underWay.removeIf(begun -> begun.thread() == e.thread());
        seq = "seq " + e.a();
        return book.add(e.thread(), "kvm_mmu_invalidate_end(): " + seq);
    }

    /** Why a fault on {@code gfn} is stale now, after a comma; empty if nothing has been told of it. */
    String why(long gfn) {
        for (RaceEvent begun : underWay) {
            if (gfn >= begun.a() && gfn < begun.b()) {
                return ", " + actors.name(begun.thread()) + " invalidates";
            }
        }
        return seq.isEmpty() ? "" : ", now " + seq;
    }

    RaceLine zap(RaceEvent e) {
        boolean isMirror = (e.d() & RootTypes.MIRROR) != 0;
        boolean isDirect = (e.d() & RootTypes.DIRECT) != 0;
        String roots = isMirror && isDirect ? "all roots" : isMirror ? "mirror" : isDirect ? "direct" : "no root";
        return book.add(e.thread(), "zap " + places.range(e.b(), e.c()) + " in " + roots);
    }
}
