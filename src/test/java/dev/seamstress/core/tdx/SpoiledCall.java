package dev.seamstress.core.tdx;

import dev.seamstress.core.model.ModuleVariant;
import java.util.List;

/** A call with its operands, to be spoiled; nothing is wrong with it yet. */
final class SpoiledCall {
    final TdxRig rig;
    final int level;
    final long gfn;
    long rcx;
    long rdx;
    long r8;
    long r9;

    /** The page that the entry points to, if it does. */
    final long mapped;

    SpoiledCall(Leaf leaf) {
        boolean isBuilt = List.of(Leaf.TDH_MEM_PAGE_ADD, Leaf.TDH_MR_EXTEND, Leaf.TDH_MR_FINALIZE)
                .contains(leaf);
        OpState opState = isBuilt ? OpState.INITIALIZED : OpState.RUNNABLE;
        rig = TdxRig.of(ModuleVariant.V1_5_01, opState, TdxRig::tables);
        rdx = rig.layout.tdr();
        level = switch (leaf) {
            case TDH_MEM_SEPT_ADD, TDH_MEM_SEPT_REMOVE, TDH_MEM_PAGE_DEMOTE, TDH_MEM_PAGE_PROMOTE -> 1;
            default -> 0;
        };
        gfn = level == 1 ? TdxRig.Z : TdxRig.X;
        mapped = switch (leaf) {
            case TDH_MEM_PAGE_RELOCATE -> TdxRig.OTHER_PAGE;
            case TDH_MEM_PAGE_DEMOTE -> TdxRig.HUGE_PAGE;
            default -> TdxRig.PAGE;
        };
        switch (leaf) {
            case TDH_MEM_SEPT_ADD, TDH_MEM_PAGE_AUG, TDH_MEM_PAGE_ADD -> r8 = TdxRig.PAGE << 12;
            case TDH_MEM_RANGE_BLOCK, TDH_MR_EXTEND -> rig.set(SeptState.MAPPED, 0, gfn, TdxRig.PAGE);
            case TDH_MEM_PAGE_REMOVE, TDH_MEM_RANGE_UNBLOCK -> blocked(SeptState.BLOCKED);
            case TDH_MEM_SEPT_REMOVE -> blocked(SeptState.NL_BLOCKED);
            case TDH_MEM_PAGE_PROMOTE -> {
                blocked(SeptState.NL_BLOCKED);
                for (int i = 0; i < 512; i++) {
                    rig.set(SeptState.MAPPED, 0, gfn + i, TdxRig.HUGE_PAGE + i);
                }
            }
            case TDH_MEM_PAGE_RELOCATE, TDH_MEM_PAGE_DEMOTE -> {
                blocked(SeptState.BLOCKED);
                r8 = TdxRig.PAGE << 12;
            }
            case TDH_PHYMEM_PAGE_RECLAIM -> {
                rig.memory.write(rig.layout.td(TdWord.LIFECYCLE), LifeCycle.TEARDOWN.ordinal());
                takePage();
            }
            default -> {}
        }
        rcx = switch (leaf) {
            case TDH_VP_ENTER -> 0;
            case TDH_MEM_TRACK, TDH_MR_FINALIZE -> rig.layout.tdr();
            case TDH_PHYMEM_PAGE_WBINVD, TDH_PHYMEM_PAGE_RECLAIM -> TdxRig.PAGE << 12;
            default -> Tdx.pageInfo(gfn, level);
        };
    }

    private void blocked(SeptState state) {
        rig.set(state, level, gfn, mapped);
        rig.memory.write(rig.layout.bepoch(state.isLeaf() ? level : 0, mapped), 1);
        rig.memory.write(rig.layout.td(TdWord.EPOCH), 2);
    }

    void lockExclusively(long word) {
        rig.memory.write(word, rig.memory.read(word) | ShareX.exclude(0));
    }

    void lockFrame(long pfn) {
        lockExclusively(rig.layout.pamt(pfn));
    }

    void lockEntry() {
        long word = rig.layout.entry(level, gfn);
        rig.memory.write(word, SeptEntry.lock(rig.memory.read(word)));
    }

    void setEntry(SeptState state) {
        rig.set(state, level, gfn, state == SeptState.FREE ? 0 : mapped);
    }

    void takePage() {
        long word = rig.layout.pamt(TdxRig.PAGE);
        rig.memory.write(word, PamtEntry.retype(rig.memory.read(word), PamtType.REG, TdxRig.FIRST_PFN));
    }

    /** Where a leaf expects the TDR, or what else it is about. */
    void spoilOperand(OperandId operand, long delta) {
        switch (operand) {
            case RCX -> rcx += delta;
            case RDX -> rdx += delta;
            case R8 -> r8 += delta;
            default -> throw new AssertionError(operand);
        }
    }
}
