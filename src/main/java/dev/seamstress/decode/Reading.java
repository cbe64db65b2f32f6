package dev.seamstress.decode;

import java.util.Arrays;
import java.util.List;

/** What a word can be taken for. */
public enum Reading {
    STATUS("status", "TDX status word, as in RAX"),
    SPTE("spte", "entry of a page table of KVM, on Intel EPT"),
    SEPT("sept", "secure EPT entry, as the module keeps it"),
    L2_SEPT("l2-sept", "secure EPT entry of an L2 VM, as the module keeps it"),
    RCX("rcx", "what a call returns of a secure EPT entry in RCX"),
    RDX("rdx", "what a call returns about a secure EPT entry in RDX"),
    PAGE_INFO("page-info", "page-info word, which a call is given in RCX");

    private static final Reading[] VALUES = values();

    private final String id;
    private final String text;

    Reading(String id, String text) {
        this.id = id;
        this.text = text;
    }

    /** The reading with that id, or null. */
    public static Reading named(String id) {
        return Arrays.stream(VALUES)
                .filter(reading -> reading.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    /** All ids. */
    public static List<String> ids() {
        return Arrays.stream(VALUES).map(Reading::id).toList();
    }

    /** As it is written after {@code --as}. */
    public String id() {
        return id;
    }

    /** As a noun, for people. */
    public String text() {
        return text;
    }
}
