package dev.seamstress.decode;

import dev.seamstress.core.ept.Spte;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an entry of a page table of KVM. The constants are those of {@link Spte}, by which the model works.
 *
 * <p>Source: arch/x86/kvm/mmu/spte.h and spte.c: kvm_mmu_set_ept_masks(), make_spte(), make_nonleaf_spte(),
 * make_mmio_spte(), check_spte_writable_invariants(). Assumed: of the bits that no entry sets today, none is set.
 */
final class SpteReader {
    /** FROZEN_SPTE, then called REMOVED_SPTE, before empty entries had bit 63. */
    private static final long FROZEN_BEFORE_BIT_63 = Spte.FROZEN & ~Spte.SUPPRESS_VE;

    /** shadow_mmio_value of a VM that is no TD: write and execute without read, which EPT does not allow. */
    private static final long MMIO_VM = Spte.WRITABLE | Spte.EXECUTABLE;

    /** shadow_mmio_value of a TD: nothing, and #VE not suppressed. */
    private static final long MMIO_TD = 0;

    private SpteReader() {}

    static Decoded read(long word) {
        if (word == Spte.NONPRESENT) {
            return special(
                    word,
                    "NONPRESENT",
                    "SHADOW_NONPRESENT_VALUE: nothing is mapped here, and an access goes to "
                            + "KVM as an EPT violation");
        }
        if (Spte.isFrozen(word)) {
            return special(
                    word,
                    "FROZEN",
                    "FROZEN_SPTE: a thread is changing the external page table for this entry, "
                            + "and everybody else who comes here retries");
        }
        if (word == FROZEN_BEFORE_BIT_63) {
            return special(
                    word,
                    "FROZEN, without bit 63",
                    "REMOVED_SPTE, as FROZEN_SPTE was called before empty "
                            + "entries had bit 63: a thread holds the entry, and others retry");
        }
        if (Spte.isPresent(word)) {
            return present(word);
        }
        if (Spte.isMmio(word, MMIO_VM)) {
            return mmio(
                    word,
                    "a VM that is no TD",
                    "an EPT misconfiguration, which KVM emulates",
                    Likelihood.MMIO_SPTE_OF_A_VM);
        }
        if (Spte.isMmio(word, MMIO_TD)) {
            return mmio(word, "a TD", "a #VE in the guest, which asks by TDVMCALL", Likelihood.MMIO_SPTE_OF_A_TD);
        }
        return new Decoded(
                Reading.SPTE,
                word,
                "not present",
                "not present, and none of the values that KVM puts into an entry that is not",
                fields(word),
                List.of("bit 11, MMU-present, is clear, and it is neither empty, frozen, nor MMIO"),
                Likelihood.MMIO_SPTE_OF_A_TD);
    }

    private static Decoded special(long word, String name, String sentence) {
        return new Decoded(Reading.SPTE, word, name, sentence, specialFields(word), List.of(), Likelihood.SPECIAL_SPTE);
    }

    /** The other bits of these values have no meaning of their own. */
    private static List<Field> specialFields(long word) {
        return List.of(
                Field.bit(word, 63, "suppress #VE", "an EPT violation goes to KVM", "an EPT violation may become #VE"),
                Field.bit(word, 11, "MMU-present", "", "not present"),
                Field.bits(word, 10, 0, "mark", (word & 0x7ff) == 0 ? "empty" : "frozen"));
    }

    private static Decoded mmio(long word, String vm, String access, Likelihood likelihood) {
        long gfn = Field.cut(word, 51, 12);
        long generation = Field.cut(word, 10, 3) | Field.cut(word, 62, 52) << 8;
        List<Field> fields = List.of(
                Field.bit(word, 63, "suppress #VE", "", "an access may become #VE"),
                Field.bits(word, 62, 52, "generation, high", "memslot generation " + generation),
                Field.bits(word, 51, 12, "gfn", "guest address " + LowHalf.hex(gfn << 12)),
                Field.bit(word, 11, "MMU-present", "", "not present"),
                Field.bits(word, 10, 3, "generation, low", ""),
                Field.bits(word, 2, 0, "mmio value", "that of " + vm));
        String sentence = "MMIO entry of gfn " + LowHalf.hex(gfn) + " in " + vm + ": an access becomes " + access
                + (word == 0 ? "; in a TD a plain zero is not empty" : "");
        List<String> oddities = gfn == 0 && word != 0 ? List.of("it would be the MMIO entry of gfn 0") : List.of();
        return new Decoded(Reading.SPTE, word, "MMIO", sentence, fields, oddities, likelihood);
    }

