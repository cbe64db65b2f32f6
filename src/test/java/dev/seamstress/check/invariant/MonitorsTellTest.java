package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.world.Scene;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: whoever looks at what is remembered and not hashed says so, and says which word it is; else a step would be
 * taken for one that was made while that word was another.
 */
class MonitorsTellTest {
    private final Monitors monitors =
            new Monitors(Scene.first("03-two-vcpus-one-gfn").world());
    private final List<String> looked = new ArrayList<>();

    /** The names of the words that are not hashed, in their order. */
    private static final class Names implements Fields {
        private final List<String> unhashed = new ArrayList<>();

        @Override
        public long word(String name, long value) {
            return value;
        }

        @Override
        public long unhashed(String name, long value) {
            unhashed.add(name);
            return value;
        }

        @Override
        public <T> T object(T reference) {
            return reference;
        }
    }

    @Test
    void eachWordIsToldByItsPlace() {
        Names names = new Names();
        monitors.fields(names);
        List<Integer> places = new ArrayList<>();
        monitors.onLook(place -> {
            places.add(place);
            looked.add(names.unhashed.get(place));
        });
        monitors.isNothingInFlight();
        monitors.isBugged();
        monitors.isAnyFrozen();
        for (int thread = 0; thread < 2; thread++) {
            monitors.guests().isInside(thread);
            monitors.guests().isFlushed(thread);
        }
        assertThat(looked).containsExactly("in flight", "bugged", "frozen", "inside", "flushed", "inside", "flushed");
        assertThat(looked).isEqualTo(names.unhashed);
        assertThat(places).doesNotHaveDuplicates();
    }
}
