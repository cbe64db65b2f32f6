package dev.seamstress.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/**
 * A page that no machine writes: reads of it do not count as racy, and a write is our bug. Each rule is tried alone.
 */
class MemoryMapFreezeTest {
    private final MemoryMap map = new MemoryMap();
    private final int page = map.add(WordClass.lockless("constant", 7), 1);
    private final int other = map.add(WordClass.lockless("mutable", 0), 1);
    private final long word = MemoryMap.word(page, 3);
    private final Machine first = new Idle(0);
    private final Machine second = new Idle(1);

    @Test
    void readsOfAFrozenPageAreNotRacy() {
        map.freeze(page);
        assertThat(map.checkRacyRead(first, word)).isFalse();
        assertThat(map.checkRacyRead(second, word)).isFalse();
        assertThat(map.isReachable(word)).isFalse();
    }

    @Test
    void writesToAFrozenPageAreABug() {
        map.freeze(page);
        assertThatThrownBy(() -> map.checkRacy(first, word))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("constant");
    }

    @Test
    void otherPagesStayAsTheyWere() {
        map.freeze(page);
        long mutable = MemoryMap.word(other, 0);
        assertThat(map.checkRacyRead(first, mutable)).isTrue();
        assertThat(map.checkRacy(first, mutable)).isTrue();
        assertThat(map.isReachable(mutable)).isTrue();
    }

    @Test
    void aClaimedPageIsTheClaimersToWrite() {
        map.claim(page, first.id());
        assertThat(map.checkRacy(first, word)).isFalse();
        assertThatThrownBy(() -> map.checkRacyRead(second, word)).isInstanceOf(ModelBug.class);
    }

    @Test
    void aPageHasOneFootprint() {
        map.claim(page, first.id());
        assertThatThrownBy(() -> map.freeze(page)).isInstanceOf(ModelBug.class).hasMessageContaining("constant");
        assertThatThrownBy(() -> map.claim(page, second.id())).isInstanceOf(ModelBug.class);
        map.freeze(other);
        assertThatThrownBy(() -> map.claim(other, first.id())).isInstanceOf(ModelBug.class);
        assertThat(map.checkRacy(first, word)).isFalse();
    }

    @Test
    void aFrozenPageCanBeReadTwiceInAStep() {
        map.freeze(page);
        Effects fx = new Effects();
        fx.enter(first);
        assertThat(fx.read(word)).isEqualTo(7);
        assertThat(fx.read(word)).isEqualTo(7);
        assertThat(fx.read(MemoryMap.word(other, 0))).isEqualTo(7);
        assertThatThrownBy(() -> fx.write(word, 1)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> fx.compareAndSet(word, 7, 1)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> fx.exchange(word, 1)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> fx.add(word, 1)).isInstanceOf(ModelBug.class);
    }

    private static final class Idle extends Machine {
        Idle(int id) {
            super(id, "idle" + id);
        }

        @Override
        public void on(int from, Message message, Fx fx) {}

        @Override
        public void fields(Fields f) {}
    }

    private final class Effects extends CheckedFx {
        Effects() {
            super(map, new Sevens());
        }

        @Override
        public void send(int to, Message message) {}

        @Override
        public void after(long ns, int lp, Message message) {}

        @Override
        protected void told(Event event, long a, long b, long c, long d) {}
    }

    private static final class Sevens implements SharedMemory {
        @Override
        public long read(long word) {
            return 7;
        }

        @Override
        public boolean compareAndSet(long word, long expected, long next) {
            return true;
        }

        @Override
        public long compareAndExchange(long word, long expected, long next) {
            return 7;
        }

        @Override
        public long exchange(long word, long next) {
            return 7;
        }

        @Override
        public void write(long word, long next) {}

        @Override
        public long add(long word, long delta) {
            return 7;
        }
    }
}
