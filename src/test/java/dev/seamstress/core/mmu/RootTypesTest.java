package dev.seamstress.core.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which roots a zap reaches: filters to kinds of roots for each type of VM and kernel, and kinds to roots for both
 * meanings of bit 0. Every cell of both tables is a row here.
 */
class RootTypesTest extends ZapRig {
    private static final int NONE = 0;
    private static final int DIRECT = 2;
    private static final int MIRROR = 4;
    private static final int BOTH = 6;

    private enum Bit0 {
        ONLY_VALID("no-root-types-bit0"),
        ALSO_INVALID("root-types-bit0");

        private final String change;

        Bit0(String change) {
            this.change = change;
        }
    }

    private enum Root {
        DIRECT(false, false),
        MIRROR(true, false),
        INVALID_DIRECT(false, true),
        INVALID_MIRROR(true, true);

        private final long role;
        private final boolean isInvalid;

        Root(boolean isMirror, boolean isInvalid) {
            this.role = Role.root(4, isMirror) | (isInvalid ? Role.INVALID : 0);
            this.isInvalid = isInvalid;
        }
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                Arguments.of(VmType.TDX_VM, "gfn-range-filter", GfnRangeFilter.NONE, NONE, true),
                Arguments.of(VmType.TDX_VM, "gfn-range-filter", GfnRangeFilter.SHARED, DIRECT, false),
                Arguments.of(VmType.TDX_VM, "gfn-range-filter", GfnRangeFilter.PRIVATE, MIRROR, false),
                Arguments.of(VmType.TDX_VM, "gfn-range-filter", GfnRangeFilter.BOTH, BOTH, false),
                Arguments.of(VmType.TDX_VM, "no-gfn-range-filter", GfnRangeFilter.NONE, BOTH, false),
                Arguments.of(VmType.TDX_VM, "no-gfn-range-filter", GfnRangeFilter.SHARED, BOTH, false),
                Arguments.of(VmType.TDX_VM, "no-gfn-range-filter", GfnRangeFilter.PRIVATE, BOTH, false),
                Arguments.of(VmType.TDX_VM, "no-gfn-range-filter", GfnRangeFilter.BOTH, BOTH, false),
                Arguments.of(VmType.DEFAULT_VM, "gfn-range-filter", GfnRangeFilter.NONE, DIRECT, false),
                Arguments.of(VmType.DEFAULT_VM, "gfn-range-filter", GfnRangeFilter.SHARED, DIRECT, false),
                Arguments.of(VmType.DEFAULT_VM, "gfn-range-filter", GfnRangeFilter.PRIVATE, DIRECT, false),
                Arguments.of(VmType.DEFAULT_VM, "gfn-range-filter", GfnRangeFilter.BOTH, DIRECT, false),
                Arguments.of(VmType.DEFAULT_VM, "no-gfn-range-filter", GfnRangeFilter.NONE, DIRECT, false),
                Arguments.of(VmType.DEFAULT_VM, "no-gfn-range-filter", GfnRangeFilter.SHARED, DIRECT, false),
                Arguments.of(VmType.DEFAULT_VM, "no-gfn-range-filter", GfnRangeFilter.PRIVATE, DIRECT, false),
                Arguments.of(VmType.DEFAULT_VM, "no-gfn-range-filter", GfnRangeFilter.BOTH, DIRECT, false),
                Arguments.of(VmType.SW_PROTECTED_VM, "gfn-range-filter", GfnRangeFilter.PRIVATE, DIRECT, false),
                Arguments.of(VmType.SW_PROTECTED_VM, "gfn-range-filter", GfnRangeFilter.SHARED, DIRECT, false));
    }

    @ParameterizedTest(name = "{0} with {1}, filter {2}: {3}, warning {4}")
    @MethodSource("filters")
    void everyFilterSelectsKindsOfRoots(
            VmType type, String change, GfnRangeFilter filter, int kinds, boolean isWarning) {
        vm = vm(type, change);
        assertThat(probe(filter)).isEqualTo(kinds);
        assertThat(told(Event.WARN_ON)).hasSize(isWarning ? 1 : 0);
    }

    private long probe(GfnRangeFilter filter) {
        start(() -> new Probe((t, fx) -> RootTypes.of(vm.kvm, filter, fx)));
        driver.run();
        return returned();
    }

    @Test
    void theOrdinalOfAFilterIsTheKernelsValue() {
        assertThat(GfnRangeFilter.SHARED.ordinal()).isEqualTo(1);
        assertThat(GfnRangeFilter.PRIVATE.ordinal()).isEqualTo(2);
        assertThat(GfnRangeFilter.BOTH.ordinal()).isEqualTo(3);
    }

    @Test
    void sixAndSevenChangedTheirMeaning() {
        vm = vm(VmType.TDX_VM, Bit0.ONLY_VALID.change);
        assertThat(RootTypes.alsoInvalid(vm.kvm, BOTH)).as("any roots, 2024").isEqualTo(6);
        assertThat(RootTypes.onlyValid(vm.kvm, BOTH))
                .as("any valid roots, 2024")
                .isEqualTo(7);
        vm = vm(VmType.TDX_VM, Bit0.ALSO_INVALID.change);
        assertThat(RootTypes.onlyValid(vm.kvm, BOTH)).as("valid roots").isEqualTo(6);
        assertThat(RootTypes.alsoInvalid(vm.kvm, BOTH)).as("all roots").isEqualTo(7);
    }

    /** The roots that are to match, for each set of kinds; of them only the valid ones if invalid ones are left out. */
    static Stream<Arguments> sets() {
        return Stream.of(
                Arguments.of(NONE, List.of()),
                Arguments.of(DIRECT, List.of(Root.DIRECT, Root.INVALID_DIRECT)),
                Arguments.of(MIRROR, List.of(Root.MIRROR, Root.INVALID_MIRROR)),
                Arguments.of(BOTH, List.of(Root.values())));
    }

    @ParameterizedTest(name = "kinds {0}: {1}")
    @MethodSource("sets")
    void everySetMatchesItsRootsUnderBothMeaningsOfBit0(int kinds, List<Root> matching) {
        for (Bit0 bit0 : Bit0.values()) {
            vm = vm(VmType.TDX_VM, bit0.change);
            for (Root root : Root.values()) {
                boolean isMatch = matching.contains(root);
                assertThat(match(RootTypes.alsoInvalid(vm.kvm, kinds), root))
                        .as("%s of %d also invalid, %s", root, kinds, bit0)
                        .isEqualTo(isMatch);
                assertThat(match(RootTypes.onlyValid(vm.kvm, kinds), root))
                        .as("%s of %d only valid, %s", root, kinds, bit0)
                        .isEqualTo(isMatch && !root.isInvalid);
            }
        }
    }

    private boolean match(int types, Root root) {
        start(() -> new Probe((t, fx) -> RootTypes.match(vm.kvm, types, root.role, fx) ? 1 : 0));
        driver.run();
        assertThat(told(Event.WARN_ON)).hasSize((types & BOTH) == 0 ? 1 : 0);
        return returned() == 1;
    }

    @ParameterizedTest
    @EnumSource(Bit0.class)
    void aZapOfAFilterReachesInvalidRootsUnderBothMeaningsOfBit0(Bit0 bit0) {
        vm = vm(VmType.TDX_VM, bit0.change);
        start(() ->
                new Probe((t, fx) -> RootTypes.alsoInvalid(vm.kvm, RootTypes.of(vm.kvm, GfnRangeFilter.PRIVATE, fx))));
        driver.run();
        int types = (int) returned();
        assertThat(match(types, Root.MIRROR)).isTrue();
        assertThat(match(types, Root.INVALID_MIRROR)).isTrue();
        assertThat(match(types, Root.DIRECT)).isFalse();
        assertThat(match(types, Root.INVALID_DIRECT)).isFalse();
    }
}
