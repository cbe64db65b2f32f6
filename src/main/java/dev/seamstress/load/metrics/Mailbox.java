package dev.seamstress.load.metrics;

/** An actor that takes one message after the other: how long they wait for it, and how long it is busy with them. */
final class Mailbox {
    private final Latency waits = new Latency();
    private final Latency services = new Latency();
    private final Trail busy = new Trail();
    private long origin;

    // Messages that nobody waited for and that took no time: most of them are, and are counted here until somebody
    // asks.
    private long instant;

    /** A message that came at {@code due} was taken at {@code start}, and dealt with at {@code end}. */
    void took(long due, long start, long end) {
        if (end == due && end >= origin) {
            instant++;
        } else if (end >= origin) {
            waits.record(start - due);
            services.record(end - Math.max(start, origin));
            busy.add(start, end, 1);
        }
    }

    void reset(long time) {
        origin = time;
        instant = 0;
        waits.reset();
        services.reset();
        busy.reset(time);
    }

    private void settle() {
        waits.recordNone(instant);
        services.recordNone(instant);
        instant = 0;
    }

    Latency waits() {
        settle();
        return waits;
    }

    Latency services() {
        settle();
        return services;
    }

    Trail busy() {
        return busy;
    }
}
