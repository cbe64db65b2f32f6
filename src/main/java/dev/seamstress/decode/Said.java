package dev.seamstress.decode;

import dev.seamstress.scenario.ast.At;
import java.util.ArrayList;
import java.util.List;

/**
 * What one place of a text says: a word, or a call with its status and what it returned beside it; or that a function
 * of KVM complains.
 *
 * <p>Shape: {@code call} is the call as the text has it, or the function, without words then; or empty; {@code leaf} is
 * null if that is none we know. {@code isPrinted}: the text is a line of the kernel's log. {@code times} is how often
 * it was said in a row.
 */
record Said(At at, String text, String call, LeafName leaf, boolean isPrinted, List<Named> words, int times) {
    /** No call returns more. */
    private static final int REGISTERS_MAX = 16;

    /** A word, and what the text calls it: null if nothing. */
    record Named(WordName name, long value) {}

    Said {
        words = List.copyOf(words);
    }

    /** A function complains. */
    static Said warning(At at, String text, String function) {
        return new Said(at, text, function, null, true, List.of(), 1);
    }

    /** The same with more words behind. */
    Said with(List<Named> more) {
        List<Named> all = new ArrayList<>(words);
        all.addAll(more);
        return new Said(at, text, call, leaf, isPrinted, all, times);
    }

    /** The same, said once more. */
    Said again() {
        return new Said(at, text, call, leaf, isPrinted, words, times + 1);
    }

    /** True if {@code other} says the same in another place. */
    boolean isRepeatedBy(Said other) {
        return isPrinted && other.isPrinted && call.equals(other.call) && words.equals(other.words);
    }

    /** True if registers may follow: the last thing said was a status. */
    boolean takesRegisters() {
        return !words.isEmpty()
                && words.size() <= REGISTERS_MAX
                && words.stream()
                        .skip(1)
                        .allMatch(word -> word.name() != null && word.name().isRegister())
                && (words.get(0).name() == null || words.get(0).name() == WordName.STATUS);
    }
}
