package dev.seamstress.decode;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Says what a word can be. Each reading judges the word by its form; where more than one is possible the likelier comes
 * first: what people meet in logs and traces before what only the module sees.
 */
public final class Decoder {
    private static final Reading[] READINGS = Reading.values();

    /** Hardly anybody meets entries of L2 VMs, and many words have their form. */
    private static final String UNLIKELY = "other readings are likelier by far";

    private Decoder() {}

    /** {@code word} taken for {@code reading}, possible or not. */
    public static Decoded read(long word, Reading reading) {
        return switch (reading) {
            case STATUS -> StatusReader.read(word, null, false);
            case SPTE -> SpteReader.read(word);
            case SEPT -> SeptReader.read(word);
            case L2_SEPT -> L2SeptReader.read(word);
            case RCX -> RcxReader.read(word);
            case RDX -> RdxReader.read(word);
            case PAGE_INFO -> PageInfoReader.read(word);
        };
    }

    /** A status word that {@code leaf} returned, which may be null, and which stood in the kernel's log or did not. */
    static Decoded status(long word, LeafName leaf, boolean isPrinted) {
        return StatusReader.read(word, leaf, isPrinted);
    }

    /** All readings of {@code word}: first the possible ones, the likeliest before the others, then the rest. */
    public static List<Decoded> readings(long word) {
        List<Decoded> all =
                Arrays.stream(READINGS).map(reading -> read(word, reading)).toList();
        boolean hasLikelier = all.stream().anyMatch(one -> one.isPossible() && one.reading() != Reading.L2_SEPT);
        return all.stream()
                .map(one -> hasLikelier && one.reading() == Reading.L2_SEPT ? one.withOddity(UNLIKELY) : one)
                .sorted(Comparator.comparing((Decoded one) -> !one.isPossible())
                        .thenComparing(
                                one -> one.isPossible() ? one.likelihood().ordinal() : 0))
                .toList();
    }
}
