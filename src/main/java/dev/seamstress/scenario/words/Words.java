package dev.seamstress.scenario.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Enum constants and the lower-case words of the language that stand for them. */
public final class Words {
    private Words() {}

    /** The word for {@code constant}: its name in lower case. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The words of a family, in the order of its constants. */
    public static <E extends Enum<E>> List<String> all(Class<E> family) {
        List<String> words = new ArrayList<>();
        for (E constant : family.getEnumConstants()) {
            words.add(of(constant));
        }
        return List.copyOf(words);
    }

    /** The constant that {@code word} stands for, or null. Case matters. */
    public static <E extends Enum<E>> E find(Class<E> family, String word) {
        for (E constant : family.getEnumConstants()) {
            if (of(constant).equals(word)) {
                return constant;
            }
        }
        return null;
    }
}
