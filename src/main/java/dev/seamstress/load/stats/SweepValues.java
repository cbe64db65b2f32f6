package dev.seamstress.load.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values of a sweep, as they are written: {@code 1,2,4,8} or, with dots for those between, {@code 1,2,4,...,576}
 * and {@code 10,20,...,100}. What the dots stand for goes on as the values before them do, by a sum or by a factor,
 * below the last one, which is always there.
 */
public final class SweepValues {
    /** A sweep has no more. */
    public static final int MOST = 100;

    private static final List<String> DOTS = List.of("...", "…");

    private SweepValues() {}

    /** The values, or what is wrong. */
    public record Read(List<String> values, Optional<String> problem) {
        private static Read wrong(String problem) {
            return new Read(List.of(), Optional.of(problem));
        }
    }

    /** Reads them. */
    public static Read read(String text) {
        List<String> values = new ArrayList<>();
        String[] words = text.split(",", -1);
        for (int i = 0; i < words.length; i++) {
            String word = words[i].strip();
            if (word.isEmpty()) {
                return Read.wrong("a value is missing");
            }
            if (!DOTS.contains(word)) {
                values.add(word);
                continue;
            }
            String last = i + 1 < words.length ? words[i + 1].strip() : "";
            Optional<String> problem = between(values, last);
            if (problem.isPresent()) {
                return Read.wrong(problem.orElseThrow());
            }
        }
        if (values.size() > MOST) {
            return Read.wrong("these are more than " + MOST + " values");
        }
        long different = values.stream().distinct().count();
        return different < values.size()
                ? Read.wrong("a value is there twice")
                : new Read(List.copyOf(values), Optional.empty());
    }

    /** Adds what is between the last of the values and {@code end}. Returns what is wrong. */
    private static Optional<String> between(List<String> values, String end) {
        boolean areNumbers = values.stream().allMatch(SweepValues::isNumber) && isNumber(end);
        if (values.size() < 2 || !areNumbers) {
            return Optional.of("dots stand between whole numbers, after two or more: 1,2,4,...,64");
        }
        long[] numbers = values.stream().mapToLong(Long::parseLong).toArray();
        long first = numbers[numbers.length - 2];
        long second = numbers[numbers.length - 1];
        boolean isSum = true;
        boolean isProduct = first > 0 && second % first == 0;
        for (int i = 2; i < numbers.length; i++) {
            isSum &= numbers[i] - numbers[i - 1] == numbers[1] - numbers[0];
            isProduct &= numbers[i] * numbers[0] == numbers[i - 1] * numbers[1];
        }
        if (second <= first || !isSum && !isProduct) {
            return Optional.of("what the dots stand for cannot be told from the values before them");
        }
        long bound = Long.parseLong(end);
        long next = isSum ? second + (second - first) : second * (second / first);
        while (next < bound && values.size() <= MOST) {
            values.add(Long.toString(next));
            next = isSum ? next + (second - first) : next * (second / first);
        }
        return Optional.empty();
    }

    private static boolean isNumber(String word) {
        return word.matches("\\d{1,9}");
    }
}
