package dev.seamstress.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The full text of each invariant: what its checks look at, one after the other.
 *
 * <p>Shape: a line a check, the rule's name, a tab, the text. The file is made from the comments of the checks, which
 * stand beside the code that looks.
 */
final class RulesTold {
    private static final Map<String, List<String>> TEXTS = read();

    private RulesTold() {}

    private static Map<String, List<String>> read() {
        Map<String, List<String>> texts = new TreeMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(RulesTold.class.getResourceAsStream("rules.txt"), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("\t", 2);
                texts.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return texts;
    }

    /** What is looked at for the rule {@code name}, a text a check; empty if nobody has said it. */
    static List<String> texts(String name) {
        return List.copyOf(TEXTS.getOrDefault(name, List.of()));
    }
}
