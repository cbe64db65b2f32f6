package dev.seamstress.trace.export;

/** Which kernel's tracepoints are written: their texts differ between releases and between page tables. */
public enum KernelForm {
    /** Linux 6.16 on VMX: entry and exit say more than before. Source: arch/x86/kvm/trace.h. */
    VMX_6_16(false, true),
    /** Linux 6.12 on VMX. */
    VMX_6_12(false, false),
    /** Linux 6.12 on SVM, with nested page tables. */
    SVM_6_12(true, false);

    private final boolean isSvm;
    private final boolean isDetailed;

    KernelForm(boolean isSvm, boolean isDetailed) {
        this.isSvm = isSvm;
        this.isDetailed = isDetailed;
    }

    boolean isSvm() {
        return isSvm;
    }

    /** True if entry tells what it injects, and exit which requests are pending. */
    boolean isDetailed() {
        return isDetailed;
    }
}
