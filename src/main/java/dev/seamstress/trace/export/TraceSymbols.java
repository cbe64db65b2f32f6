package dev.seamstress.trace.export;

import java.util.Map;
import java.util.TreeMap;

/**
 * The kernel's names for numbers in tracepoints.
 *
 * <p>Source: arch/x86/include/uapi/asm/{vmx,svm}.h, include/trace/events/kvm.h, arch/x86/kvm/mmu/mmutrace.h.
 */
final class TraceSymbols {
    private static final Map<Long, String> VMX_EXITS = new TreeMap<>();
    private static final Map<Long, String> SVM_EXITS = new TreeMap<>();
    private static final String[] USER_EXITS = {
        "UNKNOWN",
        "EXCEPTION",
        "IO",
        "HYPERCALL",
        "DEBUG",
        "HLT",
        "MMIO",
        "IRQ_WINDOW_OPEN",
        "SHUTDOWN",
        "FAIL_ENTRY",
        "INTR",
        "SET_TPR",
        "TPR_ACCESS",
        "S390_SIEIC",
        "S390_RESET",
        "DCR",
        "NMI",
        "INTERNAL_ERROR",
        "OSI",
        "PAPR_HCALL",
        "S390_UCONTROL",
        "WATCHDOG",
        "S390_TSCH",
        "EPR",
        "SYSTEM_EVENT",
        "S390_STSI",
        "IOAPIC_EOI",
        "HYPERV",
        "ARM_NISV",
        "X86_RDMSR",
        "X86_WRMSR"
    };
    private static final String[] FAULT_BITS = {"P", "W", "U", "RSVD", "F"};
    private static final String[] ACCESS = {"---", "--x", "w--", "w-x", "-u-", "-ux", "wu-", "wux"};

    private static final long FAILED_VMENTRY = 1L << 31;
    private static final long EINTR = 4;

    static {
        VMX_EXITS.put(0L, "EXCEPTION_NMI");
        VMX_EXITS.put(1L, "EXTERNAL_INTERRUPT");
        VMX_EXITS.put(2L, "TRIPLE_FAULT");
        VMX_EXITS.put(10L, "CPUID");
        VMX_EXITS.put(12L, "HLT");
        VMX_EXITS.put(18L, "VMCALL");
        VMX_EXITS.put(30L, "IO_INSTRUCTION");
        VMX_EXITS.put(31L, "MSR_READ");
        VMX_EXITS.put(32L, "MSR_WRITE");
        VMX_EXITS.put(48L, "EPT_VIOLATION");
        VMX_EXITS.put(49L, "EPT_MISCONFIG");
        VMX_EXITS.put(52L, "PREEMPTION_TIMER");
        VMX_EXITS.put(62L, "PML_FULL");
        VMX_EXITS.put(75L, "NOTIFY");
        VMX_EXITS.put(77L, "TDCALL");
        SVM_EXITS.put(0x60L, "interrupt");
        SVM_EXITS.put(0x78L, "hlt");
        SVM_EXITS.put(0x7bL, "io");
        SVM_EXITS.put(0x400L, "npf");
    }

    private TraceSymbols() {}

    /** An exit reason, with its flags if it is of VMX. */
    static void exitReason(StringBuilder out, long reason, KernelForm form) {
        long word = reason & 0xffffffffL;
        if (form.isSvm()) {
            symbol(out, SVM_EXITS, word);
            return;
        }
        symbol(out, VMX_EXITS, word & 0xffff);
        long flags = word & ~0xffffL;
        if ((flags & FAILED_VMENTRY) != 0) {
            out.append(" FAILED_VMENTRY");
            flags &= ~FAILED_VMENTRY;
        }
        if (flags != 0) {
            Ascii.hex(out.append(" 0x"), flags);
        }
    }

    private static void symbol(StringBuilder out, Map<Long, String> names, long value) {
        String name = names.get(value);
        if (name == null) {
            Ascii.hex(out.append("0x"), value);
        } else {
            out.append(name);
        }
    }

    /** Why KVM_RUN returned; a negative errno comes before the reason. */
    static void userspaceExit(StringBuilder out, long reason, long errno) {
        out.append("reason ");
        if (errno < 0) {
            out.append(errno == -EINTR ? "restart" : "error");
        } else if (reason >= 0 && reason < USER_EXITS.length) {
            out.append("KVM_EXIT_").append(USER_EXITS[(int) reason]);
        } else {
            Ascii.hex(out.append("0x"), reason);
        }
        out.append(" (").append(errno < 0 ? -errno : reason).append(')');
    }

    /** The bits of a page fault's error code, named where they have names. */
    static void faultCode(StringBuilder out, long code) {
        long rest = code;
        String separator = "";
        for (int bit = 0; bit < FAULT_BITS.length; bit++) {
            if ((code >>> bit & 1) != 0) {
                out.append(separator).append(FAULT_BITS[bit]);
                separator = "|";
                rest &= ~(1L << bit);
            }
        }
        if (rest != 0) {
            Ascii.hex(out.append(separator).append("0x"), rest);
        }
    }

    /**
     * The error code that KVM makes of an EPT violation's qualification. Source: vmx/common.h,
     * __vmx_handle_ept_violation().
     */
    static long faultCodeOf(long qualification) {
        long code = (qualification & 1) << 2 | (qualification & 2) | (qualification & 4) << 2;
        if ((qualification & 0x38) != 0) {
            code |= 1;
        }
        if ((qualification & 0x80) != 0) {
            code |= (qualification & 0x100) != 0 ? 1L << 32 : 1L << 33;
        }
        return code;
    }

    /** A page table's identity, as kvm_mmu_get_page writes it. */
    static void page(StringBuilder out, long gfn, long role, long rootCount) {
        Ascii.hex(out.append("sp gen 0 gfn "), gfn).append(" l").append(role & 15);
        out.append((role >>> 4 & 1) != 0 ? " 4-byte q" : " 8-byte q").append(role >>> 5 & 3);
        out.append((role >>> 7 & 1) != 0 ? " direct " : " ").append(ACCESS[(int) (role >>> 8) & 7]);
        out.append((role >>> 11 & 1) != 0 ? " invalid" : "");
        out.append((role >>> 12 & 1) != 0 ? " nxe" : " !nxe");
        out.append((role >>> 16 & 1) != 0 ? " !ad" : " ad");
        out.append(" root ").append(rootCount).append(" sync");
    }
}
