package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.text.Fmt;
import dev.seamstress.scenario.text.JsonWriter;
import dev.seamstress.scenario.words.Defaults;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: no text brings the reader down, each problem has a place in the file, and what is accepted has all its forms.
 * Method: right scenarios, as text and as JSON, with words and characters dropped, doubled, swapped and replaced by a
 * seeded generator.
 */
class FuzzParserTest {
    private static final int ROUNDS = 600;
    private static final Defaults DEFAULTS = Defaults.of(TestNames.COMPLETE);

    /** Steele, Lea and Flood's SplitMix64. */
    private static final class SplitMix {
        private long state;

        SplitMix(long seed) {
            state = seed;
        }

        int below(int bound) {
            state += 0x9e3779b97f4a7c15L;
            long z = state;
            z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return (int) Long.remainderUnsigned(z ^ (z >>> 31), bound);
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 7, 0x5a0L})
    void mutatedTextIsReadOrRefused(long seed) {
        SplitMix random = new SplitMix(seed);
        List<String> texts = new ArrayList<>();
        for (Path file : Corpus.files()) {
            texts.add(Corpus.text(file));
        }
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutate(texts.get(random.below(texts.size())), texts, random);
            accepted += check(text, "seed " + seed + " round " + round) ? 1 : 0;
        }
        // A generator that only makes rubbish, or none at all, tests nothing.
        assertThat(accepted).isBetween(ROUNDS / 50, ROUNDS * 9 / 10);
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 7})
    void mutatedJsonIsReadOrRefused(long seed) {
        SplitMix random = new SplitMix(seed);
        List<String> texts = new ArrayList<>();
        for (Path file : Corpus.files()) {
            texts.add(JsonWriter.pretty(Corpus.read(Corpus.text(file)).tree()));
        }
        int refused = 0;
        for (int round = 0; round < ROUNDS / 3; round++) {
            String text = mutate(texts.get(random.below(texts.size())), texts, random);
            refused += check(text, "seed " + seed + " round " + round) ? 0 : 1;
        }
        assertThat(refused).isPositive();
    }

    /** Whether the text is right; if so, it keeps its tree through its other forms. */
    private static boolean check(String text, String context) {
        ReadResult result = Corpus.read(text);
        String rendered = result.problems().render();
        String[] lines = text.split("\n", -1);
        for (Problem problem : result.problems().list()) {
            At at = problem.at();
            assertThat(at.line()).as("%s: %s in:%n%s", context, problem, text).isBetween(1, lines.length);
            int length = lines[at.line() - 1].codePointCount(0, lines[at.line() - 1].length());
            assertThat(at.column()).as("%s: %s in:%n%s", context, problem, text).isBetween(1, length + 1);
        }
        assertThat(result.isGood())
                .as(context + rendered)
                .isEqualTo(result.problems().isEmpty());
        if (!result.isGood()) {
            return false;
        }
        String formatted =
                result.parsed() == null ? Fmt.format(result.tree(), DEFAULTS) : Fmt.format(result.parsed(), DEFAULTS);
        ReadResult again = Corpus.read(formatted);
        assertThat(again.tree())
                .as("%s:%n%s%nbecame%n%s", context, text, formatted)
                .isEqualTo(result.tree());
        assertThat(Fmt.format(again.parsed(), DEFAULTS))
                .as("%s:%n%s", context, text)
                .isEqualTo(formatted);
        assertThat(Corpus.read(JsonWriter.pretty(result.tree())).tree()).isEqualTo(result.tree());
        return true;
    }

    private static String mutate(String text, List<String> others, SplitMix random) {
        List<String> words = words(text);
        int changes = 1 + random.below(3);
        for (int i = 0; i < changes && words.size() > 1; i++) {
            int at = random.below(words.size());
            switch (random.below(7)) {
                case 0 -> words.remove(at);
                case 1 -> words.add(at, words.get(random.below(words.size())));
                case 2 -> words.set(at, words.get(random.below(words.size())));
                case 3 -> {
                    List<String> other = words(others.get(random.below(others.size())));
                    words.set(at, other.get(random.below(other.size())));
                }
                case 4 -> words.set(at, noise(words.get(at), random));
                case 5 ->
                    words.add(
                            at,
                            List.of("// c\n", "(* c *)", "(* c\nd *)", "\n", " ")
                                    .get(random.below(5)));
                default -> words = new ArrayList<>(words.subList(0, Math.max(1, at)));
            }
        }
        return String.join("", words);
    }

    private static String noise(String word, SplitMix random) {
        int at = random.below(word.length() + 1);
        String alphabet = "abxP0129_.-+*#~()[]{}|;:,=<>/\\\"\t é\u0001\ud83d\ude00";
        int[] codePoints = alphabet.codePoints().toArray();
        String inserted = new String(codePoints, random.below(codePoints.length), 1);
        return word.substring(0, at) + inserted + word.substring(at);
    }

    /** The text cut before and behind every word, number and mark. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= text.length(); i++) {
            boolean isInside = i < text.length() && isWord(text.charAt(i)) && isWord(text.charAt(i - 1));
            if (!isInside) {
                words.add(text.substring(start, i));
                start = i;
            }
        }
        return words;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {3, 11})
    void randomBytesAreRefused(long seed) {
        SplitMix random = new SplitMix(seed);
        for (int round = 0; round < 100; round++) {
            byte[] bytes = new byte[random.below(4000)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) random.below(round % 2 == 0 ? 256 : 127);
            }
            ReadResult result = ScenarioReader.read("t.tdx", bytes, TestNames.COMPLETE);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(result.problems().list()).as(text).hasSize(1);
        }
    }
}
