package dev.seamstress.load.demand;

import dev.seamstress.load.job.Phase;
import dev.seamstress.load.random.Draw;
import dev.seamstress.load.random.Zipf;
import java.util.List;

/** The pages that one vCPU touches in a phase, one after the other. */
final class PageChooser {
    private final Phase.Order order;
    private final long start;
    private final long count;
    private final Draw draw;
    private final Zipf zipf;
    private final List<Phase.Zone> zones;
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
        this.zones = phase.pages().zones();
    }

    /** True if there is another one. */
    boolean hasNext() {
        return count > 0 && !(order == Phase.Order.SEQUENTIAL && done == count);
    }

    /** Which share of its pages it has told, from 0 to 1; 0 if they never come to an end. */
    double share() {
        if (count == 0) {
            return 1;
        }
        return order == Phase.Order.SEQUENTIAL ? (double) done / count : 0;
    }

    /** The next page. Requires: {@link #hasNext}. */
    long next() {
        return start
                + switch (order) {
                    case SEQUENTIAL -> done++;
                    case UNIFORM -> draw.below(count);
                    case ZIPF -> zipf.next(draw);
                    case ZONED -> zoned();
                };
    }

    /** A zone that is smaller than a page has the page that it begins in. */
    private long zoned() {
        long touched = draw.below(100);
        long before = 0;
        int number = 0;
        while (touched >= zones.get(number).touches()) {
            touched -= zones.get(number).touches();
            before += zones.get(number++).pages();
        }
        long first = count * before / 100;
        long end = count * (before + zones.get(number).pages()) / 100;
        return first + draw.below(Math.max(1, end - first));
    }
}
