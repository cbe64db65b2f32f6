package dev.seamstress.trace.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the kernel's tracepoints to the letter. Method: for VMX, texts written by hand from the templates of trace.h
 * and mmutrace.h; for SVM, texts that a real kernel printed, with what the model does not know set to zero.
 */
class TracepointsTest {
    private static final Actors ACTORS = new Actors(List.of("VMM", "P3"));
    private static final int VCPU = 1;

    private static final long EPT_LEAF = 0x8600000012345b37L;
    private static final long NONPRESENT = 0x8000000000000000L;

    @Test
    void entriesAndExitsOfEachKernel() {
        assertThat(text(KernelForm.VMX_6_16, Event.KVM_ENTRY, 0, 0, 0, 0))
                .isEqualTo("vcpu 3, rip 0x0 intr_info 0x00000000 error_code 0x00000000");
        assertThat(text(KernelForm.VMX_6_16, Event.KVM_EXIT, 48, 0x182, 0x1000, 0))
                .isEqualTo("vcpu 3 reason EPT_VIOLATION rip 0x0 info1 0x0000000000000182 info2 0x0000000000001000"
                        + " intr_info 0x00000000 error_code 0x00000000 requests 0x0000000000000000");
        assertThat(text(KernelForm.VMX_6_12, Event.KVM_ENTRY, 0, 0, 0, 0)).isEqualTo("vcpu 3, rip 0x0");
        assertThat(text(KernelForm.VMX_6_12, Event.KVM_EXIT, 77, 0, 0, 0))
                .isEqualTo("vcpu 3 reason TDCALL rip 0x0 info1 0x0000000000000000 info2 0x0000000000000000"
                        + " intr_info 0x00000000 error_code 0x00000000");
        assertThat(text(KernelForm.SVM_6_12, Event.KVM_EXIT, 0x400, 0x100000014L, 0x1000, 0))
                .isEqualTo("vcpu 3 reason npf rip 0x0 info1 0x0000000100000014 info2 0x0000000000001000"
                        + " intr_info 0x00000000 error_code 0x00000000");
    }

    @ParameterizedTest
    @CsvSource({
        "1, EXTERNAL_INTERRUPT",
        "49, EPT_MISCONFIG",
        "11, 0xb",
        "-1, 0xffff FAILED_VMENTRY 0x7fff0000",
        "0x80000030, EPT_VIOLATION FAILED_VMENTRY"
    })
    void exitReasonsOfVmxHaveFlags(String reason, String text) {
        assertThat(text(KernelForm.VMX_6_16, Event.KVM_EXIT, Long.decode(reason), 0, 0, 0))
                .startsWith("vcpu 3 reason " + text + " rip 0x0 info1 0x0000000000000000");
    }

    /** The kernel has no tracepoint for a SEAMCALL; where it has a gfn to print, it prints it. */
    @Test
    void aCallThatIsAboutNoPageHasNoGfn() {
        long track = CallName.of(Leaf.TDH_MEM_TRACK, 1);
        long aug = CallName.of(Leaf.TDH_MEM_PAGE_AUG, 1);
        assertThat(vmx(Event.SEAMCALL_BEGIN, track, 0, 0, 0)).isEqualTo("call=" + track);
        assertThat(vmx(Event.SEAMCALL_DONE, track, 0, 0, 0)).isEqualTo("call=" + track + " status=0x0");
        assertThat(vmx(Event.SEAMCALL_BUSY, track, 0, 7, -1)).isEqualTo("call=" + track + " status=0x7 by=-1");
        assertThat(vmx(Event.SEAMCALL_BEGIN, aug, 0, 0, 0)).isEqualTo("call=" + aug + " gfn=0x0 level=0");
        assertThat(vmx(Event.KVM_MMU_SPTE_REQUESTED, 0, 0, 1, 0)).isEqualTo("gfn 0 pfn 0 level 1");
    }

    @Test
    void faults() {
        assertThat(vmx(Event.KVM_PAGE_FAULT, 0x8000000001000L, 0x2, 0, 0))
                .isEqualTo("vcpu 3 rip 0x0 address 0x0008000000001000 error_code 0x2");
        assertThat(svm(Event.KVM_PAGE_FAULT, 0x40001000, 0x100000006L, 0, 0))
                .isEqualTo("vcpu 3 rip 0x0 address 0x0000000040001000 error_code 0x100000006");
        assertThat(vmx(Event.KVM_MMU_SPTE_REQUESTED, 0x40601, 0x2b9b, 1, 0)).isEqualTo("gfn 40601 pfn 2b9b level 1");
    }

    @Test
    void pages() {
        assertThat(vmx(Event.KVM_MMU_GET_PAGE, 0x40000, 0x3781, 0, 0))
                .isEqualTo("sp gen 0 gfn 40000 l1 8-byte q0 direct wux nxe ad root 0 sync new");
        assertThat(vmx(Event.KVM_MMU_GET_PAGE, 0, 0x83784, 2, 0))
                .isEqualTo("sp gen 0 gfn 0 l4 8-byte q0 direct wux nxe ad root 2 sync new");
        assertThat(vmx(Event.KVM_MMU_GET_PAGE, 0, 0x12975, 0, 0))
                .isEqualTo("sp gen 0 gfn 0 l5 4-byte q3 --x invalid !nxe !ad root 0 sync new");
    }

    @Test
    void entries() {
        assertThat(vmx(Event.KVM_TDP_MMU_SPTE_CHANGED, 0x100, 1, NONPRESENT, EPT_LEAF))
                .isEqualTo("as id 0 gfn 100 level 1 old_spte 8000000000000000 new_spte 8600000012345b37");
        assertThat(svm(Event.KVM_TDP_MMU_SPTE_CHANGED, 0, 4, NONPRESENT, 0x7fddf827))
                .isEqualTo("as id 0 gfn 0 level 4 old_spte 8000000000000000 new_spte 7fddf827");
    }

