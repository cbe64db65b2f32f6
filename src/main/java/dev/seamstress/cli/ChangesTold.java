package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each mutation and each switch of a kernel is, and each complaint of KVM, in a sentence.
 *
 * <p>Shape: a line each, the name or the constant, a tab, the sentence. The file is made from the comments of the
 * constants, which are the source of the fidelity page too.
 */
final class ChangesTold {
    private static final Map<String, String> SENTENCES = read();

    private ChangesTold() {}

    private static Map<String, String> read() {
        Map<String, String> sentences = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(ChangesTold.class.getResourceAsStream("changes.txt"), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("\t", 2);
                sentences.put(parts[0], parts[1]);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return sentences;
    }

    /** What the mutation or switch {@code name} changes, or of what the complaint is; empty if nobody has said it. */
    static String sentence(String name) {
        return SENTENCES.getOrDefault(name, "");
    }
}
