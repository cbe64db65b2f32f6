package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.thread.GuestOp.Side;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: the guest's call to convert memory reaches userspace in chunks, and what userspace, a signal or a dead VM does
 * reaches the guest. Method: the call alone as a table, then a vCPU with real conversions.
 */
class MapGpaTest extends VcpuRig {
    private static final KernelModel MODEL = KernelModel.of(KernelVariant.KVM_6_19);
    private static final long EXIT_HYPERCALL = 3;
    private static final int WIDE = 1100;

    // The call alone.

    @ParameterizedTest(name = "{0} pages of a TD {1}: {2}")
    @CsvSource({
        "1, true, 1",
        "511, true, 511",
        "512, true, 512",
        "513, true, 512+1",
        "1024, true, 512+512",
        "1100, true, 512+512+76",
        "1100, false, 1100",
    })
    void chunksAreCountedFromTheStart(long pages, boolean isTd, String chunks) {
        MapGpa call = new MapGpa();
        assertThat(call.isUnderWay()).isFalse();
        call.call(GFN, GFN + pages, Side.SHARED);
        List<String> asked = new ArrayList<>();
        long next = GFN;
        do {
            assertThat(call.isUnderWay()).isTrue();
            ConvertOp chunk = call.chunk(isTd);
            assertThat(chunk.range().start().value()).isEqualTo(next);
            assertThat(chunk.to()).isEqualTo(Side.SHARED);
            next = chunk.range().endExclusive().value();
            asked.add(Long.toString(next - chunk.range().start().value()));
            call.serve(true);
        } while (call.complete(isTd, false));
        assertThat(String.join("+", asked)).isEqualTo(chunks);
        assertThat(call.isUnderWay()).isFalse();
        assertThat(call.take()).isEqualTo(MapGpa.Status.SUCCESS);
    }

    /** Told after the first of two chunks, or after the last. */
    @ParameterizedTest(name = "{0} pages, served {1}, disturbed {2}: {3}")
    @CsvSource({
        "600, true, false, ",
        "600, true, true, RETRY",
        "600, false, false, INVALID_OPERAND",
        "600, false, true, INVALID_OPERAND",
        "500, true, false, SUCCESS",
        "500, true, true, SUCCESS",
        "500, false, false, INVALID_OPERAND",
    })
    void whatTheGuestIsTold(long pages, boolean isServed, boolean isDisturbed, MapGpa.Status told) {
        MapGpa call = new MapGpa();
        call.call(GFN, GFN + pages, Side.PRIVATE);
        call.serve(isServed);
        assertThat(call.complete(true, isDisturbed)).isEqualTo(told == null);
        if (told == MapGpa.Status.RETRY) {
            assertThat(call.next()).isEqualTo(GFN + 512);
        }
        assertThat(call.take()).isEqualTo(told);
    }

    // A vCPU that makes it.

    private long attribute(long gfn) {
        return driver.value(vm.kvm.attributes().word(gfn));
    }

    private List<Long> exits() {
        return all(Event.KVM_EXIT).stream().map(HandDriver.Told::a).toList();
    }

    @Test
    void aLongRangeGoesToUserspaceChunkByChunkWithoutAnEntryBetween() {
        vm = TestVm.wide(VmType.TDX_VM, MODEL, WIDE);
        run(convert(GFN, WIDE, Side.SHARED));
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(all(Event.KVM_USERSPACE_EXIT)).hasSize(3).allSatisfy(exit -> {
            assertThat(exit.a()).isEqualTo(EXIT_HYPERCALL);
            assertThat(exit.b()).isZero();
        });
        assertThat(exits()).as("TDCALL, and the interrupt at the end").containsExactly(77L, 1L);
        assertThat(all(Event.KVM_ENTRY)).hasSize(2);
        assertThat(all(Event.ATTRIBUTE_SET)).hasSize(WIDE);
        for (int i = 0; i < WIDE; i++) {
            assertThat(attribute(GFN + i)).isEqualTo(Attributes.SHARED);
        }
        assertThat(driver.value(vm.residence.word()))
                .as("each entry was given back")
                .isNegative();
    }

    @ParameterizedTest
    @CsvSource({"RERUN, OK, 1100", "CONVERT, OK, 1100", "STOP, EINTR, 512"})
    void aSignalBetweenChunksMakesTheGuestAskAgain(Program.OnFault policy, OpResult result, int converted) {
        onFault = policy;
        vm = TestVm.wide(VmType.TDX_VM, MODEL, WIDE);
        start(
                List.of(convert(GFN, WIDE, Side.SHARED), plain(Kind.ENTER)),
                List.of(host(new PokeOp(PokeOp.Kind.SIGNAL, 0))));
        while (all(Event.ATTRIBUTE_SET).size() < 100) {
            deliverNext();
        }
        driver.deliver(OTHER, OTHER);
        driver.deliver(OTHER, FIRST);
        driver.run();
        assertThat(results()).containsExactly(result, OpResult.OK);
        assertThat(all(Event.ATTRIBUTE_SET)).hasSize(converted);
        long calls = exits().stream().filter(reason -> reason == 77).count();
        assertThat(calls).as("the rest is a call of its own").isEqualTo(result == OpResult.OK ? 2 : 1);
        assertThat(attribute(GFN + WIDE - 1)).isEqualTo(result == OpResult.OK ? Attributes.SHARED : Attributes.PRIVATE);
    }

