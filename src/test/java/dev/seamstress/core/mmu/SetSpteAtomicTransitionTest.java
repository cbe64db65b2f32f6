package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.ept.TdpIter;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.SetSpteAtomic.Outcome;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The writer of one entry: what the entry holds when the compare-and-swap comes, times what the module answers, times
 * the tree and the kind of entry. Every cell of the table is a row here.
 *
 * <p>About {@link SetSpteAtomic} and {@link SetExternalSpte}.
 */
class SetSpteAtomicTransitionTest {
    private static final long OLD = Spte.NONPRESENT;
    private static final long CHANGED = 0x8000000000000907L | 0x777000;

    private final TestVm vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
    private final VcpuMmu vcpu = vm.vcpus.get(0);
    private HandDriver driver;
    private Caller thread;

    private enum Tree {
        MIRROR,
        DIRECT
    }

    private enum Entry {
        LEAF,
        TABLE
    }

    private enum Found {
        OLD,
        FROZEN,
        CHANGED
    }

    private enum Answer {
        SUCCESS,
        BUSY,
        ERROR,
        NOT_ASKED
    }

    static Stream<Arguments> cells() {
        return Stream.of(
                Arguments.of(Tree.DIRECT, Entry.LEAF, Found.OLD, Answer.NOT_ASKED, Outcome.DONE),
                Arguments.of(Tree.DIRECT, Entry.LEAF, Found.FROZEN, Answer.NOT_ASKED, Outcome.LOST),
                Arguments.of(Tree.DIRECT, Entry.LEAF, Found.CHANGED, Answer.NOT_ASKED, Outcome.LOST),
                Arguments.of(Tree.DIRECT, Entry.TABLE, Found.OLD, Answer.NOT_ASKED, Outcome.DONE),
                Arguments.of(Tree.DIRECT, Entry.TABLE, Found.FROZEN, Answer.NOT_ASKED, Outcome.LOST),
                Arguments.of(Tree.DIRECT, Entry.TABLE, Found.CHANGED, Answer.NOT_ASKED, Outcome.LOST),
                Arguments.of(Tree.MIRROR, Entry.LEAF, Found.OLD, Answer.SUCCESS, Outcome.DONE),
                Arguments.of(Tree.MIRROR, Entry.LEAF, Found.OLD, Answer.BUSY, Outcome.BUSY),
                Arguments.of(Tree.MIRROR, Entry.LEAF, Found.OLD, Answer.ERROR, Outcome.BUGGED),
                Arguments.of(Tree.MIRROR, Entry.LEAF, Found.FROZEN, Answer.NOT_ASKED, Outcome.LOST),
                Arguments.of(Tree.MIRROR, Entry.LEAF, Found.CHANGED, Answer.NOT_ASKED, Outcome.LOST),
                Arguments.of(Tree.MIRROR, Entry.TABLE, Found.OLD, Answer.SUCCESS, Outcome.DONE),
                Arguments.of(Tree.MIRROR, Entry.TABLE, Found.OLD, Answer.BUSY, Outcome.BUSY),
                Arguments.of(Tree.MIRROR, Entry.TABLE, Found.OLD, Answer.ERROR, Outcome.BUGGED),
                Arguments.of(Tree.MIRROR, Entry.TABLE, Found.FROZEN, Answer.NOT_ASKED, Outcome.LOST),
                Arguments.of(Tree.MIRROR, Entry.TABLE, Found.CHANGED, Answer.NOT_ASKED, Outcome.LOST));
    }

    @ParameterizedTest(name = "{0} {1}, found {2}, module {3}: {4}")
    @MethodSource("cells")
    void everyCell(Tree tree, Entry entry, Found found, Answer answer, Outcome outcome) {
        int level = entry == Entry.LEAF ? 1 : 2;
        long word = tree == Tree.MIRROR ? vm.mirror(level, GFN) : vm.direct(level, GFN);
        long next = newSpte(tree, level);
        long there = there(found);
        start(tree, level, OLD, next);
        vm.tdx.link(GFN);
        driver.poke(word, there);
        vm.tdx.script(status(answer));
        if (entry == Entry.TABLE) {
            vm.tdx.unlink(GFN, 1);
        }
        driver.run();
        assertThat(Outcome.of(thread.returned())).isEqualTo(outcome);
        assertThat(driver.value(word)).isEqualTo(outcome == Outcome.DONE ? next : there);
        checkEvents(answer, outcome);
    }

