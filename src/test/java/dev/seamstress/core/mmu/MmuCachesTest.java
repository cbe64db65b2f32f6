package dev.seamstress.core.mmu;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.ModelBug;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: {@link MmuCaches} hold enough for one fault after they were filled, and are never filled under the lock. */
class MmuCachesTest {
    private static final int TABLES_OF_A_FAULT = 4;

    private static void fault(MmuCaches caches, boolean hasExternal) {
        for (int table = 0; table < TABLES_OF_A_FAULT; table++) {
            caches.takeTable();
            if (hasExternal) {
                caches.takeExternal();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachFaultFindsEnough(boolean hasExternal) {
        MmuCaches caches = new MmuCaches(hasExternal);
        for (int fault = 0; fault < 100; fault++) {
            caches.topUp();
            assertThatCode(() -> fault(caches, hasExternal)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoForgetsToFillThemRunsDry(boolean hasExternal) {
        MmuCaches caches = new MmuCaches(hasExternal);
        assertThatThrownBy(() -> fault(caches, hasExternal)).isInstanceOf(ModelBug.class);
        caches.topUp();
        assertThatThrownBy(() -> {
                    for (int fault = 0; fault < 100; fault++) {
                        fault(caches, hasExternal);
                    }
                })
                .isInstanceOf(ModelBug.class);
    }

    /** Only the mirror's tables have one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVmWithoutAMirrorHasNoExternalPages(boolean hasExternal) {
        MmuCaches caches = new MmuCaches(hasExternal);
        caches.topUp();
        if (hasExternal) {
            assertThatCode(caches::takeExternal).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(caches::takeExternal).isInstanceOf(ModelBug.class);
        }
    }
}
