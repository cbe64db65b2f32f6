package dev.seamstress.core.thread;

/**
 * One operation of a vCPU's column.
 *
 * <p>Shape: {@code gfn} without the shared bit; 0 where the kind needs none. {@code level} as
 * {@link dev.seamstress.core.addr.Level} counts.
 */
public record GuestOp(Kind kind, long gfn, Side side, int level) implements ThreadOp {
    /** An operation on a 4K page. */
    public static GuestOp of(Kind kind, long gfn, Side side) {
        return new GuestOp(kind, gfn, side, 1);
    }

    /** What the operation does. */
    public enum Kind {
        /** A write access up to its EPT violation, KVM's handling of it, and the VP.ENTER that follows. */
        FAULT(2),
        READ(1),
        WRITE(2),
        EXEC(4),
        /** TDG.MEM.PAGE.ACCEPT. */
        ACCEPT(2),
        /** kvm_mmu_reload, without an entry. */
        LOAD(0),
        /** An entry. */
        ENTER(0),
        /** kvm_mmu_reset_context. */
        RESETCTX(0);

        private final int access;

        Kind(int access) {
            this.access = access;
        }

        /** Read, write, fetch in bits 2:0, as in an exit qualification; 0 if it is no access. */
        public int access() {
            return access;
        }
    }

    /** Which alias of a gfn the guest uses. */
    public enum Side {
        PRIVATE,
        SHARED
    }
}
