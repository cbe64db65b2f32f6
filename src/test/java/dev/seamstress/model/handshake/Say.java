package dev.seamstress.model.handshake;

import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/** The messages of the small model, as in peers/handshake.pml. */
enum Say implements Message {
    LOCK_R,
    LOCK_W,
    UNLOCK_R,
    UNLOCK_W,
    AUG,
    BLOCK,
    TRACK,
    REMOVE,
    TDX_DONE,
    FIN;

    private final long content = Mix.tag("handshake." + name());

    @Override
    public long content() {
        return content;
    }

    /** The lock's answer. */
    record Granted(Grant grant) implements Grant.Given {
        private static final long TAG = Mix.tag("handshake.Granted");

        @Override
        public long content() {
            return Mix.mix(TAG, grant.content());
        }
    }
}
