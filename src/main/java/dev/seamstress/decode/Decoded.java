package dev.seamstress.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * One reading of a word.
 *
 * <p>Shape: {@code name} is short, {@code sentence} is one sentence, {@code fields} go from the highest bit to the
 * lowest. {@code oddities} say why the word is no such thing, or none that occurs; without any the reading is possible.
 * {@code likelihood} orders possible readings.
 */
public record Decoded(
        Reading reading,
        long word,
        String name,
        String sentence,
        List<Field> fields,
        List<String> oddities,
        Likelihood likelihood) {
    public Decoded {
        fields = List.copyOf(fields);
        oddities = List.copyOf(oddities);
    }

    /** The same with one more reason against it, behind the others. */
    Decoded withOddity(String oddity) {
        List<String> more = new ArrayList<>(oddities);
        more.add(oddity);
        return new Decoded(reading, word, name, sentence, fields, more, likelihood);
    }

    /** True if the word can be that. */
    public boolean isPossible() {
        return oddities.isEmpty();
    }
}
