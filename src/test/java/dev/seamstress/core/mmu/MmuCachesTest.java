package dev.seamstress.core.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: {@link MmuCaches} hold enough for one fault after they were filled, and tell when they do not. */
class MmuCachesTest {
    private static final int TABLES_OF_A_FAULT = 4;
    private static final int CAPACITY = 40;
    private static final int MINIMUM = 5;

    /** True if all that a fault takes comes from the caches. */
    private static boolean fault(MmuCaches caches, boolean hasExternal) {
        boolean isCached = true;
        for (int table = 0; table < TABLES_OF_A_FAULT; table++) {
            isCached &= caches.takeTable();
            isCached &= !hasExternal || caches.takeExternal();
        }
        return isCached;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachFaultFindsEnough(boolean hasExternal) {
        MmuCaches caches = new MmuCaches(hasExternal, false);
        for (int fault = 0; fault < 100; fault++) {
            caches.topUp();
            assertThat(caches.isEnough()).isTrue();
            assertThat(fault(caches, hasExternal)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoForgetsToFillThemRunsDry(boolean hasExternal) {
        MmuCaches caches = new MmuCaches(hasExternal, true);
        assertThat(caches.isEnough()).isFalse();
        assertThat(caches.hasTable()).isFalse();
        assertThat(fault(caches, hasExternal)).isFalse();
        caches.topUp();
        for (int fault = 1; fault <= CAPACITY / TABLES_OF_A_FAULT; fault++) {
            boolean isLast = fault * TABLES_OF_A_FAULT == CAPACITY;
            assertThat(caches.isEnough()).isEqualTo(!isLast);
            assertThat(caches.hasTable()).isTrue();
            assertThat(fault(caches, hasExternal)).isTrue();
        }
        assertThat(caches.hasTable()).isFalse();
        assertThat(fault(caches, hasExternal)).isFalse();
    }

    /** A fault on a cold tree takes one table fewer than the least that it starts with. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneTooFewIsNotEnough(boolean hasExternal) {
        MmuCaches caches = new MmuCaches(hasExternal, true);
        caches.topUp();
        for (int left = CAPACITY; left > MINIMUM; left--) {
            caches.takeTable();
        }
        assertThat(caches.isEnough()).isTrue();
        caches.takeTable();
        assertThat(caches.isEnough()).isFalse();
        assertThat(caches.hasTable()).isTrue();
    }

    /** Only the mirror's tables have one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVmWithoutAMirrorHasNoExternalPages(boolean hasExternal) {
        MmuCaches caches = new MmuCaches(hasExternal, false);
        caches.topUp();
        assertThat(caches.isEnough()).isTrue();
        assertThat(caches.takeExternal()).isEqualTo(hasExternal);
    }
}
