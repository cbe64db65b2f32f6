package dev.seamstress.load.metrics;

/** An actor that takes one message after the other: how long they wait for it, and how long it is busy with them. */
final class Mailbox {
    private final Latency waits = new Latency();
    private final Latency services = new Latency();
    private final Trail busy = new Trail();
    private long origin;

    /** A message that came at {@code due} was taken at {@code start}, and dealt with at {@code end}. */
    void took(long due, long start, long end) {
        if (end >= origin) {
            waits.record(start - due);
            services.record(end - Math.max(start, origin));
            busy.add(start, end, 1);
        }
    }

    void reset(long time) {
        origin = time;
        waits.reset();
        services.reset();
        busy.reset(time);
    }

    Latency waits() {
        return waits;
    }

    Latency services() {
        return services;
    }

    Trail busy() {
        return busy;
    }
}
