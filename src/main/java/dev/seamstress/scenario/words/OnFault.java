package dev.seamstress.scenario.words;

/** What a vCPU's userspace does after a memory fault or EINTR. */
public enum OnFault {
    /** The operation ends with {@code memfault} or {@code eintr}. */
    STOP,
    /** KVM_RUN is called again at the same RIP and the operation goes on. */
    RERUN,
    /** The attribute is set to what the guest asked for, then as RERUN. */
    CONVERT;
}
