package dev.seamstress.explore;

import dev.seamstress.core.machine.Blocks;
import dev.seamstress.engine.Exchanges;
import java.util.ArrayList;
import java.util.List;

/**
 * The states that are merged into one: who stands where in each.
 *
 * <p>Shape: an arrangement is an array over the machines, at place {@code i} the machine that is in the state what
 * machine {@code i} is in the arranged one. No two arrangements are the same state, and the state itself is one.
 */
final class Arrangements {
    private final Exchanges exchanges;
    private final Blocks blocks;
    private final List<int[]> all = new ArrayList<>();

    private Arrangements(Exchanges exchanges) {
        this.exchanges = exchanges;
        this.blocks = exchanges.blocks();
    }

    /** Those of the state that the engine is in. Requires: {@link Exchanges#orbit} of them are not too many. */
    static List<int[]> of(Exchanges exchanges) {
        Arrangements arrangements = new Arrangements(exchanges);
        int[] identity = new int[exchanges.blocks().machines()];
        for (int i = 0; i < identity.length; i++) {
            identity[i] = i;
        }
        if (exchanges.isRight()) {
            arrangements.arrange(identity, 0, new boolean[exchanges.blocks().count()]);
        } else {
            arrangements.all.add(identity);
        }
        return arrangements.all;
    }

    private void arrange(int[] machines, int place, boolean[] isTaken) {
        if (place == isTaken.length) {
            all.add(machines.clone());
            return;
        }
        for (int block = 0; block < isTaken.length; block++) {
            if (isTaken[block] || blocks.firstOf(block) != blocks.firstOf(place) || isLikeAnEarlier(block, isTaken)) {
                continue;
            }
            isTaken[block] = true;
            machines[blocks.member(place).machine()] = blocks.member(block).machine();
            arrange(machines, place + 1, isTaken);
            isTaken[block] = false;
        }
    }

    /** True if one that is free and comes before would do as well. */
    private boolean isLikeAnEarlier(int block, boolean[] isTaken) {
        for (int earlier = 0; earlier < block; earlier++) {
            if (!isTaken[earlier] && exchanges.isAlike(earlier, block)) {
                return true;
            }
        }
        return false;
    }
}
