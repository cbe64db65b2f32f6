package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.seamstress.load.metrics.Series;
import dev.seamstress.load.metrics.SlowFault;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Goal: nothing of the warm-up counts, whatever it is. Method: a job of everything, which goes on as it was, and the
 * same with nearly all of it as its warm-up.
 */
class WarmupRunTest {
    private static final long WARMUP_NS = 9_000_000;

    /** So often must something happen in all that a tenth of it is seldom a third. */
    private static final double OFTEN = 50;

    private static LoadRun.Outcome played(String warmup) {
        return new LoadRun(
                        Jobs.of(
                                "td { vcpus = 4, memory = 640KiB, pool = 128KiB }",
                                "phases = [{ do = churn, closed { think = 20us }, unit = 16KiB, vcpus = 4, for = 2ms }",
                                "  { do = touch, closed { think = 2us }, unit = 4KiB, pages = uniform, for = 8ms,",
                                "    share = overlap }]",
                                "background = [{ do = delslot, size = 128KiB, every = 400us }",
                                "  { do = prefault, size = 64KiB, every = 200us }",
                                "  { do = convert, size = 32KiB, every = 100us }",
                                "  { do = notify, size = 64KiB, every = 50us }]",
                                "warmup = " + warmup),
                        1)
                .play();
    }

    private static final LoadRun.Outcome WHOLE = played("0s");
    private static final LoadRun.Outcome REST = played("9ms");

    private static double of(LoadRun.Outcome outcome, String metric) {
        return outcome.summary().values().get(metric);
    }

    @Test
    void whatIsCountedIsWhatHappenedAfterIt() {
        Map<String, Double> often = new TreeMap<>(WHOLE.summary().values());
        often.entrySet()
                .removeIf(each ->
                        !each.getKey().matches(".*\\.(count|failed|refusals|messages)") || each.getValue() < OFTEN);
        assertThat(often)
                .containsKeys(
                        "run.messages",
                        "kick.count",
                        "retry.count",
                        "zap.notifier.count",
                        "zero_step.streak.count",
                        "op.read.count");
        often.forEach((name, count) -> assertThat(of(REST, name)).as(name).isLessThan(count / 3));
        assertThat(of(REST, "run.time")).isCloseTo(of(WHOLE, "run.time") - WARMUP_NS, within(20_000.0));
    }

    /** Each kick is an interrupt, and its answer is none. */
    @Test
    void answersToInterruptsAreNone() {
        assertThat(of(WHOLE, "ipi.count")).isCloseTo(of(WHOLE, "kick.count"), within(4.0)); // some are on their way
    }

    /** As often as in the whole, more or less: both of a share begin anew, or neither. */
    @Test
    void sharesAreOfWhatHappenedAfterIt() {
        assertThat(of(REST, "retry.share")).isBetween(of(WHOLE, "retry.share") / 2, 1.0);
        double lost = REST.summary().values().entrySet().stream()
                .filter(each -> each.getKey().startsWith("lost."))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        assertThat(lost).isBetween(0.01, 1.0);
    }

    /**
     * Rates are of the time that counts, and so is how many hold a lock; times are in order, and made of their parts.
     */
    @Test
    void numbersOfOneThingAgree() {
        for (LoadRun.Outcome outcome : new LoadRun.Outcome[] {WHOLE, REST}) {
            double seconds = of(outcome, "run.time") / 1e9;
            int rates = 0;
            for (String name : outcome.summary().values().keySet()) {
                String start = name.substring(0, Math.max(0, name.lastIndexOf('.')));
                if (name.endsWith(".rate") && outcome.summary().values().containsKey(start + ".count")) {
                    assertThat(of(outcome, name) * seconds)
                            .as(name)
                            .isCloseTo(of(outcome, start + ".count"), within(1e-6));
                    rates++;
                }
                if (name.endsWith(".p50")) {
                    assertThat(new double[] {
                                of(outcome, start + ".min"),
                                of(outcome, name),
                                of(outcome, start + ".p90"),
                                of(outcome, start + ".p99"),
                                of(outcome, start + ".p999"),
                                of(outcome, start + ".max")
                            })
                            .as(start)
                            .isSorted();
                }
                if (name.endsWith(".part.exit")) {
                    assertThat(parts(outcome, name.replace("exit", "")))
                            .as(name)
                            .isCloseTo(of(outcome, name.replace("part.exit", "mean")), within(1e-3));
                }
                if (name.startsWith("module.") && name.endsWith(".hold.mean")) {
                    String lock = name.replace(".hold.mean", "");
                    assertThat(of(outcome, name) * of(outcome, lock + ".count") / 1e9)
                            .as(name)
                            .isCloseTo(of(outcome, lock + ".holders") * seconds, within(1e-9));
                }
            }
            assertThat(rates).isGreaterThan(30);
        }
        for (String lock : new String[] {"mmu_lock.read", "mmu_lock.write", "slots_lock.write"}) {
            String name = "lock." + lock;
            assertThat(of(WHOLE, name + ".hold.rate") * of(WHOLE, name + ".hold.mean") / 1e9)
                    .as(lock)
                    .isCloseTo(of(WHOLE, name + ".holders"), within(0.05)); // one is held at the end
            double contended = of(WHOLE, name + ".contention") * of(WHOLE, name + ".wait.count");
            assertThat(contended).as(lock).isPositive().isCloseTo(Math.rint(contended), within(1e-6));
            assertThat(of(WHOLE, name + ".contention")).as(lock).isLessThanOrEqualTo(1);
        }
    }

    private static double parts(LoadRun.Outcome outcome, String start) {
        return outcome.summary().values().entrySet().stream()
                .filter(each -> each.getKey().startsWith(start))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    @Test
    void theSlowestFaultsEndAfterIt() {
        assertThat(REST.recorded().slowest()).isNotEmpty();
        for (SlowFault fault : REST.recorded().slowest()) {
            assertThat(fault.began() + fault.ns()).isGreaterThanOrEqualTo(WARMUP_NS);
        }
    }

    /** What is kept over time adds up to what is counted, in both. */
    @Test
    void retriesAndRefusalsOverTimeAddUp() {
        for (LoadRun.Outcome outcome : new LoadRun.Outcome[] {WHOLE, REST}) {
            assertThat(sum(outcome, "retry.rate")).isCloseTo(of(outcome, "retry.count"), within(0.5));
            assertThat(sum(outcome, "busy.rate")).isCloseTo(of(outcome, "busy.count"), within(0.5));
        }
        assertThat(of(WHOLE, "busy.count")).isPositive().isNotEqualTo(of(WHOLE, "retry.count"));
    }

    private static double sum(LoadRun.Outcome outcome, String name) {
        Series series = outcome.recorded().series().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        double[] values = series.values(outcome.recorded().width());
        long span = outcome.recorded().end() - outcome.recorded().origin();
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double length = Math.min(
                    outcome.recorded().width(), span - i * outcome.recorded().width());
            sum += values[i] * length / 1e9;
        }
        assertThat(Arrays.stream(values).max().orElseThrow()).isNotNegative();
        return sum;
    }
}
