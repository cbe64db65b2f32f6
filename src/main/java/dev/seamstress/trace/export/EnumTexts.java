package dev.seamstress.trace.export;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The texts of enum constants: what their method {@code text()} says if they have one, else their name in lower case.
 */
final class EnumTexts {
    private final Map<String, String[]> textsByClass = new TreeMap<>();

    String text(Enum<?> constant) {
        Class<?> type = constant.getDeclaringClass();
        String[] texts = textsByClass.get(type.getName());
        if (texts == null) {
            Object[] constants = type.getEnumConstants();
            texts = new String[constants.length];
            for (int i = 0; i < constants.length; i++) {
                texts[i] = textOf((Enum<?>) constants[i]);
            }
            textsByClass.put(type.getName(), texts);
        }
        return texts[constant.ordinal()];
    }

    static String textOf(Enum<?> constant) {
        try {
            Method text = constant.getDeclaringClass().getMethod("text");
            text.setAccessible(true);
            return Ascii.escape(String.valueOf(text.invoke(constant)));
        } catch (NoSuchMethodException e) {
            return constant.name().toLowerCase(Locale.ROOT);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "text() of " + constant.getDeclaringClass().getName(), e);
        }
    }
}
