package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.thread.GuestOp.Side;
import dev.seamstress.core.thread.Program.Item;
import dev.seamstress.core.thread.Program.Loop;
import dev.seamstress.core.thread.Program.Op;
import dev.seamstress.core.thread.Program.Repeat;
import dev.seamstress.core.thread.Program.Row;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Columns: order, stopping, repetition. The operations themselves are the business of {@link VcpuTest}. */
class ProgramTest {
    private static final Set<OpResult> NONE = Set.of();
    private static final Set<OpResult> ALREADY = Set.of(OpResult.ALREADY);
    private final TestVm vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
    private HandDriver driver;
    private Vcpu vcpu;

    private static Item accept() {
        return new Op(GuestOp.of(Kind.ACCEPT, GFN, Side.PRIVATE));
    }

    private void run(Row... rows) {
        Program program = new Program(List.of(rows), Program.OnFault.STOP);
        Results results = Results.add(vm.map, FIRST, rows.length);
        vcpu = new Vcpu(FIRST, vm.kvm, vm.vcpus.get(0), program, results, vm.residence);
        driver = vm.driver(List.of(vcpu));
        driver.run();
    }

    private OpResult result(int row) {
        long value = driver.value(vcpu.results().row(row));
        return value == 0 ? null : OpResult.of(value - 1);
    }

    private ColumnEnd end() {
        return ColumnEnd.values()[(int) driver.value(vcpu.results().end())];
    }

    @Test
    void rowsRunInOrderAndTheColumnIsDone() {
        run(new Row(7, NONE, accept()), new Row(9, NONE, new Op(GuestOp.of(Kind.READ, GFN, Side.PRIVATE))));
        assertThat(result(0)).isEqualTo(OpResult.OK);
        assertThat(result(1)).isEqualTo(OpResult.OK);
        assertThat(end()).isEqualTo(ColumnEnd.DONE);
        assertThat(driver.events(Event.OPERATION_BEGIN)).containsExactly(7L, 9L);
        assertThat(driver.events(Event.OPERATION_END)).containsExactly(7L, 9L);
    }

    @Test
    void aResultThatIsNotAnnouncedStopsTheColumn() {
        run(new Row(0, NONE, accept()), new Row(1, NONE, accept()), new Row(2, NONE, accept()));
        assertThat(result(1)).isEqualTo(OpResult.ALREADY);
        assertThat(result(2)).isNull();
        assertThat(end()).isEqualTo(ColumnEnd.STOPPED);
        assertThat(driver.events(Event.COLUMN_END)).containsExactly((long) ColumnEnd.STOPPED.ordinal());
    }

    @Test
    void anAnnouncedResultDoesNot() {
        run(new Row(0, NONE, accept()), new Row(1, ALREADY, accept()), new Row(2, ALREADY, accept()));
        assertThat(result(2)).isEqualTo(OpResult.ALREADY);
        assertThat(end()).isEqualTo(ColumnEnd.DONE);
    }

    @Test
    void aRepetitionHasTheLastResultAndOneRow() {
        run(new Row(0, ALREADY, new Repeat(3, List.of(accept()))));
        assertThat(result(0)).isEqualTo(OpResult.ALREADY);
        assertThat(driver.events(Event.OPERATION_BEGIN)).hasSize(1);
    }

    @Test
    void aRepetitionStopsAtAResultThatIsNotAnnounced() {
        run(new Row(0, NONE, new Repeat(2, List.of(new Repeat(2, List.of(accept()))))), new Row(1, NONE, accept()));
        assertThat(result(0)).isEqualTo(OpResult.ALREADY);
        assertThat(result(1)).isNull();
        assertThat(end()).isEqualTo(ColumnEnd.STOPPED);
    }

    @Test
    void repetitionsMultiply() {
        Item read = new Op(GuestOp.of(Kind.READ, GFN, Side.PRIVATE));
        run(new Row(0, NONE, accept()), new Row(1, NONE, new Repeat(3, List.of(new Repeat(2, List.of(read))))));
        assertThat(driver.events(Event.GUEST_ACCESS)).hasSize(6);
        assertThat(end()).isEqualTo(ColumnEnd.DONE);
    }

    @Test
    void aLoopGoesOnUntilItsResult() {
        run(new Row(0, ALREADY, new Loop(List.of(accept()), ALREADY)));
        assertThat(result(0)).isEqualTo(OpResult.ALREADY);
        assertThat(end()).isEqualTo(ColumnEnd.DONE);
    }

    @Test
    void aLoopOfNothingLetsOthersRun() {
        Item enter = new Op(new GuestOp(Kind.ENTER, 0, Side.PRIVATE, 1));
        Program program =
                new Program(List.of(new Row(0, NONE, new Loop(List.of(enter), ALREADY))), Program.OnFault.STOP);
        Vcpu looping = new Vcpu(FIRST, vm.kvm, vm.vcpus.get(0), program, Results.add(vm.map, FIRST, 1), vm.residence);
        HandDriver endless = vm.driver(List.of(looping));
        for (int i = 0; i < 50; i++) {
            int[] next = endless.enabled().get(0);
            endless.deliver(next[0], next[1]);
        }
        assertThat(looping.isDone()).isFalse();
    }

    @Test
    void repetitionsNestTwice() {
        Item three = new Repeat(1, List.of(new Repeat(1, List.of(new Repeat(1, List.of(accept()))))));
        List<Row> rows = List.of(new Row(0, NONE, three));
        assertThatThrownBy(() -> new Program(rows, Program.OnFault.STOP)).isInstanceOf(ModelBug.class);
    }
}
