package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/**
 * Goal: times and queues are those of theory where theory has them, at a utilisation of 0.8.
 *
 * <p>Method: whole load jobs in which vCPUs are the servers: everything is free but a guest's access to a page that is
 * mapped, which takes the service time. Tasks arrive without memory.
 */
class QueueingTheoryTest {
    private static final double SERVICE_NS = 100_000;
    private static final double RHO = 0.8;
    private static final double TOLERANCE = 0.03;

    /** {@code tasks}: about how many arrive. */
    private static LoadResult played(int servers, String access, long tasks) {
        double perSecond = servers * RHO * 1e9 / SERVICE_NS;
        long ms = Math.round(tasks / perSecond * 1000);
        return Jobs.played(
                Jobs.of(
                        "td { vcpus = " + servers + ", memory = 64KiB }",
                        "costs { guest { access = " + access + " } }",
                        "phases = [",
                        "  { do = accept, closed {}, pages = sequential }",
                        "  { do = touch, open { rate = " + Math.round(perSecond) + "/s }, pages = uniform,",
                        "    share = overlap, for = " + ms + "ms }",
                        "]",
                        "warmup = 50ms",
                        "replications = 1"),
                11);
    }

    /** {@code waiting}: what theory says of the time in the queue, in service times. */
    private static void expect(LoadResult result, int servers, double waiting) {
        double response = (waiting + 1) * SERVICE_NS;
        double arrivals = servers * RHO / SERVICE_NS;
        assertThat(result.estimate("task.mean").mean()).isCloseTo(response, within(TOLERANCE * response));
        double length = arrivals * waiting * SERVICE_NS;
        assertThat(result.estimate("task.queue.length").mean()).isCloseTo(length, within(TOLERANCE * length));
        assertThat(result.estimate("task.queue.little").mean()).isLessThan(0.001);
    }

    @Test
    void oneServer() {
        LoadResult result = played(1, "{ exponential = 100us }", 500_000);
        expect(result, 1, RHO / (1 - RHO));
        double p99 = result.estimate("task.p99").mean();
        assertThat(p99).isCloseTo(-SERVICE_NS / (1 - RHO) * Math.log(0.01), within(0.05 * p99));
    }

    /** Source: Erlang's C formula. */
    @Test
    void fourServers() {
        double a = 4 * RHO;
        double sum = 1 + a + a * a / 2 + a * a * a / 6;
        double last = a * a * a * a / 24 / (1 - RHO);
        double mustWait = last / (sum + last);
        expect(played(4, "{ exponential = 100us }", 900_000), 4, mustWait / (4 * (1 - RHO)));
    }

    /** Source: Pollaczek and Khinchine. */
    @Test
    void oneServerThatAlwaysTakesTheSame() {
        expect(played(1, "100us", 500_000), 1, RHO / (2 * (1 - RHO)));
    }

    /** Source: Pollaczek and Khinchine. */
    @Test
    void oneServerThatTakesALognormalTime() {
        double sigma = Math.log(4.5) / 2.3263478740408408;
        long p50 = Math.round(SERVICE_NS / Math.exp(sigma * sigma / 2));
        String access = "{ lognormal { p50 = " + p50 + "ns, p99 = " + Math.round(4.5 * p50) + "ns } }";
        double squares = Math.exp(sigma * sigma);
        expect(played(1, access, 1_000_000), 1, RHO * squares / (2 * (1 - RHO)));
    }
}
