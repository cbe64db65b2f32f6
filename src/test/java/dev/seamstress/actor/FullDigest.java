package dev.seamstress.actor;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;
import dev.seamstress.trace.TraceSink;

/** A hash of everything that a driver tells, sends included, so that two sends in the wrong order cannot hide. */
final class FullDigest implements TraceSink {
    private long digest;

    private void mix(int step, int from, int to, long what) {
        digest = Mix.mix(digest, Mix.mix(step, (long) from << 32 | to), what);
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        mix(step, from, to, Mix.mix(1, message.content()));
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        mix(step, from, to, Mix.mix(2, message.content()));
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        mix(step, actor, event.ordinal(), Mix.mix(a, b, c, d));
    }

    long digest() {
        return digest;
    }
}
