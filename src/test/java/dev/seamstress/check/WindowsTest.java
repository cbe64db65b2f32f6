package dev.seamstress.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.TdxStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: claims {@code at rest} look away in windows, and only there. Method: each way that a window opens and ends. */
class WindowsTest {
    private static final int ZAPPER = 1;
    private static final int OTHER = 2;
    private static final int MODULE = 5;
    private static final long X = 0x100;
    private static final long Y = 0x101;
    private static final long PRESENT = MakeSpte.leaf(0x500, new MakeSpte.Leaf(true, false, false, false));

    private final Windows windows = new Windows();

    private boolean isAtRest(long gfn) {
        return windows.isAtRest(List.of(GfnRange.of(gfn, 1)));
    }

    private boolean isAllAtRest() {
        return windows.isAtRest(List.of());
    }

    private void changed(int thread, long gfn, int level, long old, long now) {
        windows.event(thread, Event.KVM_TDP_MMU_SPTE_CHANGED, gfn, level, old, now);
    }

    private void removed(int thread, long gfn, long status) {
        long call = CallName.of(Leaf.TDH_MEM_PAGE_REMOVE, thread);
        windows.event(MODULE, Event.SEAMCALL_DONE, call, gfn, 0, status);
    }

    @Test
    void aFreezeWindowEndsWithTheStoreOrTheFault() {
        for (Event end : List.of(Event.SPTE_PUBLISHED, Event.SPTE_ROLLED_BACK, Event.FAULT_RETRY, Event.FAULT_DONE)) {
            windows.event(ZAPPER, Event.SPTE_FROZEN, X, 1, 0, 0);
            assertThat(isAtRest(X)).isFalse();
            assertThat(isAtRest(Y)).isTrue();
            assertThat(isAllAtRest()).isFalse();
            windows.event(OTHER, end, X, 1, 0, 0);
            assertThat(isAtRest(X)).as("somebody else's %s", end).isFalse();
            windows.event(ZAPPER, end, X, 1, 0, 0);
            assertThat(isAtRest(X)).as(end.text()).isTrue();
            assertThat(isAllAtRest()).isTrue();
        }
    }

    @Test
    void aPrivateZapEndsWithTheRemoveOfItsGfn() {
        changed(ZAPPER, X, 1, PRESENT, Spte.NONPRESENT);
        changed(ZAPPER, Y, 1, PRESENT, Spte.NONPRESENT);
        removed(OTHER, X, TdxStatus.SUCCESS.word());
        removed(ZAPPER, X, TdxStatus.OPERAND_BUSY.word());
        assertThat(isAtRest(X)).isFalse();
        removed(ZAPPER, X, TdxStatus.SUCCESS.word());
        assertThat(isAtRest(X)).isTrue();
        assertThat(isAtRest(Y)).isFalse();
        removed(ZAPPER, Y, TdxStatus.SUCCESS.word());
        assertThat(isAllAtRest()).isTrue();
    }

    @Test
    void aSharedZapEndsWithTheFlush() {
        changed(ZAPPER, X, 1, PRESENT, Spte.NONPRESENT);
        changed(OTHER, Y, 1, PRESENT, Spte.NONPRESENT);
        windows.event(ZAPPER, Event.LOCK_RELEASED, 0, 1, 0, 0);
        assertThat(isAtRest(X)).isFalse();
        assertThat(isAllAtRest()).isFalse();
        windows.event(ZAPPER, Event.FLUSH_DONE, 0, 0, 0, 0);
        assertThat(isAtRest(X)).isTrue();
        assertThat(isAtRest(Y)).isFalse();
    }

    @Test
    void aZapThatNothingFollowsEndsWithTheOperation() {
        changed(ZAPPER, X, 1, PRESENT, Spte.NONPRESENT);
        windows.event(OTHER, Event.OPERATION_END, 0, 0, 0, 0);
        assertThat(isAtRest(X)).isFalse();
        windows.event(ZAPPER, Event.OPERATION_END, 0, 0, 0, 0);
        assertThat(isAtRest(X)).isTrue();
    }

    @Test
    void aZapCoversWhatItsEntryCovers() {
        changed(ZAPPER, 0x200, 2, PRESENT, Spte.NONPRESENT);
        assertThat(isAtRest(0x3ff)).isFalse();
        assertThat(isAtRest(0x400)).isTrue();
    }

    @Test
    void otherChangesOfAnEntryAreNoZaps() {
        changed(ZAPPER, X, 1, Spte.NONPRESENT, PRESENT);
        changed(ZAPPER, X, 1, PRESENT, PRESENT | 1L << 9);
        changed(ZAPPER, X, 1, Spte.NONPRESENT, Spte.FROZEN);
        assertThat(isAllAtRest()).isTrue();
    }
}
