package dev.seamstress.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: a load run that is ten times as long takes no more memory.
 *
 * <p>Method: what a run at its end refers to is counted: objects, and elements of arrays and collections. Nothing is
 * timed or collected. Histograms are left out, as the size of one depends on its greatest value alone.
 */
class FlatMemoryTest {
    private static final long SOME = 2_000;

    private record Played(LoadRun run, long operations) {}

    private static Played played(int tds, int ms) {
        String time = ", for = " + ms + "ms }";
        LoadRun run = new LoadRun(
                Jobs.of(
                        "tds = " + tds,
                        "td { vcpus = 3, memory = 2MiB, pool = 192KiB }",
                        "phases = [{ do = accept, closed {} }",
                        "  { do = touch, closed { think = 1us }, pages = uniform, share = overlap" + time,
                        "  { do = touch, open { rate = 20k/s }, pages = uniform" + time,
                        "  { do = churn, closed { think = 20us }, unit = 64KiB" + time + "]",
                        "background = [{ do = notify, size = 64KiB, every = 50us, arrivals = poisson }]"),
                1);
        LoadRun.Outcome outcome = run.play();
        double operations = outcome.summary().values().entrySet().stream()
                .filter(each -> each.getKey().matches("op\\.[a-z_]+\\.count"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        return new Played(run, (long) operations);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void tenTimesAsLongIsNoMore(int tds) {
        Played one = played(tds, 30 / tds);
        Played ten = played(tds, 300 / tds);
        assertThat(ten.operations() - one.operations())
                .as("what one word an operation would add")
                .isGreaterThan(20 * SOME);
        assertThat(size(ten.run()) - size(one.run())).isLessThan(SOME);
    }

    /** Objects that the object refers to, directly or not, and elements of arrays and collections. */
    private static long size(Object root) {
        long size = 0;
        IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();
        ArrayDeque<Object> next = new ArrayDeque<>();
        next.add(root);
        while (!next.isEmpty()) {
            Object one = next.remove();
            if (seen.put(one, true) != null || one instanceof Class || one instanceof AbstractHistogram) {
                continue;
            }
            size++;
            if (one.getClass().isArray()) {
                size += Array.getLength(one);
                elements(one, next);
            } else if (one instanceof Collection<?> all) {
                size += all.size();
                all.forEach(each -> add(each, next));
            } else if (one instanceof Map<?, ?> map) {
                size += 2L * map.size();
                map.forEach((key, value) -> add(value, next));
            } else {
                fields(one, next);
            }
        }
        return size;
    }

    private static void elements(Object array, ArrayDeque<Object> next) {
        if (array instanceof Object[] all) {
            for (Object each : all) {
                add(each, next);
            }
        }
    }

    private static void fields(Object one, ArrayDeque<Object> next) {
        for (Class<?> type = one.getClass(); !type.getName().startsWith("java."); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    add(value(field, one), next);
                }
            }
        }
    }

    private static Object value(Field field, Object one) {
        try {
            field.setAccessible(true);
            return field.get(one);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static void add(Object value, ArrayDeque<Object> next) {
        if (value != null) {
            next.add(value);
        }
    }
}
