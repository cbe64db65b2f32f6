package dev.seamstress.core.tdx;

/**
 * What a vCPU is to the module, in one word: its state, how many pages its TDVPS has, and its root page.
 *
 * <p>Shape: bits 3:0 the state, 15:8 the pages, 63:16 the frame of the TDVPR. Zero is a vCPU that is ready and whose
 * pages the scenario does not know: one that was there from the start.
 *
 * <p>Source: td_control_structures.h, tdvps_management; simplified: one that is ready and one that has entered are not
 * told apart, and none is ever disabled.
 */
final class VcpuState {
    /** The pages of a TDVPS, the TDVPR being the first. */
    static final int PAGES = 6;

    private static final long STATE = 15;
    private static final long READY = 0;
    private static final long UNINIT = 2;

    /** There is no such vCPU. */
    static final long ABSENT = 1;

    private VcpuState() {}

    /** A vCPU that has a TDVPR, and nothing more yet. */
    static long created(long tdvprPfn) {
        return tdvprPfn << 16 | 1 << 8 | UNINIT;
    }

    /** The vCPU with one page more. */
    static long withPage(long state) {
        return state + (1 << 8);
    }

    /** The vCPU, ready to run. */
    static long ready(long state) {
        return state & ~STATE | READY;
    }

    static boolean isAbsent(long state) {
        return (state & STATE) == ABSENT;
    }

    static boolean isUninit(long state) {
        return (state & STATE) == UNINIT;
    }

    static boolean isReady(long state) {
        return (state & STATE) == READY;
    }

    /** True if the TDVPS has all its pages. */
    static boolean isWhole(long state) {
        return state == READY || (state >>> 8 & 0xFF) == PAGES;
    }

    /** The frame of the TDVPR; zero if the scenario does not know it. */
    static long tdvprPfn(long state) {
        return state >>> 16;
    }
}
