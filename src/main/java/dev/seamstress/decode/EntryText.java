package dev.seamstress.decode;

/** What the fields that all page table entries share mean, for people. */
final class EntryText {
    private EntryText() {}

    /** Bits 2:0 as {@code RWX}, a dash for what is not granted. */
    static String rights(long word) {
        return ((word & 1) == 0 ? "-" : "R") + ((word & 2) == 0 ? "-" : "W") + ((word & 4) == 0 ? "-" : "X");
    }

    /** Bits 5:3. */
    static String memoryType(long word) {
        return switch ((int) (word >>> 3 & 7)) {
            case 0 -> "uncacheable, or not a leaf";
            case 1 -> "write combining";
            case 4 -> "write through";
            case 5 -> "write protected";
            case 6 -> "write-back";
            default -> "no memory type";
        };
    }

    /** The address in bits 51:12, and its frame. */
    static Field address(long word, String name) {
        long pfn = Field.cut(word, 51, 12);
        return new Field("51:12", name, LowHalf.hex(pfn), "address " + LowHalf.hex(pfn << 12));
    }
}
