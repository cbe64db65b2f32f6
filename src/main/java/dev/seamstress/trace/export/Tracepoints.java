package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;

/**
 * The texts of the kernel's tracepoints, to the letter; other events as pairs of name and value.
 *
 * <p>What the model does not know is zero, as in a TD whose state is protected: rip, injected interrupts, requests, the
 * address of an entry ({@code sptep}), the generation of a page, the address space.
 *
 * <p>Source: arch/x86/kvm/trace.h, mmu/mmutrace.h; include/trace/events/kvm.h.
 */
final class Tracepoints {
    private static final String NO_POINTER = "0000000000000000";

    private final KernelForm form;
    private final Actors actors;
    private final EventWords words;
    private final EventText others;
    private final long[] faultCodes;

    Tracepoints(KernelForm form, Actors actors, EventWords words) {
        this.form = form;
        this.actors = actors;
        this.words = words;
        this.others = new EventText(actors, words);
        this.faultCodes = new long[actors.count()];
    }

    /** The text after {@code event: }. */
    void text(StringBuilder out, int actor, Event event, long a, long b, long c, long d) {
        switch (event) {
            case KVM_ENTRY -> entry(out, actor);
            case KVM_EXIT -> exit(out, actor, a, b, c);
            case KVM_PAGE_FAULT -> pageFault(out, actor, a, b);
            case KVM_MMU_SPTE_REQUESTED -> {
                Ascii.hex(out.append("gfn "), a);
                Ascii.hex(out.append(" pfn "), b).append(" level ").append(c);
            }
            case KVM_MMU_GET_PAGE -> {
                TraceSymbols.page(out, a, b, c);
                out.append(" new");
            }
            case KVM_MMU_PREPARE_ZAP_PAGE -> TraceSymbols.page(out, a, b, c);
            case KVM_TDP_MMU_SPTE_CHANGED -> {
                Ascii.hex(out.append("as id 0 gfn "), a).append(" level ").append(b);
                Ascii.hex(out.append(" old_spte "), c);
                Ascii.hex(out.append(" new_spte "), d);
            }
            case KVM_MMU_SET_SPTE -> setSpte(out, a, b, c, d);
            case MARK_MMIO_SPTE -> {
                Ascii.hex(out.append("sptep:").append(NO_POINTER).append(" gfn "), a);
                Ascii.hex(out.append(" access "), b);
                Ascii.hex(out.append(" gen "), c);
            }
            case HANDLE_MMIO_PAGE_FAULT -> {
                Ascii.hex(out.append("addr:"), a);
                Ascii.hex(out.append(" gfn "), b);
                Ascii.hex(out.append(" access "), c);
            }
            case FAST_PAGE_FAULT -> fastPageFault(out, actor, a, b, c, d);
            case KVM_USERSPACE_EXIT -> TraceSymbols.userspaceExit(out, a, b);
            default -> others.pairs(out, event, a, b, c, d);
        }
    }

    private void entry(StringBuilder out, int actor) {
        out.append("vcpu ").append(actors.vcpu(actor)).append(", rip 0x0");
        out.append(form.isDetailed() ? " intr_info 0x00000000 error_code 0x00000000" : "");
    }

    private void exit(StringBuilder out, int actor, long reason, long info1, long info2) {
        out.append("vcpu ").append(actors.vcpu(actor)).append(" reason ");
        TraceSymbols.exitReason(out, reason, form);
        Ascii.hex(out.append(" rip 0x0 info1 0x"), info1, 16);
        Ascii.hex(out.append(" info2 0x"), info2, 16);
        out.append(" intr_info 0x00000000 error_code 0x00000000");
        out.append(form.isDetailed() ? " requests 0x0000000000000000" : "");
    }

    private void pageFault(StringBuilder out, int actor, long address, long code) {
        faultCodes[actor] = form.isSvm() ? code : TraceSymbols.faultCodeOf(code);
        out.append("vcpu ").append(actors.vcpu(actor));
        Ascii.hex(out.append(" rip 0x0 address 0x"), address, 16);
        Ascii.hex(out.append(" error_code 0x"), code);
    }

    private void setSpte(StringBuilder out, long gfn, long spte, long level, long at) {
        Ascii.hex(out.append("gfn "), gfn);
        Ascii.hex(out.append(" spte "), spte).append(" (");
        boolean isReadable = !form.isSvm() || (spte & 1) != 0; // VMX: the present mask holds the suppress-#VE bit
        boolean isExecutable = form.isSvm() ? spte >= 0 : (spte & 4) != 0;
        boolean isUser = form.isSvm() ? (spte & 4) != 0 : (spte & 1) != 0;
        out.append(isReadable ? 'r' : '-').append((spte & 2) != 0 ? 'w' : '-');
        out.append(isExecutable ? 'x' : '-').append(isUser ? 'u' : '-');
        Ascii.hex(out.append(") level ").append(level).append(" at "), at);
    }

    private void fastPageFault(StringBuilder out, int actor, long gfn, long old, long next, long ret) {
        out.append("vcpu ").append(actors.vcpu(actor));
        Ascii.hex(out.append(" gva "), gfn << 12).append(" error_code ");
        TraceSymbols.faultCode(out, faultCodes[actor]);
        Ascii.hex(out.append(" sptep ").append(NO_POINTER).append(old == 0 ? " old " : " old 0x"), old);
        Ascii.hex(out.append(" new "), next);
        String word = words.text(Event.FAST_PAGE_FAULT, 3, ret);
        out.append(" spurious ").append(isRet(word, "spurious", ret, 6) ? 1 : 0);
        out.append(" fixed ").append(isRet(word, "fixed", ret, 5) ? 1 : 0);
    }

    /** RET_PF_FIXED is 5 and RET_PF_SPURIOUS 6 (mmu_internal.h), unless the caller has words for them. */
    private static boolean isRet(String word, String name, long ret, int number) {
        return word == null ? ret == number : word.equalsIgnoreCase(name);
    }
}
