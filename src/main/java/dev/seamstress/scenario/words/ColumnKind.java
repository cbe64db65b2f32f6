package dev.seamstress.scenario.words;

/** What kind of thread a column is. */
public enum ColumnKind {
    /** A vCPU: its guest program, its KVM_RUN loop and the userspace around it. */
    P,
    /** A userspace thread that makes ioctls. */
    VMM,
    /** A thread of the host's memory management: notifiers, reclaim. */
    HOSTMM,
    /** A userspace thread on the guest_memfd file. */
    GMEM;

    /** How column {@code number} of this kind is written: {@code P0}, {@code VMM}, {@code VMM1}. */
    public String column(int number) {
        return this != P && number == 0 ? name() : name() + number;
    }
}
