package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.MMU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeVcpu;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A VM with two vCPUs that do nothing but leave the guest when they are called, and after them threads that call one
 * kernel function each: what the tests of zaps have in common.
 */
abstract class ZapRig {
    static final int VCPUS = 2;
    /** The first thread that calls something. */
    static final int ZAPPER = FIRST + VCPUS;

    static final int OTHER = ZAPPER + 1;

    private static final Leaf[] LEAVES = Leaf.values();
    private static final MakeSpte.Leaf WRITABLE = new MakeSpte.Leaf(true, false, false, false);

    TestVm vm = vm(VmType.TDX_VM);
    HandDriver driver;
    final List<Caller> callers = new ArrayList<>();
    private final List<FakeVcpu> vcpus = new ArrayList<>();

    static KernelModel model(String... changes) {
        return KernelModel.of(KernelVariant.KVM_6_19, List.of(changes));
    }

    static TestVm vm(VmType type, String... changes) {
        return TestVm.zapped(type, model(changes), VCPUS);
    }

    static TestVm vm(KernelVariant variant, Slot... slots) {
        return TestVm.zapped(VmType.TDX_VM, KernelModel.of(variant), VCPUS, slots);
    }

    /** Starts one thread for each function. */
    @SafeVarargs
    final void start(Supplier<Procedure>... functions) {
        callers.clear();
        vcpus.clear();
        for (VcpuMmu vcpu : vm.vcpus) {
            vcpus.add(new FakeVcpu(FIRST + vcpu.number(), vcpu.words()));
        }
        for (Supplier<Procedure> function : functions) {
            callers.add(new Caller(ZAPPER + callers.size(), vm.vcpus.get(0), function));
        }
        List<Machine> machines = new ArrayList<>(vcpus);
        machines.addAll(callers);
        driver = vm.driver(machines);
    }

    /** Starts one thread, which holds mmu_lock for write around the call. */
    void startUnderLock(Function<Grant, Procedure> function) {
        start(() -> new UnderLock(vm.kvm, Grant.Mode.WRITE, function));
    }

    long returned() {
        return callers.get(0).returned();
    }

    /** The vCPU is in the guest. */
    void enter(int vcpu) {
        driver.poke(vm.vcpus.get(vcpu).words().mode(), VcpuMode.IN_GUEST_MODE.ordinal());
    }

    int called(int vcpu) {
        return vcpus.get(vcpu).called();
    }

    long invalidate(Invalidate part) {
        return driver.value(vm.kvm.words().invalidate(part));
    }

    /** Maps a private page, in the mirror and in the module. Returns the leaf. */
    long mapPrivate(long gfn) {
        link(vm.kvm.firstMirrorRoot(), gfn);
        long pfn = vm.kvm.hostPages().gmemPfn(gfn);
        long leaf = MakeSpte.leaf(pfn, WRITABLE);
        driver.poke(vm.mirror(1, gfn), leaf);
        driver.poke(vm.kvm.hostPages().contentWord(pfn), 0xc0de);
        vm.tdx.map(gfn, pfn);
        return leaf;
    }

    /** Maps a shared page in a direct root. Returns the leaf. */
    long mapShared(int root, long gfn) {
        link(root, gfn);
        long leaf = MakeSpte.leaf(vm.kvm.hostPages().sharedPfn(gfn), WRITABLE);
        driver.poke(vm.kvm.tables().word(root, 1, gfn), leaf);
        return leaf;
    }

    long mapShared(long gfn) {
        return mapShared(vm.kvm.firstDirectRoot(), gfn);
    }

    private void link(int root, long gfn) {
        for (int level = 4; level > 1; level--) {
            long table = MakeSpte.nonleaf(vm.kvm.tables().childPfn(root, level, gfn));
            driver.poke(vm.kvm.tables().word(root, level, gfn), table);
        }
    }

    /** Delivers, the first choice first, whatever {@code held} neither sends nor receives, until it is so. */
    void runUntil(BooleanSupplier isSo, int... held) {
        for (int i = 0; i < 10_000 && !isSo.getAsBoolean(); i++) {
            int[] next = driver.enabled().stream()
                    .filter(pair -> Arrays.stream(held).noneMatch(id -> id == pair[0] || id == pair[1]))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing to deliver after " + story()));
            driver.deliver(next[0], next[1]);
        }
        assertThat(isSo.getAsBoolean()).as("after %s", story()).isTrue();
    }

    /** Delivers until the last thing told is so, and the owner of the locks knows what the first thread gave back. */
    void runUntilTold(String words, int... held) {
        runUntil(() -> !story().isEmpty() && story().get(story().size() - 1).equals(words), held);
        while (driver.isEnabled(ZAPPER, MMU)) {
            driver.deliver(ZAPPER, MMU);
        }
    }

    /** Runs one thread to its end, and nobody in {@code held}. */
    void finish(int caller, int... held) {
        runUntil(() -> callers.get(caller).isDone(), held);
    }

    void assertAtRest() {
        assertThat(callers).allSatisfy(caller -> {
            assertThat(caller.isDone())
                    .as("%s is done, not at %s", caller, caller.where())
                    .isTrue();
            assertThat(caller.held().isEmpty()).isTrue();
        });
        assertThat(driver.value(vm.kvm.mmuLock().word())).isZero();
        assertThat(driver.value(vm.kvm.slotsLock().word())).isZero();
        assertThat(driver.value(vm.kvm.words().waitForSeptZap())).isZero();
        assertThat(invalidate(Invalidate.IN_PROGRESS)).isZero();
    }

    /** What one thread, its SEAMCALLs and its requests told, in short words. */
    List<String> story() {
        List<String> story = new ArrayList<>();
        for (HandDriver.Told told : driver.events()) {
            String words = words(told);
            if (words != null) {
                story.add(words);
            }
        }
        return story;
    }

    private static String words(HandDriver.Told told) {
        return switch (told.event()) {
            case SEAMCALL_DONE -> LEAVES[(int) told.a()].text().replaceAll(".*\\.", "") + status(told.d());
            case REQUEST_MADE -> "request " + VcpuRequest.values()[(int) told.a()];
            case BUG_ON -> "bug_on " + BugOn.values()[(int) told.a()];
            case WARN_ON -> "warn_on " + WarnOn.values()[(int) told.a()];
            case ZAP_BEGIN -> "zap " + ZapReason.values()[(int) told.a()];
            case KVM_TDP_MMU_SPTE_CHANGED -> "changed " + Long.toHexString(told.a());
            case ATTRIBUTE_SET -> "set " + Long.toHexString(told.a());
            case INVALIDATE_BEGIN, INVALIDATE_END, ZAP_END, PAGE_CLEARED, FLUSH_DONE, VM_DEAD, KVM_UNMAP_HVA_RANGE ->
                told.event().text();
            case PAGE_FREED -> "page_freed " + Long.toHexString(told.b());
            case LOCK_GRANTED, LOCK_RELEASED ->
                told.event().text().replace("lock_", "") + (told.a() == 0 ? " mmu" : " slots");
            default -> null;
        };
    }

    private static String status(long status) {
        return status == 0 ? "" : "=" + Long.toHexString(status >>> 32);
    }

    List<HandDriver.Told> told(Event event) {
        return driver.events().stream().filter(e -> e.event() == event).toList();
    }
}
