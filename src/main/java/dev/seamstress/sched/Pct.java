package dev.seamstress.sched;

import java.util.Arrays;

/**
 * Priorities, drawn at random for each channel, of which the highest that is enabled is chosen; at {@code depth - 1}
 * steps, drawn at random, the one that is about to be chosen becomes the lowest of all.
 *
 * <p>Source: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized scheduler with probabilistic guarantees of
 * finding bugs", 2010.
 */
public final class Pct implements Strategy {
    private final SplitMix64 random;
    private final int[] changes;
    private Choice[] channels = new Choice[16];
    private long[] priorities = new long[16];
    private int known;
    private int changed;

    /** {@code steps}: over how many steps the changes are spread. */
    public Pct(long seed, int depth, int steps) {
        random = new SplitMix64(seed);
        changes = new int[depth - 1];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = random.below(steps);
        }
        Arrays.sort(changes);
    }

    @Override
    public int choose(int step, Enabled enabled) {
        int best = best(enabled);
        while (changed < changes.length && step >= changes[changed]) {
            int place = find(enabled, best);
            priorities[place] = changes.length - ++changed;
            best = best(enabled);
        }
        return best;
    }

    private int best(Enabled enabled) {
        int best = 0;
        for (int i = 1; i < enabled.count(); i++) {
            if (priority(enabled, i) > priority(enabled, best)) {
                best = i;
            }
        }
        return best;
    }

    private long priority(Enabled enabled, int index) {
        int place = find(enabled, index);
        return priorities[place];
    }

    private int find(Enabled enabled, int index) {
        for (int i = 0; i < known; i++) {
            if (channels[i].from() == enabled.from(index) && channels[i].to() == enabled.to(index)) {
                return i;
            }
        }
        if (known == channels.length) {
            channels = Arrays.copyOf(channels, known * 2);
            priorities = Arrays.copyOf(priorities, known * 2);
        }
        channels[known] = new Choice(enabled.from(index), enabled.to(index));
        priorities[known] = (random.next() >>> 2) + changes.length;
        return known++;
    }
}
