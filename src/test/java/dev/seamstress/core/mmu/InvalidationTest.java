package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.vm.VmWords;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Begin, range and end of an invalidation: which words are stored, one a step, and in which order. */
class InvalidationTest extends ZapRig {
    private static final long NONE = VmWords.INVALID_GPA;

    /** Runs a function under the lock, and returns each state of the words that somebody without it can see. */
    private List<List<Long>> states(Function<Grant, Procedure> function, long... words) {
        startUnderLock(function);
        for (Invalidate part : Invalidate.values()) {
            driver.poke(vm.kvm.words().invalidate(part), words[part.ordinal()]);
        }
        List<List<Long>> states = new ArrayList<>();
        note(states);
        while (!driver.enabled().isEmpty()) {
            int[] first = driver.enabled().get(0);
            driver.deliver(first[0], first[1]);
            note(states);
        }
        return states;
    }

    private void note(List<List<Long>> states) {
        List<Long> now = new ArrayList<>();
        for (Invalidate part : Invalidate.values()) {
            now.add(invalidate(part));
        }
        if (states.isEmpty() || !states.get(states.size() - 1).equals(now)) {
            states.add(now);
        }
    }

    private static List<Long> words(long seq, long inProgress, long start, long end) {
        return List.of(seq, inProgress, start, end);
    }

    private KvmMmuInvalidateRangeAdd add(Grant lock, long start, long end) {
        return new KvmMmuInvalidateRangeAdd(vm.kvm, lock, start, end);
    }

    @Test
    void theFirstBeginCountsThenEmptiesTheRange() {
        assertThat(states(lock -> new KvmMmuInvalidateBegin(vm.kvm, lock, GFN, GFN + 4), 7, 0, 3, 9))
                .containsExactly(words(7, 0, 3, 9), words(7, 1, 3, 9), words(7, 1, NONE, 9), words(7, 1, NONE, NONE));
        assertThat(told(Event.INVALIDATE_BEGIN)).hasSize(1);
        assertThat(told(Event.INVALIDATE_BEGIN).get(0).a()).isEqualTo(GFN);
        assertThat(told(Event.INVALIDATE_BEGIN).get(0).b()).isEqualTo(GFN + 4);
    }

    @Test
    void aSecondBeginKeepsTheRange() {
        assertThat(states(lock -> new KvmMmuInvalidateBegin(vm.kvm, lock, GFN, GFN + 4), 7, 1, 3, 9))
                .containsExactly(words(7, 1, 3, 9), words(7, 2, 3, 9));
    }

    @Test
    void theFirstRangeIsTaken() {
        assertThat(states(lock -> add(lock, 5, 8), 7, 1, NONE, NONE))
                .containsExactly(words(7, 1, NONE, NONE), words(7, 1, 5, NONE), words(7, 1, 5, 8));
    }

    @Test
    void anotherRangeExtendsIt() {
        assertThat(states(lock -> add(lock, 20, 30), 7, 2, 5, 8))
                .as("above, with a gap that is covered too")
                .containsExactly(words(7, 2, 5, 8), words(7, 2, 5, 30));
        assertThat(states(lock -> add(lock, 1, 3), 7, 2, 5, 8))
                .as("below")
                .containsExactly(words(7, 2, 5, 8), words(7, 2, 1, 8));
        assertThat(states(lock -> add(lock, 1, 30), 7, 2, 5, 8))
                .as("around")
                .containsExactly(words(7, 2, 5, 8), words(7, 2, 1, 8), words(7, 2, 1, 30));
        assertThat(states(lock -> add(lock, 6, 7), 7, 2, 5, 8)).as("inside").containsExactly(words(7, 2, 5, 8));
    }

    @Test
    void theEndMovesTheSequenceBeforeItCountsDown() {
        assertThat(states(lock -> new KvmMmuInvalidateEnd(vm.kvm, lock), 7, 2, 5, 8))
                .containsExactly(words(7, 2, 5, 8), words(8, 2, 5, 8), words(8, 1, 5, 8));
        assertThat(driver.events(Event.INVALIDATE_END)).containsExactly(8L);
    }

    /** Without the lock a fault may read an emptied range, which holds no gfn. */
    @Test
    void anEmptyRangeHoldsNoGfn() {
        for (List<Long> now : List.of(words(0, 1, NONE, NONE), words(0, 1, NONE, GFN + 1))) {
            start(() -> new InvalidateRetryUnsafe(vm.kvm, GFN, 0));
            for (Invalidate part : Invalidate.values()) {
                driver.poke(vm.kvm.words().invalidate(part), now.get(part.ordinal()));
            }
            driver.run();
            assertThat(returned()).as("%s", now).isZero();
        }
    }
}
