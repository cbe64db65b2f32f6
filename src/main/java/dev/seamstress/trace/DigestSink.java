package dev.seamstress.trace;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/** A hash of everything a run told, in order: two runs with the same digest did the same. */
public final class DigestSink implements TraceSink {
    private long digest;

    @Override
    public void delivered(int step, int from, int to, Message message) {
        digest = Mix.mix(digest, ((long) from << 32) | to, message.content());
    }

    @Override
    public void sent(int step, int from, int to, Message message) {
        digest = Mix.mix(digest, ~(((long) from << 32) | to), message.content());
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        digest = Mix.mix(digest, actor ^ event.tag(), Mix.mix(Mix.mix(a, b), Mix.mix(c, d)));
    }

    public long digest() {
        return digest;
    }

    /** Starts anew, for the next run. */
    public void reset() {
        digest = 0;
    }
}
