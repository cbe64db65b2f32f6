package dev.seamstress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.Relative;
import dev.seamstress.core.machine.WordClass;
import dev.seamstress.sched.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: memory in which words are compared with others has one fingerprint for all states that compare alike, whatever
 * the order of the stores, and undo takes it back. Method: random stores, checked against the sum made anew.
 */
class ComparedWordsTest {
    private final MemoryMap map = new MemoryMap();
    private final int own = map.add(WordClass.lockless("own", 0), 1);
    private final int epochs = map.add(WordClass.lockless("epochs", 0), 2);
    private final int mixed = map.add(WordClass.lockless("mixed", 0), 1);
    private final long epoch = MemoryMap.word(own, 3);
    private final Journal journal = new Journal();
    private JournaledMemory memory;

    private void build() {
        Relative relative = new Relative(epoch, Relative.Form.EPOCH);
        map.compare(relative, epochs, 2, 1, 0);
        map.compare(relative, mixed, 1, 4, 1);
        memory = new JournaledMemory(map, journal, new Reads(), true);
        memory.reset(List.of());
    }

    private void undo(int mark) {
        while (journal.top() > mark) {
            assertThat(journal.pop()).isEqualTo(Journal.WORD);
            long word = journal.pop();
            memory.undo(word, journal.pop());
        }
    }

    private long wordOf(SplitMix64 random) {
        return switch (random.below(4)) {
            case 0 -> epoch;
            case 1 -> MemoryMap.word(epochs + random.below(2), random.below(3));
            case 2 -> MemoryMap.word(mixed, random.below(8));
            default -> MemoryMap.word(own, random.below(6));
        };
    }

    @Test
    void theSumKeptUpIsTheSumMadeAnew() {
        build();
        SplitMix64 random = new SplitMix64(5);
        List<int[]> marks = new ArrayList<>();
        List<Long> sums = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            if (random.below(3) == 0 && !marks.isEmpty()) {
                int back = random.below(marks.size());
                undo(marks.get(back)[0]);
                assertThat(memory.fingerprint()).isEqualTo(sums.get(back));
                marks.subList(back, marks.size()).clear();
                sums.subList(back, sums.size()).clear();
            } else {
                marks.add(new int[] {journal.top()});
                sums.add(memory.fingerprint());
                memory.write(wordOf(random), random.below(6));
            }
            assertThat(memory.fingerprint()).isEqualTo(memory.recompute());
        }
    }

    @Test
    void whatComparesAlikeIsOneState() {
        build();
        memory.write(epoch, 3);
        memory.write(MemoryMap.word(epochs, 0), 3);
        memory.write(MemoryMap.word(epochs, 1), 2);
        memory.write(MemoryMap.word(mixed, 5), 3);
        long then = memory.fingerprint();
        memory.write(epoch, 5);
        assertThat(memory.fingerprint()).isNotEqualTo(then);
        memory.write(MemoryMap.word(epochs, 0), 5);
        memory.write(MemoryMap.word(epochs, 1), 4);
        assertThat(memory.fingerprint()).isNotEqualTo(then);
        memory.write(MemoryMap.word(mixed, 5), 5);
        assertThat(memory.fingerprint()).isEqualTo(then);
        memory.write(epoch, 6);
        memory.write(MemoryMap.word(epochs, 0), 6);
        memory.write(MemoryMap.word(epochs, 1), 5);
        memory.write(MemoryMap.word(mixed, 5), 6);
        assertThat(memory.fingerprint()).as("another parity").isNotEqualTo(then);
    }

    @Test
    void wordsBesideThoseThatAreComparedCountAsTheyAre() {
        build();
        memory.write(epoch, 3);
        memory.write(MemoryMap.word(mixed, 4), 3);
        long then = memory.fingerprint();
        memory.write(epoch, 5);
        memory.write(MemoryMap.word(mixed, 4), 5);
        assertThat(memory.fingerprint()).isNotEqualTo(then);
    }
}