    @Test
    void convertedMemoryIsReachedThroughItsOtherAlias() {
        vm = TestVm.zapped(VmType.TDX_VM, MODEL, 1);
        run(
                on(Kind.ACCEPT, GFN),
                convert(GFN, 1, Side.SHARED),
                shared(Kind.WRITE, GFN),
                convert(GFN, 1, Side.PRIVATE),
                on(Kind.ACCEPT, GFN));
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(attribute(GFN)).isEqualTo(Attributes.PRIVATE);
    }

    /** A call that a VM's type makes possible, or not; only a TD has it in chunks. */
    @ParameterizedTest
    @CsvSource({"TDX_VM, OK, 77", "SW_PROTECTED_VM, OK, 18", "DEFAULT_VM, FAILED, 18"})
    void eachKindOfVm(VmType type, OpResult result, long reason) {
        vm = TestVm.zapped(type, MODEL, 1);
        run(convert(GFN, 8, Side.SHARED), convert(GFN, 8, Side.PRIVATE));
        assertThat(results().get(1)).isEqualTo(result);
        assertThat(exits()).contains(reason);
    }

    @Test
    void aDeadVmConvertsNothingMore() {
        vm = TestVm.wide(VmType.TDX_VM, MODEL, WIDE);
        start(convert(GFN, WIDE, Side.SHARED), plain(Kind.ENTER));
        while (all(Event.ATTRIBUTE_SET).size() < 100) {
            deliverNext();
        }
        driver.poke(vm.kvm.words().dead(), VmWords.KILLED);
        driver.run();
        assertThat(results()).containsOnly(OpResult.VMDEAD);
        assertThat(all(Event.ATTRIBUTE_SET)).hasSize(512);
        assertThat(vcpu.mapGpa().isUnderWay()).isFalse();
    }

    // Userspace that converts after a memory fault.

    @ParameterizedTest
    @EnumSource(Program.OnFault.class)
    void thePolicyAfterAPrivateAccessToSharedMemory(Program.OnFault policy) {
        onFault = policy;
        vm = TestVm.zapped(VmType.TDX_VM, MODEL, 1);
        start(on(Kind.ACCEPT, GFN));
        driver.poke(vm.kvm.attributes().word(GFN), Attributes.SHARED);
        for (int i = 0; i < 400 && !driver.enabled().isEmpty(); i++) {
            deliverNext();
        }
        switch (policy) {
            case STOP -> {
                assertThat(results()).containsOnly(OpResult.MEMFAULT);
                assertThat(all(Event.MEMORY_FAULT)).hasSize(1);
            }
            case RERUN -> {
                assertThat(vcpu.isDone()).as("it tries for ever").isFalse();
                assertThat(all(Event.MEMORY_FAULT)).hasSizeGreaterThan(2);
            }
            case CONVERT -> {
                assertThat(results()).containsOnly(OpResult.OK);
                assertThat(all(Event.MEMORY_FAULT)).hasSize(1);
                assertThat(attribute(GFN)).isEqualTo(Attributes.PRIVATE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"FAULT", "READ", "WRITE"})
    void aSharedAccessMakesPrivateMemoryShared(Kind kind) {
        onFault = Program.OnFault.CONVERT;
        vm = TestVm.zapped(VmType.TDX_VM, MODEL, 1);
        run(on(Kind.ACCEPT, GFN), shared(kind, GFN));
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(attribute(GFN)).isEqualTo(Attributes.SHARED);
        assertThat(attribute(GFN + 1)).as("this page only").isEqualTo(Attributes.PRIVATE);
        assertThat(vm.tdx.isFree(GFN)).as("the old alias is zapped").isTrue();
        assertThat(driver.value(vm.direct(1, GFN))).as("and the new one mapped").isNotZero();
        assertThat(all(Event.KVM_PAGE_FAULT)).hasSize(3);
    }

    /** Nothing can be private there, so the fault comes again and again. */
    @Test
    void aSlotWithoutPrivateMemoryStaysWithoutIt() {
        onFault = Program.OnFault.CONVERT;
        vm = TestVm.zapped(VmType.TDX_VM, MODEL, 1);
        start(on(Kind.ACCEPT, SHARED));
        for (int i = 0; i < 400; i++) {
            deliverNext();
        }
        assertThat(all(Event.MEMORY_FAULT)).hasSizeGreaterThan(2);
        assertThat(attribute(SHARED)).isEqualTo(Attributes.PRIVATE);
        assertThat(all(Event.ATTRIBUTE_SET)).as("once").hasSize(1);
    }
}