    private static Decoded present(long word) {
        List<String> oddities = new ArrayList<>();
        if ((word & Spte.SUPPRESS_VE) == 0) {
            oddities.add("bit 63, suppress #VE, is clear in an entry that is present");
        }
        if (Field.cut(word, 62, 59) != 0 || (word >>> 10 & 1) != 0) {
            oddities.add("of bits 62:59 and 10 KVM sets none");
        }
        long tracking = Field.cut(word, 53, 52);
        if (tracking == 3 || tracking != 1 && Field.cut(word, 56, 54) != 0) {
            oddities.add("bits 56:52 are no state of access tracking");
        }
        if (tracking != 1 && (word & Spte.READABLE) == 0) {
            oddities.add("it is present and not readable");
        }
        String kind = kind(word);
        if (!kind.startsWith("a table") && !isWritableAsKvmHasIt(word)) {
            oddities.add("host-writable, MMU-writable and W do not go together so");
        }
        if ("no memory type".equals(EntryText.memoryType(word))) {
            oddities.add("there is no memory type " + Field.cut(word, 5, 3));
        }
        String sentence = "present: " + kind + " at address " + LowHalf.hex(Spte.pfn(word) << 12) + ", "
                + EntryText.rights(word) + (isTable(word) ? "" : ", " + writable(word));
        return new Decoded(Reading.SPTE, word, name(word), sentence, fields(word), oddities, Likelihood.PRESENT_SPTE);
    }

    private static String name(long word) {
        return isTable(word) ? "present table" : (word & Spte.PAGE_SIZE) != 0 ? "present huge leaf" : "present leaf";
    }

    /**
     * The word does not say its level. A link to a table grants everything and has neither a memory type nor a bit for
     * who may write; a page that is writable has the latter.
     */
    private static boolean isTable(long word) {
        long ofLeaves = Spte.PAGE_SIZE | Spte.MEMORY_TYPE_WB | Spte.IGNORE_PAT | Spte.HOST_WRITABLE | Spte.MMU_WRITABLE;
        return (word & (Spte.RWX | ofLeaves)) == Spte.RWX;
    }

    private static String kind(long word) {
        if (isTable(word)) {
            return "a table";
        }
        return (word & Spte.PAGE_SIZE) != 0 ? "a page of 2M or 1G" : "a 4K page";
    }

    /**
     * True if W and the bits for who may write go together as in all entries that KVM makes: four of eight do.
     *
     * <p>Source: check_spte_writable_invariants().
     */
    private static boolean isWritableAsKvmHasIt(long word) {
        boolean isHost = (word & Spte.HOST_WRITABLE) != 0;
        boolean isMmu = (word & Spte.MMU_WRITABLE) != 0;
        return (isHost || !isMmu) && (isMmu || !Spte.isWritable(word));
    }

    private static String writable(long word) {
        if (Spte.isWritable(word)) {
            return "writable";
        }
        return (word & Spte.MMU_WRITABLE) != 0
                ? "write-protected, which a fast page fault may undo"
                : (word & Spte.HOST_WRITABLE) != 0 ? "write-protected by KVM" : "read-only in the host";
    }

    private static List<Field> fields(long word) {
        List<Field> fields = new ArrayList<>();
        fields.add(
                Field.bit(word, 63, "suppress #VE", "an EPT violation goes to KVM", "an EPT violation may become #VE"));
        if (Field.cut(word, 62, 59) != 0) {
            fields.add(Field.bits(word, 62, 59, "unused", "KVM sets none of them"));
        }
        fields.add(Field.bit(word, 58, "MMU-writable", "KVM lets the guest write", ""));
        fields.add(Field.bit(word, 57, "host-writable", "the host's mapping is writable", ""));
        fields.add(Field.bits(
                word, 56, 54, "saved rights", Field.cut(word, 56, 54) == 0 ? "" : "while accesses are tracked"));
        fields.add(Field.bits(word, 53, 52, "A/D tracking", tracking(word)));
        fields.add(EntryText.address(word, "pfn"));
        fields.add(Field.bit(word, 11, "MMU-present", "present", "not present"));
        if ((word >>> 10 & 1) != 0) {
            fields.add(Field.bit(word, 10, "unused", "KVM does not set it", ""));
        }
        fields.add(Field.bit(word, 9, "dirty", "", ""));
        fields.add(Field.bit(word, 8, "accessed", "", ""));
        fields.add(Field.bit(word, 7, "page size", "a leaf, if the level is above 4K", "a leaf only at level 4K"));
        fields.add(Field.bit(word, 6, "ignore PAT", "the guest's memory type does not count", ""));
        fields.add(Field.bits(word, 5, 3, "memory type", EntryText.memoryType(word)));
        fields.add(Field.bits(word, 2, 0, "rights", EntryText.rights(word)));
        return fields;
    }

    private static String tracking(long word) {
        return switch ((int) Field.cut(word, 53, 52)) {
            case 0 -> "the processor sets A and D";
            case 1 -> "KVM tracks accesses itself";
            case 2 -> "by write protection only";
            default -> "not a value of this field";
        };
    }
}
