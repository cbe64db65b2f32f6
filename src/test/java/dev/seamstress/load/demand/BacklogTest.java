package dev.seamstress.load.demand;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: tasks wait in the order in which they came, and not without end. Method: as many as there is room for. */
class BacklogTest {
    private final Backlog backlog = new Backlog();

    @Test
    void whoCameFirstIsTakenFirst() {
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 30; i++) {
                backlog.add(100L * round + i);
            }
            for (int i = 0; i < 30 && round > 0; i++) {
                assertThat(backlog.take()).isEqualTo(100L * (round - 1) + i);
            }
        }
        assertThat(backlog.size()).isEqualTo(30);
    }

    @Test
    void noMoreWaitThanThereIsRoomFor() {
        for (int i = 0; i < Backlog.MOST; i++) {
            assertThat(backlog.add(i)).isTrue();
        }
        assertThat(backlog.add(-1)).isFalse();
        assertThat(backlog.size()).isEqualTo(Backlog.MOST);
        assertThat(backlog.take()).isZero();
        assertThat(backlog.add(Backlog.MOST)).isTrue();
    }
}