    private void checkEvents(Answer answer, Outcome outcome) {
        boolean isAsked = answer != Answer.NOT_ASKED;
        boolean isDone = outcome == Outcome.DONE;
        assertThat(driver.events(Event.SEAMCALL_DONE)).hasSize(isAsked ? 1 : 0);
        assertThat(driver.events(Event.SPTE_FROZEN)).hasSize(isAsked ? 1 : 0);
        assertThat(driver.events(Event.SPTE_PUBLISHED)).hasSize(isAsked && isDone ? 1 : 0);
        assertThat(driver.events(Event.SPTE_ROLLED_BACK)).hasSize(isAsked && !isDone ? 1 : 0);
        assertThat(driver.events(Event.KVM_TDP_MMU_SPTE_CHANGED)).hasSize(isDone ? 1 : 0);
        assertThat(driver.events(Event.BUG_ON)).hasSize(answer == Answer.ERROR ? 1 : 0);
        assertThat(driver.value(vm.kvm.words().dead())).isEqualTo(answer == Answer.ERROR ? VmWords.BUGGED : 0);
    }

    @Test
    void anAtomicZapOfAMirrorEntryIsABugAndLeavesIt() {
        long leaf = newSpte(Tree.MIRROR, 1);
        start(Tree.MIRROR, 1, leaf, Spte.NONPRESENT);
        driver.poke(vm.mirror(1, GFN), leaf);
        driver.run();
        assertThat(Outcome.of(thread.returned())).isEqualTo(Outcome.BUGGED);
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(leaf);
        assertThat(driver.events(Event.BUG_ON)).containsExactly((long) BugOn.MIRROR_ZAPPED_ATOMICALLY.ordinal());
    }

    @Test
    void replacingAPresentMirrorEntryIsABugAndGoesOn() {
        long leaf = newSpte(Tree.MIRROR, 1);
        start(Tree.MIRROR, 1, leaf, leaf & ~Spte.DIRTY);
        driver.poke(vm.mirror(1, GFN), leaf);
        vm.tdx.script(FakeTdx.STATE_INCORRECT);
        driver.run();
        assertThat(Outcome.of(thread.returned())).isEqualTo(Outcome.BUGGED);
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(leaf);
        assertThat(driver.events(Event.BUG_ON))
                .containsExactly((long) BugOn.MIRROR_REPLACED.ordinal(), (long) BugOn.PAGE_AUG.ordinal());
    }

    private void start(Tree tree, int level, long oldSpte, long newSpte) {
        int root = tree == Tree.MIRROR ? vm.kvm.firstMirrorRoot() : vm.kvm.firstDirectRoot();
        thread = Caller.underReadLock(FIRST, vm.kvm, vcpu, grant -> procedure(root, level, oldSpte, newSpte, grant));
        driver = vm.driver(List.of(thread));
    }

    private SetSpteAtomic procedure(int root, int level, long oldSpte, long newSpte, Grant held) {
        assertThat(held.isExclusive()).isFalse();
        TdpIter iter = new TdpIter(vm.kvm.tables(), root, 1, GFN);
        while (iter.level() > level) {
            iter.stepDown();
        }
        return new SetSpteAtomic(vm.kvm, iter, oldSpte, newSpte);
    }

    private long newSpte(Tree tree, int level) {
        int root = tree == Tree.MIRROR ? vm.kvm.firstMirrorRoot() : vm.kvm.firstDirectRoot();
        return level == 1
                ? MakeSpte.leaf(vm.kvm.hostPages().gmemPfn(GFN), new MakeSpte.Leaf(true, false, false, false))
                : MakeSpte.nonleaf(vm.kvm.tables().childPfn(root, level, GFN));
    }

    private static long there(Found found) {
        return switch (found) {
            case OLD -> OLD;
            case FROZEN -> Spte.FROZEN;
            case CHANGED -> CHANGED;
        };
    }

    private static long status(Answer answer) {
        return switch (answer) {
            case SUCCESS, NOT_ASKED -> 0;
            case BUSY -> FakeTdx.BUSY;
            case ERROR -> FakeTdx.STATE_INCORRECT;
        };
    }
}
