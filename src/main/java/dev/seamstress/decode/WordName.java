package dev.seamstress.decode;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The names that a word may have in front of it: registers, and what the kernel's messages and tracepoints call them.
 *
 * <p>Source: Linux arch/x86/kvm/vmx/tdx.c, TDX_BUG_ON_2 and the variables it prints; virt/vmx/tdx/tdx.c,
 * seamcall_err_ret(); mmutrace.h, kvm_tdp_mmu_spte_changed.
 */
enum WordName {
    STATUS(Reading.STATUS, "status", "rax", "err"),
    RCX(Reading.RCX, "rcx", "entry"),
    RDX(Reading.RDX, "rdx", "level_state"),
    R8(null, "r8", "r08"),
    R9(null, "r9", "r09"),
    R10(null, "r10"),
    R11(null, "r11"),
    SPTE(Reading.SPTE, "spte"),
    OLD_SPTE(Reading.SPTE, "old_spte"),
    NEW_SPTE(Reading.SPTE, "new_spte"),
    SEPT(Reading.SEPT, "sept"),
    L2_SEPT(Reading.L2_SEPT, "l2-sept", "l2_sept"),
    PAGE_INFO(Reading.PAGE_INFO, "page-info", "page_info");

    private static final WordName[] VALUES = values();

    private final Reading reading;
    private final List<String> spellings;

    WordName(Reading reading, String... spellings) {
        this.reading = reading;
        this.spellings = List.of(spellings);
    }

    /** The name that is spelled so, in any case, or null. */
    static WordName of(String spelling) {
        String lower = spelling.toLowerCase(Locale.ROOT);
        return Arrays.stream(VALUES)
                .filter(name -> name.spellings.contains(lower))
                .findFirst()
                .orElse(null);
    }

    /** Every spelling. */
    static List<String> allSpellings() {
        return Arrays.stream(VALUES).flatMap(name -> name.spellings.stream()).toList();
    }

    /** The spellings that we print. */
    static List<String> texts() {
        return Arrays.stream(VALUES).map(WordName::text).toList();
    }

    /** The spelling that we print. */
    String text() {
        return spellings.get(0);
    }

    /** What a word of that name is, or null of a register that is only shown. */
    Reading reading() {
        return reading;
    }

    /** True of what a call returns beside its status. */
    boolean isRegister() {
        return ordinal() > STATUS.ordinal() && ordinal() < SPTE.ordinal();
    }
}
