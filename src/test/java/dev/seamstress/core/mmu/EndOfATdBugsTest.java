package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.vm.EndWords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: each KVM_BUG_ON of the end of a TD fires where its step is broken, and only there. Method: the function alone,
 * with the key there or gone, and a module that refuses what the test says.
 */
class EndOfATdBugsTest extends ZapRig {
    private static final String FLUSHED = "VPFLUSHDONE";
    private static final String WRITTEN_BACK = "WB";
    private static final String FREED = "FREEID";
    private static final String REFUSED = "=c0000b0d";

    private void setKey(boolean isFreed) {
        driver.poke(vm.kvm.td().end().hkid(), isFreed ? EndWords.FREED : EndWords.ASSIGNED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPageIsRemovedWhileTheTdHasItsKey(boolean isFreed) {
        long[] leaf = {0};
        startUnderLock(lock -> new RemoveExternalSpte(vm.kvm, GFN, leaf[0]));
        leaf[0] = mapPrivate(GFN);
        setKey(isFreed);
        driver.run();
        if (isFreed) {
            assertThat(story()).contains("bug_on REMOVED_WITHOUT_KEY").doesNotContain("BLOCK", "REMOVE");
            assertThat(returned()).isEqualTo(Errno.EIO);
            assertThat(vm.tdx.isFree(GFN)).isFalse();
        } else {
            assertThat(story()).containsSubsequence("BLOCK", "REMOVE").doesNotContain("bug_on REMOVED_WITHOUT_KEY");
            assertThat(vm.tdx.isFree(GFN)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableIsFreedWhenTheKeyIsGone(boolean isFreed) {
        long page = vm.kvm.tables().externalPfn(vm.kvm.firstMirrorRoot(), 1);
        startUnderLock(lock -> new TdxSeptFreePrivateSpt(vm.kvm, page));
        setKey(isFreed);
        driver.run();
        if (isFreed) {
            assertThat(story()).contains("RECLAIM").doesNotContain("bug_on TABLE_FREED_WITH_KEY");
            assertThat(returned()).isZero();
        } else {
            assertThat(story()).contains("bug_on TABLE_FREED_WITH_KEY").doesNotContain("RECLAIM");
            assertThat(returned()).isEqualTo(Errno.EINVAL);
        }
    }

    private void release(long... statuses) {
        start(() -> new TdxMmuReleaseHkid(vm.kvm));
        setKey(false);
        vm.tdx.script(statuses);
        driver.run();
        assertThat(returned()).isZero();
    }

    private boolean isKeyFreed() {
        return driver.value(vm.kvm.td().end().hkid()) == EndWords.FREED;
    }

    @Test
    void theKeyGoesInThreeCalls() {
        release();
        assertThat(story()).containsExactly(FLUSHED, WRITTEN_BACK, FREED);
        assertThat(isKeyFreed()).isTrue();
    }

    @Test
    void vpflushdoneThatFails() {
        release(FakeTdx.STATE_INCORRECT);
        assertThat(story()).startsWith(FLUSHED + REFUSED, "bug_on VPFLUSHDONE").doesNotContain(WRITTEN_BACK, FREED);
        assertThat(isKeyFreed()).isFalse();
    }

    @Test
    void keyFreeidThatFails() {
        release(0, 0, FakeTdx.STATE_INCORRECT);
        assertThat(story()).startsWith(FLUSHED, WRITTEN_BACK, FREED + REFUSED, "bug_on KEY_FREEID");
        assertThat(isKeyFreed()).isFalse();
    }
}
