package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Fx;

/** The words in which a logical processor's call is kept between its steps, while one of them runs. */
final class KeptCall {
    private Fx fx;
    private long words;
    private long state;
    private long rcx;
    private long r8;

    /** Turns to the words from {@code first} on, which say that there is no call. */
    void none(Fx effects, long first) {
        fx = effects;
        words = first;
        state = 0;
        rcx = 0;
        r8 = 0;
    }

    /** Turns to the words from {@code first} on. */
    void load(Fx effects, long first) {
        fx = effects;
        words = first;
        state = read(CallWord.STATE);
        rcx = read(CallWord.RCX);
        r8 = read(CallWord.R8);
    }

    /** As {@link CallState} says; 0 if there is no call. */
    long state() {
        return state;
    }

    long rcx() {
        return rcx;
    }

    long r8() {
        return r8;
    }

    /** Keeps these from now on. A word that has that value already is not written. */
    void store(long nextState, long nextRcx, long nextR8) {
        if (nextState != state) {
            state = nextState;
            write(CallWord.STATE, nextState);
        }
        if (nextRcx != rcx) {
            rcx = nextRcx;
            write(CallWord.RCX, nextRcx);
        }
        if (nextR8 != r8) {
            r8 = nextR8;
            write(CallWord.R8, nextR8);
        }
    }

    /** The call is over, or has told that it has failed, if it was in that phase: all is as if there had been none. */
    void forget(CallPhase phase) {
        store(0, 0, 0);
        if (phase == CallPhase.FAILS) {
            fail(0, 0, 0);
        }
    }

    /** Keeps a word more, which the next step takes with {@link #carried}. */
    void carry(long value) {
        write(CallWord.STATUS, value);
    }

    /** Keeps RDX and R9 of a call that is not sure to be made. */
    void carry(long rdx, long r9) {
        write(CallWord.RDX, rdx);
        carry(r9);
    }

    /** The word kept; it is then kept no longer. */
    long carried() {
        return take(CallWord.STATUS);
    }

    long carriedRdx() {
        return take(CallWord.RDX);
    }

    private long take(CallWord word) {
        long value = read(word);
        write(word, 0);
        return value;
    }

    /** Keeps what a call that has failed will return. */
    void fail(long status, long outRcx, long outRdx) {
        write(CallWord.STATUS, status);
        write(CallWord.OUT_RCX, outRcx);
        write(CallWord.OUT_RDX, outRdx);
    }

    /** The status of a call that has failed. */
    long failed() {
        return read(CallWord.STATUS);
    }

    long failedRcx() {
        return read(CallWord.OUT_RCX);
    }

    long failedRdx() {
        return read(CallWord.OUT_RDX);
    }

    private long read(CallWord word) {
        return fx.own(words + word.ordinal());
    }

    private void write(CallWord word, long value) {
        fx.own(words + word.ordinal(), value);
    }
}
