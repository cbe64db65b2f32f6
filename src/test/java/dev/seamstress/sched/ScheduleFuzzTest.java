package dev.seamstress.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: no text brings the reader down; each problem has a place in the file; what is accepted keeps its value. Method:
 * right files, cut, and with characters and lines replaced, doubled and dropped by a seeded generator.
 */
class ScheduleFuzzTest {
    private static final String NOISE = "0123456789abcdef>*.:/ \n\r\tx#+-_\u0000\u001b\u202eé\ud83d\ud83d\ude00";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDamagedFileIsReadOrRefused(long seed) {
        SplitMix64 random = new SplitMix64(seed);
        int accepted = 0;
        for (int round = 0; round < 3_000; round++) {
            String whole = round % 3 == 0
                    ? ScheduleFileTest.SMALL
                    : ScheduleFileTest.ofSeed(round, 40).render();
            String text = damaged(whole, random);
            accepted += check(text) ? 1 : 0;
        }
        // A generator that breaks nothing, or all, tests nothing.
        assertThat(accepted).isBetween(100, 2_500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void everyBeginningOfAFileIsReadOrRefused(String end) {
        String whole = ScheduleFileTest.SMALL.replace("\n", end);
        for (int i = 0; i < whole.length(); i++) {
            boolean isGood = check(whole.substring(0, i));
            assertThat(isGood)
                    .as("the first %d characters", i)
                    .isEqualTo(i >= whole.stripTrailing().length());
        }
    }

    private static boolean check(String text) {
        ScheduleFile.Parsed parsed = ScheduleFile.parse(text);
        assertThat(parsed.file().isPresent())
                .as(text)
                .isEqualTo(parsed.problems().isEmpty());
        String[] lines = text.split("\r?\n", -1);
        for (ScheduleProblem problem : parsed.problems()) {
            assertThat(problem.line()).as("%s in %s", problem, text).isBetween(0, lines.length);
            int length = problem.line() == 0 ? 0 : lines[problem.line() - 1].length();
            assertThat(problem.column()).as("%s in %s", problem, text).isBetween(0, length + 1);
            assertThat(problem.message()).doesNotContain("\n", "\u001b", "\u202e");
        }
        parsed.file()
                .ifPresent(file -> assertThat(ScheduleFile.parse(file.render()).file())
                        .as(text)
                        .contains(file));
        return parsed.file().isPresent();
    }

    private static String damaged(String text, SplitMix64 random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.below(4); i > 0 && !damaged.isEmpty(); i--) {
            int at = random.below(damaged.length());
            int end = Math.min(damaged.length(), at + 1 + random.below(30));
            char noise = NOISE.charAt(random.below(NOISE.length()));
            switch (random.below(6)) {
                case 0 -> damaged.setCharAt(at, noise);
                case 1 -> damaged.insert(at, noise);
                case 2 -> damaged.delete(at, end);
                case 3 -> damaged.insert(at, damaged.substring(at, end));
                case 4 -> damaged.insert(random.below(damaged.length()), damaged.substring(at, end));
                default -> damaged.setLength(random.below(8) == 0 ? at : damaged.length());
            }
        }
        return damaged.toString();
    }
}
