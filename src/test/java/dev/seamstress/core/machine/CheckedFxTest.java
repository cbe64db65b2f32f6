package dev.seamstress.core.machine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.engine.Engine;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Goal: every false claim about an access fails. Method: one machine that makes just the accesses in question. */
class CheckedFxTest {
    private static final int LOCK = 0;
    private static final Grant READ = new Grant(LOCK, Grant.Mode.READ, 0);
    private static final Grant WRITE = new Grant(LOCK, Grant.Mode.WRITE, 0);
    private static final WordClass LOCKLESS = WordClass.lockless("lockless", 0);
    private static final WordClass SHARED = WordClass.guarded("entry", WordClass.Rule.LOCK_SHARED_WRITERS, LOCK, 0);
    private static final WordClass EXCLUSIVE =
            WordClass.guarded("flag", WordClass.Rule.LOCK_EXCLUSIVE_WRITERS, LOCK, 0);
    private static final WordClass OWNED = WordClass.owned("own", 0, 0);
    private static final WordClass FOREIGN = WordClass.owned("foreign", 1, 0);
    private static final long A = MemoryMap.word(0, 0);
    private static final long B = MemoryMap.word(0, 1);

    /** A thread whose one step makes the accesses, holding {@code held} if that is not null. */
    private static void step(WordClass wordClass, Grant held, Step.Access access, BiConsumer<Fx, Long> accesses) {
        step(wordClass, held, access, accesses, -1);
    }

    private static void step(
            WordClass wordClass, Grant held, Step.Access access, BiConsumer<Fx, Long> accesses, int soleUser) {
        MemoryMap map = new MemoryMap();
        map.add(wordClass, 1);
        if (soleUser >= 0) {
            map.claim(0, soleUser);
        }
        Machine thread = new OneStepThread(held, access, accesses);
        new Engine(new Assembly(List.of(thread), map, List.of()), false).step(0);
    }

    @Test
    void oneRacyAccessIsAllowed() {
        assertThatCode(() -> step(LOCKLESS, null, Step.Access.RACY, (fx, w) -> fx.read(w)))
                .doesNotThrowAnyException();
    }

    @Test
    void twoRacyAccessesInOneStepFail() {
        assertThatThrownBy(() -> step(LOCKLESS, null, Step.Access.RACY, (fx, w) -> {
                    fx.read(A);
                    fx.write(B, 1);
                }))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("two racy accesses");
    }

    @Test
    void aRacyAccessInAStepThatDoesNotSaySoFails() {
        assertThatThrownBy(() -> step(LOCKLESS, null, Step.Access.LOCAL, (fx, w) -> fx.add(w, 1)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("does not say so");
    }

    @Test
    void anEntryWithoutItsGuardFails() {
        assertThatThrownBy(() -> step(SHARED, null, Step.Access.RACY, (fx, w) -> fx.read(w)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("without its guard");
    }

    @Test
    void theWriterIsAlone() {
        assertThatCode(() -> step(SHARED, WRITE, Step.Access.LOCAL, (fx, w) -> {
                    fx.read(WRITE, A);
                    fx.write(WRITE, A, 1);
                    fx.write(WRITE, B, 2);
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void aReaderIsNotAloneWhereReadersWrite() {
        assertThatThrownBy(() -> step(SHARED, READ, Step.Access.LOCAL, (fx, w) -> fx.read(READ, w)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("false claim");
    }

    @Test
    void aReaderSeesStableWordsWhereWritersAreExclusive() {
        assertThatCode(() -> step(EXCLUSIVE, READ, Step.Access.LOCAL, (fx, w) -> fx.read(READ, w)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> step(EXCLUSIVE, READ, Step.Access.LOCAL, (fx, w) -> fx.write(READ, w, 1)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("false claim");
    }

    @Test
    void aReaderDoesNotStoreWhereOtherReadersRelyOnTheLock() {
        assertThatThrownBy(() -> step(EXCLUSIVE, READ, Step.Access.RACY, (fx, w) -> fx.write(w, 1)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("while others may be reading it");
        assertThatCode(() -> step(EXCLUSIVE, WRITE, Step.Access.RACY, (fx, w) -> fx.write(w, 1)))
                .doesNotThrowAnyException();
        assertThatCode(() -> step(SHARED, READ, Step.Access.RACY, (fx, w) -> fx.compareAndSet(w, 0, 1)))
                .doesNotThrowAnyException();
    }

    @Test
    void aGrantThatIsNotHeldIsNoEvidence() {
        assertThatThrownBy(() -> step(SHARED, null, Step.Access.LOCAL, (fx, w) -> fx.write(WRITE, w, 1)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("false claim");
    }

    @Test
    void aLocklessWordIsRacyUnderAnyLock() {
        assertThatThrownBy(() -> step(LOCKLESS, WRITE, Step.Access.LOCAL, (fx, w) -> fx.write(WRITE, w, 1)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("false claim");
    }

    @Test
    void onlyTheOwnerOwns() {
        assertThatCode(() -> step(OWNED, null, Step.Access.LOCAL, (fx, w) -> fx.own(w, fx.own(w) + 1)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> step(FOREIGN, null, Step.Access.LOCAL, (fx, w) -> fx.own(w)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("as if it were its own");
        assertThatThrownBy(() -> step(OWNED, null, Step.Access.RACY, (fx, w) -> fx.read(w)))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("as if it were shared");
    }

    @Test
    void aWordOfOneUserIsNotRacyForIt() {
        assertThatCode(() -> step(
                        LOCKLESS,
                        null,
                        Step.Access.LOCAL,
                        (fx, w) -> {
                            fx.write(A, 1);
                            fx.read(B);
                        },
                        0))
                .doesNotThrowAnyException();
    }

    @Test
    void aWordOfAnotherUserIsOutOfReach() {
        assertThatThrownBy(() -> step(LOCKLESS, null, Step.Access.RACY, (fx, w) -> fx.read(w), 1))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("which the footprint gives to machine 1 alone");
    }

    private static final class OneStepThread extends KernelThread {
        private final Grant given;
        private final Step.Access access;
        private final BiConsumer<Fx, Long> accesses;

        OneStepThread(Grant given, Step.Access access, BiConsumer<Fx, Long> accesses) {
            super(0, "thread");
            this.given = given;
            this.access = access;
            this.accesses = accesses;
        }

        @Override
        protected Procedure main() {
            if (given != null) {
                held().add(given);
            }
            return new OneStep(this);
        }
    }

    private static final class OneStep extends Procedure {
        private static final Kind KIND = Kind.of("one_step");
        private final OneStepThread thread;

        OneStep(OneStepThread thread) {
            super(new Only(thread.access));
            this.thread = thread;
        }

        private record Only(Access access) implements Step {
            @Override
            public int ordinal() {
                return 0;
            }

            @Override
            public String name() {
                return "ONLY";
            }
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return new Step[] {at()};
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            thread.accesses.accept(fx, A);
            return ret(t, 0);
        }

        @Override
        protected void locals(Fields f) {}
    }
}
