package dev.seamstress.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.run.Jobs;
import dev.seamstress.load.run.LoadResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: the bottleneck has the right name. Method: jobs in which one thing is made slow. */
class BottleneckTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mmu_lock_write | do = churn, closed {}, unit = 128KiB, for = 10ms | module.page-wbinvd = 50us",
                "mmu_lock_word | do = accept, closed {}, pages = sequential | lock.word = 5us",
                "spte | do = accept, closed {}, pages = uniform, for = 4ms | module.sept-add = 1ms",
                "module_entry | do = accept, closed {}, pages = sequential, share = overlap, for = 5ms"
                        + " | module.accept = 300us",
                "guest_accept | do = touch, closed {}, unit = 2MiB, pages = uniform, share = overlap, for = 8ms | ",
                "vcpu | do = accept, closed {}, pages = sequential | module.accept = 20us",
                "demand | do = accept, closed { think = 200us }, pages = sequential | ",
            })
    void itIsWhatWasMadeSlow(String expected, String phase, String costs) {
        LoadResult result = Jobs.played(
                Jobs.of(
                        "td { vcpus = 8, memory = 16MiB, pool = 1MiB }",
                        "phases = [{ " + phase + " }]",
                        "costs { " + (costs == null ? "" : costs) + " }",
                        "replications = 2"),
                3);
        Bottleneck found = Bottleneck.of(result);
        assertThat(found.key()).as(found.reason()).isEqualTo(expected);
        assertThat(found.reason()).contains("%").doesNotContain("(0.0%)");
        assertThat(Bottleneck.losses(result).get(0).key().equals(expected)).isEqualTo(!expected.matches("vcpu|demand"));
        assertThat(found.share()).isBetween(0.1, 1.0);
    }

    /** One accepts the only unit, and seven wait for it: of eight threads' time seven eighths are lost. */
    @Test
    void whoWaitsInTheGuestCountsAsBusyThat() {
        LoadResult result = Jobs.played(
                Jobs.of(
                        "td { vcpus = 8, memory = 2MiB }",
                        "phases = [{ do = touch, closed {}, unit = 2MiB, pages = uniform, for = 4ms, share = overlap",
                        "  }]",
                        "replications = 1"),
                3);
        assertThat(result.estimate("lost.guest_accept").mean()).isCloseTo(0.875, within(0.005));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "host | 1 | { do = notify, size = 4KiB, every = 1us } | ",
                "slots_lock | 1 | { do = convert, size = 256KiB, every = 1us },"
                        + " { do = convert, size = 256KiB, every = 1us } | kernel.userspace = 1us",
            })
    void itIsTheHostsIfTheHostIsBusy(String expected, int vcpus, String background, String costs) {
        LoadResult result = Jobs.played(
                Jobs.of(
                        "td { vcpus = " + vcpus + ", memory = 16MiB, pool = 2MiB }",
                        "phases = [{ do = touch, closed { think = 1ms }, pages = uniform, for = 8ms }]",
                        "background = [" + background + "]",
                        "costs { " + (costs == null ? "" : costs) + " }",
                        "replications = 1"),
                3);
        Bottleneck found = Bottleneck.of(result);
        assertThat(found.key()).as(found.reason()).isEqualTo(expected);
    }

    /**
     * What a deletion of a memslot costs with and without the module's defence against stepping: who is suspected takes
     * the tree for itself at every entry.
     */
    @ParameterizedTest
    @CsvSource({"live, module_tree", "off, slot_or_root"})
    void itIsTheTreeLockIfTheModuleFiltersEntries(String zeroStep, String expected) {
        LoadResult result = Jobs.played(
                Jobs.of(
                        "td { vcpus = 8, memory = 4MiB, zerostep = " + zeroStep + " }",
                        "phases = [{ do = touch, closed { think = 5us }, unit = 4KiB, pages = uniform,",
                        "  share = overlap, for = 40ms }]",
                        "background = [{ do = delslot, size = 1MiB, every = 5ms }]",
                        "replications = 1"),
                3);
        Bottleneck found = Bottleneck.of(result);
        assertThat(found.key()).as(found.reason()).isEqualTo(expected);
        double longest = result.estimate("zero_step.max_streak").mean();
        assertThat(longest).isGreaterThanOrEqualTo(7);
        assertThat(longest == 7).as("then the guest faults no more").isEqualTo(zeroStep.equals("live"));
        assertThat(result.estimate("zero_step.near.count").mean()).isPositive();
        assertThat(result.estimate("module.tree.refusals").mean() > 0).isEqualTo(zeroStep.equals("live"));
        assertThat(Unfinished.note(result).isPresent())
                .as("who never comes out again")
                .isEqualTo(zeroStep.equals("live"));
    }

    /** Who waits for a lock wants to know what its holder waits for. */
    @Test
    void itIsToldWhatTheHolderDoes() {
        String[] lines = {
            "td { vcpus = 8, memory = 16MiB, pool = 1MiB }",
            "phases = [{ do = churn, closed {}, unit = 16KiB, for = 5ms }]",
            "costs { ipi.ack = 150us }",
            "replications = 1"
        };
        Bottleneck kicks = Bottleneck.of(Jobs.played(Jobs.of(lines), 1));
        assertThat(kicks.key()).isEqualTo("mmu_lock_write");
        assertThat(kicks.reason()).endsWith("of zaps most goes to waits for kicked vCPUs.");
        lines[2] = "costs { module.page-wbinvd = 150us }";
        assertThat(Bottleneck.of(Jobs.played(Jobs.of(lines), 1)).reason()).endsWith("of zaps most goes to TDX calls.");
    }
}
