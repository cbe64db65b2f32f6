package dev.seamstress.check.invariant;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Stateful;
import dev.seamstress.core.tdx.TdxMemory;
import java.util.Arrays;

/**
 * History: how far the host is with a page that it took back from the TDX module. Caches are not in the state, so what
 * must happen to the page is remembered here.
 *
 * <p>Shape: two bits a frame, the ordinal of a {@link State}.
 */
final class PageCare implements Stateful {
    private static final State[] STATES = State.values();
    private static final int FRAMES_PER_WORD = 32;

    private final long firstPfn;
    private final long[] words;

    /** {@code tdx}: null for a VM without a TDX module. */
    PageCare(TdxMemory tdx) {
        firstPfn = tdx == null ? 0 : tdx.sizes().firstPfn();
        long frames = tdx == null ? 0 : tdx.sizes().frames();
        words = new long[Math.toIntExact((frames + FRAMES_PER_WORD - 1) / FRAMES_PER_WORD)];
    }

    /** What is to be done with a page before it may be used. */
    enum State {
        /** Nothing. */
        CLEAN,
        /** It was removed from the TD: its cache lines must be written back. */
        REMOVED,
        /** It was written back: it must be cleared. */
        WRITTEN_BACK
    }

    private boolean isKnown(long pfn) {
        long number = pfn - firstPfn;
        return number >= 0 && number < (long) words.length * FRAMES_PER_WORD;
    }

    /** What is to be done with a page; nothing, if it can never be a TD's. */
    State state(long pfn) {
        if (!isKnown(pfn)) {
            return State.CLEAN;
        }
        int number = (int) (pfn - firstPfn);
        return STATES[(int) (words[number / FRAMES_PER_WORD] >>> shift(number)) & 3];
    }

    private static int shift(int number) {
        return 2 * (number % FRAMES_PER_WORD);
    }

    void set(long pfn, State next) {
        if (isKnown(pfn)) {
            int number = (int) (pfn - firstPfn);
            long others = words[number / FRAMES_PER_WORD] & ~(3L << shift(number));
            words[number / FRAMES_PER_WORD] = others | (long) next.ordinal() << shift(number);
        }
    }

    void reset() {
        Arrays.fill(words, 0);
    }

    @Override
    public void fields(Fields f) {
        for (int i = 0; i < words.length; i++) {
            words[i] = f.word("care", words[i]);
        }
    }
}
