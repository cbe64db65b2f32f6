package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.model.KernelSwitch;

/**
 * Sets of kinds of roots, as the functions that walk the list of roots take them.
 *
 * <p>Shape: bits in an {@code int}: {@link #DIRECT}, {@link #MIRROR}, and bit 0, whose meaning changed. In the series
 * of 2024 it says "only valid ones", so that 6 is any root and 7 any valid one; since then it says "also invalid ones",
 * so that 6 is any valid root and 7 any root. Whoever makes a set says {@link #onlyValid} or {@link #alsoInvalid} of a
 * set without bit 0, and never writes the bit itself.
 *
 * <p>Source: arch/x86/kvm/mmu/tdp_mmu.h, enum kvm_tdp_mmu_root_types; tdp_mmu.c, tdp_mmu_root_match().
 */
public final class RootTypes {
    /** Direct roots: ordinary page tables, and the shared half of a TD. */
    public static final int DIRECT = 1 << 1;
    /** Mirror roots: the private half of a TD. */
    public static final int MIRROR = 1 << 2;

    private static final int BIT_0 = 1;
    private static final int KINDS = DIRECT | MIRROR;

    private RootTypes() {}

    /** These kinds of roots, those that are being thrown away left out. */
    public static int onlyValid(Kvm kvm, int kinds) {
        return kvm.has(KernelSwitch.ROOT_TYPES_BIT0) ? kinds : kinds | BIT_0;
    }

    /** These kinds of roots, those that are being thrown away included. */
    public static int alsoInvalid(Kvm kvm, int kinds) {
        return kvm.has(KernelSwitch.ROOT_TYPES_BIT0) ? kinds | BIT_0 : kinds;
    }

    /** True if the set has roots that are being thrown away. */
    private static boolean hasInvalid(Kvm kvm, int types) {
        return ((types & BIT_0) != 0) == kvm.has(KernelSwitch.ROOT_TYPES_BIT0);
    }

    /**
     * True if a root with that role is in the set. A set of no kind is a bug of the caller and matches nothing: bit 0
     * alone never selects a root. Source: tdp_mmu_root_match().
     */
    public static boolean match(Kvm kvm, int types, long role, Fx fx) {
        if ((types & KINDS) == 0) {
            fx.trace(Event.WARN_ON, WarnOn.NO_ROOT_TYPES.ordinal(), types);
            return false;
        }
        if (Role.isInvalid(role) && !hasInvalid(kvm, types)) {
            return false;
        }
        return (types & (Role.isMirror(role) ? MIRROR : DIRECT)) != 0;
    }

    /**
     * The kinds of roots that translate the aliases of {@code filter}; without bit 0.
     *
     * <p>Source: kvm_gfn_range_filter_to_root_types(), kvm_process_to_root_types(). Before gfn-range-filter there was
     * one root for both aliases, and unmapping hit both.
     */
    public static int of(Kvm kvm, GfnRangeFilter filter, Fx fx) {
        if (!kvm.type().hasMirror()) {
            return DIRECT;
        }
        if (!kvm.has(KernelSwitch.GFN_RANGE_FILTER)) {
            return KINDS;
        }
        if (filter == GfnRangeFilter.NONE) {
            fx.trace(Event.WARN_ON, WarnOn.NO_RANGE_FILTER.ordinal(), filter.ordinal());
        }
        return (filter.hasPrivate() ? MIRROR : 0) | (filter.hasShared() ? DIRECT : 0);
    }
}
