package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: each mistake a person can make gets one clear message at its place. Method: the cases of {@code errors.snap},
 * one change each to one small scenario, with the whole rendered text beside it.
 */
class ErrorSnapshotParserTest {
    private static final String HEAD = " P0          | VMM          ;";
    private static final String ROW = " A: accept x | D: delslot 1 ;";
    private static final String DEMO = "TDX demo\nmodels = kvm-6.19\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n" + HEAD
            + "\n" + ROW + "\nfinally (D = ok)\n";

    /** One case: what is changed, to what, and what is printed. */
    record Case(String kind, String text, String expected) {
        String scenario() {
            return switch (kind) {
                case "p0" -> DEMO.replace(ROW, " A: " + text + " | D: delslot 1 ;");
                case "vmm" -> DEMO.replace(ROW, " A: accept x | D: " + text + " ;");
                case "claim" -> DEMO.replace("finally (D = ok)", text);
                case "facts" -> DEMO.replace("x = 0x100; }", "x = 0x100; " + text + " }");
                case "options" -> DEMO.replace("models = kvm-6.19", text);
                case "header" -> DEMO.replace(HEAD, text);
                case "file" -> text;
                default -> throw new IllegalArgumentException(kind);
            };
        }

        @Override
        public String toString() {
            return kind + ": " + text.strip();
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream in = ErrorSnapshotParserTest.class.getResourceAsStream("errors.snap")) {
            String[] parts = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n=== ");
            List<Case> cases = new ArrayList<>();
            for (int i = 1; i < parts.length; i++) {
                int end = parts[i].indexOf('\n');
                int colon = parts[i].indexOf(": ");
                String text = parts[i].substring(colon + 2, end);
                cases.add(new Case(
                        parts[i].substring(0, colon),
                        unescape(text),
                        parts[i].substring(end + 1).stripTrailing() + "\n"));
            }
            return cases;
        }
    }

    private static String unescape(String text) {
        return text.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isToldSo(Case each) {
        assertThat(Corpus.problems(each.scenario())).isEqualTo(each.expected());
    }

    @Test
    void hasAllCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(250);
    }
}
