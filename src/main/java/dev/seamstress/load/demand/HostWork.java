package dev.seamstress.load.demand;

import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.thread.NotifyOp;
import dev.seamstress.core.thread.ThreadOp;
import dev.seamstress.load.job.Job;
import dev.seamstress.load.random.Draw;

/** What one thread of the host does beside the guest, again and again. */
final class HostWork {
    private final Job.Background what;
    private final Memory memory;
    private final long first;
    private final long pages;
    private final Draw draw;
    private long nextStart;
    private long cursor;
    private boolean isShared;

    /** {@code first} and {@code pages}: of the memory that it works on. */
    HostWork(Job.Background what, Memory memory, long first, long pages, Draw draw) {
        this.what = what;
        this.memory = memory;
        this.first = first;
        this.pages = pages;
        this.draw = draw;
    }

    OpClass kind() {
        return what.kind() == Job.Background.Kind.NOTIFY ? OpClass.NOTIFY : OpClass.HOST_CONVERT;
    }

    /** How long to wait now until the next one begins: nothing if it is late. */
    long pause(long now) {
        nextStart += switch (what.arrivals()) {
            case CONSTANT -> what.everyNs();
            case POISSON -> Math.round(draw.exponential((double) what.everyNs()));
        };
        return Math.max(0, nextStart - now);
    }

    ThreadOp next() {
        return switch (what.kind()) {
            case NOTIFY -> migrate();
            case CONVERT -> convert();
        };
    }

    private ThreadOp migrate() {
        long from = cursor + what.pages() <= pages ? cursor : 0;
        cursor = from + what.pages();
        return new NotifyOp(memory.range(first + from, what.pages()), NotifyOp.Kind.MIGRATE);
    }

    private ThreadOp convert() {
        isShared = !isShared;
        return memory.converting(first, what.pages(), isShared ? GuestOp.Side.SHARED : GuestOp.Side.PRIVATE);
    }
}
