package dev.seamstress.scenario.text;

import com.fasterxml.jackson.core.JsonLocation;
import dev.seamstress.scenario.ast.At;

/** Turns the places of a JSON parser, which count UTF-16 units, into places that count characters. */
final class JsonPlaces {
    private final String text;

    /** For each offset the characters before it; null if no character takes two units, as in almost any file. */
    private final int[] characters;

    JsonPlaces(String text) {
        this.text = text;
        boolean isWide = text.chars().anyMatch(c -> Character.isSurrogate((char) c));
        this.characters = isWide ? count(text) : null;
    }

    private static int[] count(String text) {
        int[] counts = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            boolean isSecondHalf = Character.isLowSurrogate(text.charAt(i));
            counts[i + 1] = counts[i] + (isSecondHalf ? 0 : 1);
        }
        return counts;
    }

    /** The place of {@code length} units at {@code location}; the first of the file if there is none. */
    At at(JsonLocation location, int length) {
        if (location == null || location.getLineNr() < 1 || location.getColumnNr() < 1) {
            return At.of(1, 1, 1);
        }
        int column = location.getColumnNr();
        if (characters == null) {
            return At.of(location.getLineNr(), column, length);
        }
        int offset = (int) Math.max(0, Math.min(location.getCharOffset(), text.length()));
        int start = Math.max(0, offset - (column - 1));
        int end = Math.min(text.length(), offset + length);
        return At.of(
                location.getLineNr(), characters[offset] - characters[start] + 1, characters[end] - characters[offset]);
    }
}