    @ParameterizedTest
    @CsvSource({"7, rwxu", "6, rwx-", "5, r-xu", "3, rw-u", "1, r--u", "0, r---"})
    void accessOfAnEptEntry(long bits, String access) {
        assertThat(vmx(Event.KVM_MMU_SET_SPTE, 0x100, 0x8600000012345b30L | bits, 1, 0x7fde1008))
                .isEqualTo("gfn 100 spte 8600000012345b3" + bits + " (" + access + ") level 1 at 7fde1008");
    }

    @ParameterizedTest
    @CsvSource({
        "0x1, 0x2b9be67, gfn 1 spte 2b9be67 (rwxu) level 1 at 7fde1008",
        "0x40800, 0x32b1825, gfn 40800 spte 32b1825 (r-xu) level 1 at 7fde1008",
        "0x2, 0x8000000002b9be67, gfn 2 spte 8000000002b9be67 (rw-u) level 1 at 7fde1008",
        "0x3, 0x2b9be62, gfn 3 spte 2b9be62 (-wx-) level 1 at 7fde1008"
    })
    void accessOfANestedEntry(String gfn, String spte, String text) {
        long bits = Long.parseUnsignedLong(spte.substring(2), 16);
        assertThat(svm(Event.KVM_MMU_SET_SPTE, Long.decode(gfn), bits, 1, 0x7fde1008))
                .isEqualTo(text);
    }

    @Test
    void mmioEntries() {
        assertThat(svm(Event.MARK_MMIO_SPTE, 0x40009, 7, 0x14, 0))
                .isEqualTo("sptep:0000000000000000 gfn 40009 access 7 gen 14");
        assertThat(svm(Event.HANDLE_MMIO_PAGE_FAULT, 0, 0x40205, 6, 0)).isEqualTo("addr:0 gfn 40205 access 6");
    }

    @Test
    void fastFaultsRememberTheErrorCode() {
        Tracepoints svm = new Tracepoints(KernelForm.SVM_6_12, ACTORS, EventWords.NONE);
        text(svm, Event.KVM_PAGE_FAULT, 0x40201000, 0x100000007L, 0, 0);
        assertThat(text(svm, Event.FAST_PAGE_FAULT, 0x40201, 0xcad9e65, 0xcad9e67, 5))
                .isEqualTo("vcpu 3 gva 40201000 error_code P|W|U|0x100000000 sptep 0000000000000000 old 0xcad9e65"
                        + " new cad9e67 spurious 0 fixed 1");
        Tracepoints vmx = new Tracepoints(KernelForm.VMX_6_16, ACTORS, EventWords.NONE);
        text(vmx, Event.KVM_PAGE_FAULT, 0x1000, 0x1aa, 0, 0);
        assertThat(text(vmx, Event.FAST_PAGE_FAULT, 1, 0, 0, 6))
                .isEqualTo("vcpu 3 gva 1000 error_code P|W|0x100000000 sptep 0000000000000000 old 0 new 0"
                        + " spurious 1 fixed 0");
        Tracepoints named = new Tracepoints(KernelForm.VMX_6_16, ACTORS, (event, index, value) -> "fixed");
        assertThat(text(named, Event.FAST_PAGE_FAULT, 1, 0, 0, 0))
                .endsWith("error_code  sptep 0000000000000000" + " old 0 new 0 spurious 0 fixed 1");
    }

    @ParameterizedTest
    @CsvSource({
        "0x1, 0x4",
        "0x2, 0x2",
        "0x4, 0x10",
        "0x8, 0x1",
        "0x10, 0x1",
        "0x20, 0x1",
        "0x80, 0x200000000",
        "0x180, 0x100000000",
        "0x100, 0x0"
    })
    void aQualificationBecomesAnErrorCode(String qualification, String code) {
        assertThat(TraceSymbols.faultCodeOf(Long.decode(qualification))).isEqualTo(Long.decode(code));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0, reason KVM_EXIT_IO (2)",
        "5, 0, reason KVM_EXIT_HLT (5)",
        "6, 0, reason KVM_EXIT_MMIO (6)",
        "30, 0, reason KVM_EXIT_X86_WRMSR (30)",
        "39, 0, reason 0x27 (39)",
        "39, -14, reason error (14)",
        "10, -4, reason restart (4)"
    })
    void exitsToUserspace(long reason, long errno, String text) {
        assertThat(vmx(Event.KVM_USERSPACE_EXIT, reason, errno, 0, 0)).isEqualTo(text);
    }

    @Test
    void whatTheKernelDoesNotTraceIsPairs() {
        assertThat(vmx(Event.SPTE_FROZEN, 0x1, 1, NONPRESENT, 0))
                .isEqualTo("gfn=0x1 level=1 old_spte=0x8000000000000000");
        assertThat(vmx(Event.VM_DEAD, 0, 0, 0, 0)).isEmpty();
    }

    private static String vmx(Event event, long a, long b, long c, long d) {
        return text(KernelForm.VMX_6_16, event, a, b, c, d);
    }

    private static String svm(Event event, long a, long b, long c, long d) {
        return text(KernelForm.SVM_6_12, event, a, b, c, d);
    }

    private static String text(KernelForm form, Event event, long a, long b, long c, long d) {
        return text(new Tracepoints(form, ACTORS, EventWords.NONE), event, a, b, c, d);
    }

    private static String text(Tracepoints tracepoints, Event event, long a, long b, long c, long d) {
        StringBuilder out = new StringBuilder();
        tracepoints.text(out, VCPU, event, a, b, c, d);
        return out.toString();
    }
}
