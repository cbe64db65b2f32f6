package dev.seamstress.load.demand;

import dev.seamstress.load.job.Phase;
import dev.seamstress.load.random.Draw;
import dev.seamstress.load.random.Zipf;

/** The pages that one vCPU touches in a phase, one after the other. */
final class PageChooser {
    /** In place of a page: there is none left. */
    static final long NONE = -1;

    private final Phase.Order order;
    private final long start;
    private final long count;
    private final Draw draw;
    private final Zipf zipf;
    private long done;

    /** For the vCPU {@code number} of the phase, in a TD of {@code pages}. */
    PageChooser(Phase phase, int number, long pages, Draw draw) {
        boolean isPart = phase.pages().share() == Phase.Share.PARTITION;
        this.order = phase.pages().order();
        this.start = isPart ? pages * number / phase.vcpus() : 0;
        this.count = (isPart ? pages * (number + 1L) / phase.vcpus() : pages) - start;
        this.draw = draw;
        this.zipf = order == Phase.Order.ZIPF && count > 0
                ? new Zipf(count, phase.pages().exponent())
                : null;
    }

    /** The next page, or {@link #NONE}. */
    long next() {
        if (count == 0 || order == Phase.Order.SEQUENTIAL && done == count) {
            return NONE;
        }
        return start
                + switch (order) {
                    case SEQUENTIAL -> done++;
                    case UNIFORM -> draw.below(count);
                    case ZIPF -> zipf.next(draw);
                };
    }
}
