package dev.seamstress.core.ept;

/**
 * The role word of a table page: what kind of table it is. The whole word is the identity of a root.
 *
 * <p>Shape: 32 bits in a {@code long}. Fixed for TDP: direct, access ACC_ALL, efer_nx, cr0_wp; A/D bits enabled; one
 * address space.
 *
 * <p>Source: arch/x86/include/asm/kvm_host.h, union kvm_mmu_page_role.
 */
public final class Role {
    private static final long LEVEL_MASK = 0xf;
    private static final long TDP = 1 << 7 | 7 << 8 | 1 << 12 | 1 << 13;
    /** The root is being thrown away. */
    public static final long INVALID = 1 << 11;
    /** The table belongs to a mirror root. */
    public static final long MIRROR = 1 << 19;

    private Role() {}

    /** The role of a root at {@code level}. Source: kvm_calc_tdp_mmu_root_page_role(). */
    public static long root(int level, boolean isMirror) {
        return level | TDP | (isMirror ? MIRROR : 0);
    }

    /** The role of a table that an entry of a {@code parent} table points to. Source: tdp_mmu_init_child_sp(). */
    public static long child(long parent) {
        return parent - 1;
    }

    public static int level(long role) {
        return (int) (role & LEVEL_MASK);
    }

    public static boolean isMirror(long role) {
        return (role & MIRROR) != 0;
    }

    public static boolean isInvalid(long role) {
        return (role & INVALID) != 0;
    }
}
