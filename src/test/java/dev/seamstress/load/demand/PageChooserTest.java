package dev.seamstress.load.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.job.Phase;
import dev.seamstress.load.random.Draw;
import dev.seamstress.load.run.Jobs;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Goal: pages are touched in the order, and as often, as a phase says. Method: the pages that its vCPUs choose. */
class PageChooserTest {
    private static final int TOUCHES = 100_000;

    private static Phase phase(String pages, String share, int vcpus) {
        return Jobs.of(
                        "td { vcpus = " + vcpus + ", memory = 4000KiB }",
                        "phases = [{ do = touch, closed {}, pages = \"" + pages + "\", share = " + share
                                + ", for = 1ms }]")
                .phases()
                .get(0);
    }

    /** How often each of the pages is chosen by one vCPU of several. */
    private static int[] counts(String pages, String share, int vcpu, int vcpus, int count) {
        PageChooser chooser = new PageChooser(phase(pages, share, vcpus), vcpu, count, Draw.of(1, vcpu));
        int[] counts = new int[count];
        for (int i = 0; i < TOUCHES && chooser.hasNext(); i++) {
            counts[(int) chooser.next()]++;
        }
        return counts;
    }

    /** Page k is as likely as 1 / k^0.9, of what there is for this vCPU. */
    @Test
    void zipfIsZipf() {
        int[] counts = counts("zipf:0.9", "overlap", 0, 1, 1000);
        double all = 0;
        for (int k = 1; k <= 1000; k++) {
            all += Math.pow(k, -0.9);
        }
        for (int k : new int[] {1, 2, 10, 100}) {
            double expected = TOUCHES * Math.pow(k, -0.9) / all;
            assertThat((double) counts[k - 1]).isCloseTo(expected, within(6 * Math.sqrt(expected)));
        }
        int[] second = counts("zipf:0.9", "partition", 1, 2, 1000);
        assertThat(second[499]).isZero();
        assertThat(second[500]).isGreaterThan(counts[0]);
    }

    @Test
    void uniformIsAsOftenEverywhere() {
        for (int count : counts("uniform", "overlap", 0, 1, 100)) {
            assertThat(count).isCloseTo(TOUCHES / 100, within(200));
        }
    }

    /** A zone that is smaller than a page has the page that it begins in. */
    @Test
    void zonesAreWhereTheySay() {
        int[] counts = counts("zoned:50/10:20/40:30/50", "overlap", 0, 1, 10);
        assertThat((double) counts[0]).isCloseTo(0.5 * TOUCHES, within(0.01 * TOUCHES));
        for (int page = 1; page < 5; page++) {
            assertThat((double) counts[page]).isCloseTo(0.05 * TOUCHES, within(0.01 * TOUCHES));
        }
        for (int page = 5; page < 10; page++) {
            assertThat((double) counts[page]).isCloseTo(0.06 * TOUCHES, within(0.01 * TOUCHES));
        }
        assertThat(counts("zoned:90/1:10/99", "overlap", 0, 1, 2)[0]).isGreaterThan(TOUCHES / 2);
    }

    /** Seven vCPUs have a hundred pages, each once, in order; the eighth of eight has one of three. */
    @Test
    void partsHaveNoGapsAndNothingInCommon() {
        TreeSet<Long> seen = new TreeSet<>();
        for (int vcpu = 0; vcpu < 7; vcpu++) {
            PageChooser chooser = new PageChooser(phase("sequential", "partition", 7), vcpu, 100, Draw.of(1, 1));
            long last = seen.isEmpty() ? -1 : seen.last();
            while (chooser.hasNext()) {
                long page = chooser.next();
                assertThat(page).isEqualTo(last + 1);
                last = page;
                seen.add(page);
            }
            assertThat(chooser.share()).isEqualTo(1);
        }
        assertThat(seen).hasSize(100);
        assertThat(new PageChooser(phase("uniform", "partition", 8), 0, 3, Draw.of(1, 1)).hasNext())
                .isFalse();
        assertThat(counts("uniform", "partition", 7, 8, 3)[2]).isEqualTo(TOUCHES);
    }
}
