package dev.seamstress.explore;

import dev.seamstress.sched.Schedule;

/** A machine threw during a search: a bug of the model, not of what it models. The last choice led to it. */
public final class SearchCrash extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Schedule schedule;

    SearchCrash(Schedule schedule, Throwable thrown) {
        super(thrown.getMessage(), thrown);
        this.schedule = schedule;
    }

    public Schedule schedule() {
        return schedule;
    }
}
