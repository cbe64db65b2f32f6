package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Goal: waits for mmu_lock are those of theory, for writers alone, for readers alone, and for both.
 *
 * <p>Method: whole load jobs in which everything is free but KVM's work under mmu_lock, which takes an exponential
 * time, or any other one where that makes no difference.
 */
@Tag("once")
class RwLockTheoryTest {
    private static final double HOLD_NS = 100_000;
    private static final double TOLERANCE = 0.03;
    private static final String LOCK = "lock.mmu_lock.";
    private static final String FREE = "tdx { exit = 0ns, flush = 0ns }, lock.word = 0ns, guest.access = 0ns,"
            + " kernel { exit = 0ns, fault = 0ns, retry = 0ns, zap = 0ns, clear = 0ns, userspace = 0ns },"
            + " module { vp-enter = 0ns, sept-add = 0ns, page-aug = 0ns, accept = 0ns, accept-refused = 0ns,"
            + " early-fail = 0ns }";

    private static LoadResult played(String walk, String... lines) {
        return played(1, walk, lines);
    }

    private static LoadResult played(int replications, String walk, String... lines) {
        return Jobs.played(
                Jobs.of(
                        "costs { " + FREE + ", kernel.walk = " + walk + " }",
                        String.join("\n", lines),
                        "replications = " + replications),
                3);
    }

    private static double mean(LoadResult result, String name) {
        return result.estimate(name).mean();
    }

    private static void expect(LoadResult result, String name, double theory) {
        assertThat(mean(result, name)).as(name).isCloseTo(theory, within(TOLERANCE * theory));
    }

    /**
     * So many threads of the host that they are as good as a Poisson process, but for one part in a hundred, as none
     * comes while it waits; each takes the lock twice, the second time for nothing. Who comes, and who leaves, sees as
     * many as there are on average: both waits are those of M/M/1. Of one run of 60 s they are 1.4 % off, one way or
     * the other.
     */
    @Test
    void writersAloneAreOneServer() {
        double rho = 0.8;
        int threads = 1600;
        long every = Math.round(threads * HOLD_NS / rho);
        String each = "{ do = notify, size = 4KiB, every = " + every + "ns, arrivals = poisson }";
        LoadResult result = played(
                5,
                "{ exponential = 100us }",
                "td { vcpus = 1, memory = 64KiB }",
                "phases = [{ do = touch, closed { think = 100ms }, pages = uniform, for = 60s }]",
                "background = [" + (each + ",").repeat(threads) + "]",
                "warmup = 1s");
        double wait = rho / (1 - rho) * HOLD_NS;
        expect(result, LOCK + "write.wait.mean", wait);
        expect(result, LOCK + "queue.length", 2 * rho / HOLD_NS * wait);
        expect(result, LOCK + "write.utilisation", rho);
        assertThat(mean(result, "little.worst")).isLessThan(1e-3);
    }

    /** M/G/infinity: nobody waits, and how many are inside is Poisson, whatever the distribution of holds is. */
    @Test
    void readersAloneNeverWait() {
        LoadResult result = played(
                "{ lognormal { p50 = 60us, p99 = 400us } }",
                "td { vcpus = 64, memory = 512MiB }",
                "phases = [{ do = accept, open { rate = 10k/s }, pages = sequential }]");
        double sigma = Math.log(400.0 / 60) / 2.3263478740408408;
        double load = 10_000 * 60e-6 * Math.exp(sigma * sigma / 2);
        expect(result, LOCK + "read.holders", load);
        expect(result, LOCK + "read.utilisation", 1 - Math.exp(-load));
        assertThat(mean(result, LOCK + "read.wait.max")).isZero();
        assertThat(mean(result, LOCK + "queue.length")).isZero();
    }

    /** A Markov chain says what comes of both; the lock is held for 0.8 of the time. */
    @Test
    void readersAndAWriterAreAsTheirMarkovChain() {
        LoadResult result = played(
                "{ exponential = 100us }",
                "td { vcpus = 4, memory = 1GiB }",
                "phases = [{ do = accept, closed { think = { exponential = 400us } }, pages = sequential }]",
                "background = [{ do = notify, size = 4KiB, every = 400us, arrivals = poisson }]");
        RwLockChain chain = new RwLockChain(4, 1 / 400e3, 1 / HOLD_NS, 1 / 400e3);
        assertThat(chain.busy()).isCloseTo(0.8, within(0.01));
        expect(result, LOCK + "read.holders", chain.inside());
        expect(result, LOCK + "queue.length", chain.queue());
        expect(result, "op.accept.rate", chain.inside() / HOLD_NS * 1e9);
        expect(result, LOCK + "write.utilisation", HOLD_NS / 400e3);
    }
}
