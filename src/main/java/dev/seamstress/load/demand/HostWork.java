package dev.seamstress.load.demand;

import dev.seamstress.core.mmu.KvmSetMemoryRegion.Change;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.thread.MemslotOp;
import dev.seamstress.core.thread.NotifyOp;
import dev.seamstress.core.thread.PrefaultOp;
import dev.seamstress.core.thread.ThreadOp;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.job.Memslots;
import dev.seamstress.load.job.Pool;
import dev.seamstress.load.random.Draw;

/** What one thread of the host does beside the guest, again and again. */
final class HostWork {
    private final Job.Background what;
    private final Memory memory;
    private final Place place;
    private final Draw draw;
    private long nextStart;
    private long cursor;
    private boolean isTurned;

    private HostWork(Job.Background what, Memory memory, Place place, Draw draw) {
        this.what = what;
        this.memory = memory;
        this.place = place;
        this.draw = draw;
    }

    /** The background of that number in the job. */
    static HostWork of(Job job, int number, Memory memory, Draw draw) {
        Job.Background what = job.background().get(number);
        Place place = switch (what.kind()) {
            case NOTIFY -> new Place(0, job.vm().pages(), 0, 0);
            case CONVERT -> new Place(Pool.of(job).ofBackground(number), what.pages(), 0, 0);
            case DELSLOT -> {
                Memslots slots = Memslots.of(job);
                yield new Place(slots.first(number), what.pages(), slots.place(number), 0);
            }
            case PREFAULT -> new Place(0, job.vm().mainPages(), 0, job.vm().vcpus() + number);
        };
        return new HostWork(what, memory, place, draw);
    }

    /**
     * Where it works.
     *
     * <p>Shape: {@code pages} from {@code first} on; {@code slot}: the memslot's place, where it is about one;
     * {@code vcpu}: through which it works, where it does.
     */
    record Place(long first, long pages, int slot, int vcpu) {}

    /** What it did last, or does next if it has not begun. */
    OpClass kind() {
        return switch (what.kind()) {
            case NOTIFY -> OpClass.NOTIFY;
            case CONVERT -> OpClass.HOST_CONVERT;
            case DELSLOT -> isTurned ? OpClass.DELETE_SLOT : OpClass.CREATE_SLOT;
            case PREFAULT -> OpClass.PREFAULT;
        };
    }

    /** How long to wait now until the next one begins: nothing if it is late, or half done. */
    long pause(long now) {
        if (isHalfDone()) {
            return 0;
        }
        nextStart += switch (what.arrivals()) {
            case CONSTANT -> what.everyNs();
            case POISSON -> Math.round(draw.exponential((double) what.everyNs()));
        };
        return Math.max(0, nextStart - now);
    }

    /** True if a memslot is deleted, and not yet created again: who touches it tries for as long as that lasts. */
    boolean isHalfDone() {
        return what.kind() == Job.Background.Kind.DELSLOT && isTurned;
    }

    ThreadOp next() {
        return switch (what.kind()) {
            case NOTIFY -> new NotifyOp(memory.range(nextPages(), what.pages()), NotifyOp.Kind.MIGRATE);
            case CONVERT -> convert();
            case DELSLOT -> changeSlot();
            case PREFAULT -> new PrefaultOp(memory.range(nextPages(), what.pages()), place.vcpu());
        };
    }

    private long nextPages() {
        long from = cursor + what.pages() <= place.pages() ? cursor : 0;
        cursor = from + what.pages();
        return place.first() + from;
    }

    private ThreadOp convert() {
        isTurned = !isTurned;
        return memory.converting(place.first(), what.pages(), isTurned ? GuestOp.Side.SHARED : GuestOp.Side.PRIVATE);
    }

    private ThreadOp changeSlot() {
        isTurned = !isTurned;
        return isTurned
                ? new MemslotOp(Change.DELETE, place.slot(), Slots.NONE)
                : new MemslotOp(Change.CREATE, place.slot(), place.slot());
    }
}
