package dev.seamstress.core.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.Snapshot;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Grant.Mode;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.NoFx;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The lock's queue against an oracle, exhaustively: every sequence of requests, releases and the arrival of the
 * messages about releases, for three threads that each want the lock for read or for write.
 *
 * <p>The oracle knows only in which order requests came and who is inside. A step more than the requests are the
 * releases themselves, which take effect before the owner hears of them.
 */
class RwLockQueueExhaustiveTest {
    private static final int THREADS = 3;
    private static final int OPERATIONS = 9;

    private enum At {
        IDLE,
        WAITING,
        INSIDE,
        /** Has released; the message to the owner is on its way. */
        RELEASED
    }

    private final RwLock lock = new RwLock(KernelLock.MMU_LOCK, 0, 99, false);
    private final RwLockQueue queue = new RwLockQueue(lock);
    private final Word word = new Word();
    private final At[] threads = {At.IDLE, At.IDLE, At.IDLE};
    private final Mode[] modes = new Mode[THREADS];
    private final List<Integer> arrivals = new ArrayList<>();
    private long sequences;
    private int readersTogether;
    private int waitedBehindWriter;

    @Test
    void everySequenceKeepsTheRules() {
        explore(OPERATIONS);
        assertThat(sequences).isGreaterThan(10_000);
        assertThat(readersTogether).isEqualTo(THREADS);
        assertThat(waitedBehindWriter).isPositive();
    }

    private void explore(int left) {
        check();
        if (left == 0) {
            sequences++;
            return;
        }
        for (int thread = 0; thread < THREADS; thread++) {
            switch (threads[thread]) {
                case IDLE -> {
                    int asker = thread;
                    branch(left, () -> request(asker, Mode.READ));
                    branch(left, () -> request(asker, Mode.WRITE));
                }
                case INSIDE -> {
                    int holder = thread;
                    branch(left, () -> release(holder));
                }
                case RELEASED -> {
                    int former = thread;
                    branch(left, () -> hear(former));
                }
                case WAITING -> {}
            }
        }
    }

    private void branch(int left, Runnable operation) {
        Snapshot before = Snapshot.of(queue);
        long holders = word.value;
        At[] wereThreads = threads.clone();
        Mode[] wereModes = modes.clone();
        List<Integer> wereArrivals = List.copyOf(arrivals);
        word.accesses = 0;
        operation.run();
        assertThat(word.accesses).as("racy accesses in one step").isLessThanOrEqualTo(1);
        explore(left - 1);
        before.restore(queue);
        word.value = holders;
        System.arraycopy(wereThreads, 0, threads, 0, THREADS);
        System.arraycopy(wereModes, 0, modes, 0, THREADS);
        arrivals.clear();
        arrivals.addAll(wereArrivals);
    }

    private void request(int thread, Mode mode) {
        threads[thread] = At.WAITING;
        modes[thread] = mode;
        arrivals.add(thread);
        queue.request(thread, mode, word);
    }

    private void release(int thread) {
        word.value -= RwLock.holder(modes[thread]);
        threads[thread] = At.RELEASED;
    }

    private void hear(int thread) {
        threads[thread] = At.IDLE;
        queue.released(modes[thread], word);
    }

    /** A grant arrives at the thread: it must be the one that has waited longest. */
    private void granted(Grant grant) {
        int thread = grant.holder();
        assertThat(arrivals.remove(0)).as("first come, first served").isEqualTo(thread);
        assertThat(threads[thread]).isEqualTo(At.WAITING);
        assertThat(grant.mode()).isEqualTo(modes[thread]);
        threads[thread] = At.INSIDE;
    }

    private void check() {
        int readers = count(At.INSIDE, Mode.READ);
        int writers = count(At.INSIDE, Mode.WRITE);
        assertThat(word.value).as("holders").isEqualTo((long) writers << 32 | readers);
        assertThat(writers <= 1 && (writers == 0 || readers == 0))
                .as("exclusion")
                .isTrue();
        assertThat(queue.waitingCount()).isEqualTo(arrivals.size());
        readersTogether = Math.max(readersTogether, readers);
        boolean isNewsUnderWay = count(At.RELEASED, Mode.READ) + count(At.RELEASED, Mode.WRITE) > 0;
        if (!isNewsUnderWay && !arrivals.isEmpty()) {
            checkHeadIsBlocked(readers, writers);
        }
    }

    /** Nobody is forgotten: once the owner knows of all releases, who waits first has a reason to. */
    private void checkHeadIsBlocked(int readers, int writers) {
        boolean isReader = modes[arrivals.get(0)] == Mode.READ;
        assertThat(isReader ? writers : readers + writers).as("head waits for").isPositive();
        boolean isReaderBehind = arrivals.stream().skip(1).anyMatch(t -> modes[t] == Mode.READ);
        if (!isReader && writers == 0 && isReaderBehind) {
            waitedBehindWriter++;
        }
    }

    private int count(At at, Mode mode) {
        int count = 0;
        for (int i = 0; i < THREADS; i++) {
            count += threads[i] == at && modes[i] == mode ? 1 : 0;
        }
        return count;
    }

    /** The holders' word, and the grants as they are sent. */
    private final class Word extends NoFx {
        private long value;
        private int accesses;

        @Override
        public void send(int to, Message message) {
            granted(((LockMessage.Granted) message).grant());
        }

        @Override
        public long add(long at, long delta) {
            accesses++;
            value += delta;
            return value;
        }

        @Override
        public boolean compareAndSet(long at, long expected, long next) {
            accesses++;
            boolean isEqual = value == expected;
            value = isEqual ? next : value;
            return isEqual;
        }

        @Override
        public void trace(Event event, long a, long b, long c, long d) {}

        @Override
        public boolean isReachable(long at) {
            return true;
        }
    }
}
