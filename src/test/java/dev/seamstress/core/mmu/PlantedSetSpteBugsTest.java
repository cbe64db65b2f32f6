package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.TDX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.ept.TdpIter;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.SetSpteAtomic.Outcome;
import dev.seamstress.core.vm.VmType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The writer of a mirror leaf under planted bugs, and with the change told after the external operation: what the
 * module answers, times the change. Every cell of the table is a row here.
 *
 * <p>A story is what happens, in order: {@code freeze}, {@code AUG}, {@code publish}, {@code back} for a roll-back,
 * {@code changed} for the kernel's trace, {@code bug}. {@code meanwhile} is what others find while the module works.
 */
class PlantedSetSpteBugsTest extends ZapRig {
    private static final String NONE = "mirror-roots";
    private static final String OP_FIRST = "external-op-before-accounting";

    private enum Value {
        EMPTY,
        FROZEN,
        LEAF
    }

    private enum Answer {
        SUCCESS(0),
        BUSY(FakeTdx.BUSY),
        ERROR(FakeTdx.STATE_INCORRECT);

        private final long status;

        Answer(long status) {
            this.status = status;
        }
    }

    static Stream<Arguments> cells() {
        return Stream.of(
                row(NONE, Answer.SUCCESS, Value.FROZEN, Value.LEAF, "freeze AUG publish changed", Outcome.DONE),
                row(NONE, Answer.BUSY, Value.FROZEN, Value.EMPTY, "freeze AUG back", Outcome.BUSY),
                row(NONE, Answer.ERROR, Value.FROZEN, Value.EMPTY, "freeze AUG bug back", Outcome.BUGGED),
                row(OP_FIRST, Answer.SUCCESS, Value.FROZEN, Value.LEAF, "freeze AUG changed publish", Outcome.DONE),
                row(OP_FIRST, Answer.BUSY, Value.FROZEN, Value.EMPTY, "freeze AUG back", Outcome.BUSY),
                row(OP_FIRST, Answer.ERROR, Value.FROZEN, Value.EMPTY, "freeze AUG bug back", Outcome.BUGGED),
                row(
                        "b26-count-before-op",
                        Answer.SUCCESS,
                        Value.FROZEN,
                        Value.LEAF,
                        "freeze changed AUG publish",
                        Outcome.DONE),
                row(
                        "b26-count-before-op",
                        Answer.BUSY,
                        Value.FROZEN,
                        Value.EMPTY,
                        "freeze changed AUG back",
                        Outcome.BUSY),
                row(
                        "b26-count-before-op",
                        Answer.ERROR,
                        Value.FROZEN,
                        Value.EMPTY,
                        "freeze changed AUG bug back",
                        Outcome.BUGGED),
                row("b28-no-freeze", Answer.SUCCESS, Value.LEAF, Value.LEAF, "AUG publish changed", Outcome.DONE),
                row("b28-no-freeze", Answer.BUSY, Value.LEAF, Value.EMPTY, "AUG back", Outcome.BUSY),
                row("b28-no-freeze", Answer.ERROR, Value.LEAF, Value.EMPTY, "AUG bug back", Outcome.BUGGED),
                row(
                        "b29-no-rollback",
                        Answer.SUCCESS,
                        Value.FROZEN,
                        Value.LEAF,
                        "freeze AUG publish changed",
                        Outcome.DONE),
                row("b29-no-rollback", Answer.BUSY, Value.FROZEN, Value.FROZEN, "freeze AUG", Outcome.BUSY),
                row("b29-no-rollback", Answer.ERROR, Value.FROZEN, Value.EMPTY, "freeze AUG bug back", Outcome.BUGGED),
                row(
                        "b27-op-twice",
                        Answer.SUCCESS,
                        Value.FROZEN,
                        Value.EMPTY,
                        "freeze AUG AUG bug back",
                        Outcome.BUGGED),
                row("b27-op-twice", Answer.BUSY, Value.FROZEN, Value.EMPTY, "freeze AUG back", Outcome.BUSY),
                row("b27-op-twice", Answer.ERROR, Value.FROZEN, Value.EMPTY, "freeze AUG bug back", Outcome.BUGGED));
    }

    private static Arguments row(
            String change, Answer answer, Value meanwhile, Value end, String story, Outcome outcome) {
        return Arguments.of(change, answer, meanwhile, end, story, outcome);
    }

    @ParameterizedTest(name = "{0}, module {1}: {4}")
    @MethodSource("cells")
    void everyCell(String change, Answer answer, Value meanwhile, Value end, String story, Outcome outcome) {
        vm = vm(VmType.TDX_VM, change);
        start(() -> new UnderLock(vm.kvm, Grant.Mode.READ, lock -> writer()));
        vm.tdx.link(GFN);
        vm.tdx.script(answer.status);
        runUntil(() -> driver.isEnabled(ZAPPER, TDX));
        assertThat(value()).as("meanwhile").isEqualTo(meanwhile);
        driver.run();
        assertThat(value()).isEqualTo(end);
        assertThat(String.join(" ", told())).isEqualTo(story);
        assertThat(Outcome.of(returned())).isEqualTo(outcome);
        assertAtRest();
    }

    private SetSpteAtomic writer() {
        TdpIter iter = new TdpIter(vm.kvm.tables(), vm.kvm.firstMirrorRoot(), 1, GFN);
        while (iter.level() > 1) {
            iter.stepDown();
        }
        return new SetSpteAtomic(vm.kvm, iter, Spte.NONPRESENT, leaf());
    }

    private long leaf() {
        return MakeSpte.leaf(vm.kvm.hostPages().gmemPfn(GFN), new MakeSpte.Leaf(true, false, false, false));
    }

    private Value value() {
        long value = driver.value(vm.mirror(1, GFN));
        if (value == leaf()) {
            return Value.LEAF;
        }
        assertThat(value).isIn(Spte.NONPRESENT, Spte.FROZEN);
        return value == Spte.FROZEN ? Value.FROZEN : Value.EMPTY;
    }

    private List<String> told() {
        List<String> words = new ArrayList<>();
        for (HandDriver.Told told : driver.events()) {
            String word = switch (told.event()) {
                case SPTE_FROZEN -> "freeze";
                case SEAMCALL_DONE -> "AUG";
                case SPTE_PUBLISHED -> "publish";
                case SPTE_ROLLED_BACK -> "back";
                case KVM_TDP_MMU_SPTE_CHANGED -> "changed";
                case BUG_ON -> "bug";
                default -> null;
            };
            if (word != null) {
                words.add(word);
            }
        }
        return words;
    }
}
