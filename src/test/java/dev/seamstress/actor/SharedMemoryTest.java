package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.machine.WordClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: both memories hold words as {@link SharedMemory} promises. Method: each operation, then threads on new pages.
 */
class SharedMemoryTest {
    private static final long FILL = 1L << 63;

    private static Assembly assembly(int pages) {
        MemoryMap map = new MemoryMap();
        map.add(WordClass.lockless("pte", FILL), pages);
        return new Assembly(List.of(), map, List.of(new Assembly.Initial(MemoryMap.word(1, 511), 7)));
    }

    static List<Function<Assembly, SharedMemory>> kinds() {
        return List.of(PlainMemory::new, ConcurrentMemory::new);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void holdsWords(Function<Assembly, SharedMemory> kind) {
        SharedMemory memory = kind.apply(assembly(2));
        long word = MemoryMap.word(0, 3);
        assertThat(memory.read(word)).isEqualTo(FILL);
        assertThat(memory.read(MemoryMap.word(1, 511))).isEqualTo(7);
        assertThat(memory.read(MemoryMap.word(1, 510))).isEqualTo(FILL);
        assertThat(memory.compareAndSet(word, 5, 6)).isFalse();
        assertThat(memory.compareAndSet(word, FILL, 6)).isTrue();
        assertThat(memory.exchange(word, 9)).isEqualTo(6);
        assertThat(memory.add(word, -2)).isEqualTo(7);
        memory.write(word, 1);
        assertThat(memory.read(word)).isEqualTo(1);
        assertThat(memory.read(word + 1)).isEqualTo(FILL);
    }

    @Test
    void threadsLoseNoStoreOnPagesThatTheyMake() throws InterruptedException {
        int pages = 2_000;
        SharedMemory memory = new ConcurrentMemory(assembly(pages));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int page = 0; page < pages; page++) {
                    memory.add(MemoryMap.word(page, 0), 1);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int page = 0; page < pages; page++) {
            assertThat(memory.read(MemoryMap.word(page, 0))).isEqualTo(FILL + 4);
        }
    }
}
