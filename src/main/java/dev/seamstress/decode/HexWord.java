package dev.seamstress.decode;

import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Reads one word as people write it: hexadecimal with or without {@code 0x}, underscores between digits, a C suffix; or
 * the name of a status, with an operand behind {@code |}.
 */
final class HexWord {
    private static final int DIGITS_MAX = 16;
    /** No name is as long as that. */
    static final int NAME_MAX = 64;

    private static final String FORMS = "a word is hexadecimal, such as 0x8000020000000092, perhaps with a name as in"
            + " rcx=0x7, or the name of a status, such as OPERAND_BUSY|SEPT_TREE";

    private HexWord() {}

    /** True if {@code text} is meant as a number. */
    static boolean looksLikeOne(String text) {
        return text.regionMatches(true, 0, "0x", 0, 2) || text.matches("[0-9a-fA-F_]+[uUlL]{0,3}");
    }

    /**
     * The word, or null.
     *
     * <p>Errors: what is wrong with it goes to {@code problems}. {@code at} is where it stands.
     */
    static Long parse(String text, At at, Consumer<Problem> problems) {
        if (looksLikeOne(text)) {
            return hex(text, at, problems);
        }
        int bar = text.indexOf('|');
        StatusCode code = StatusCode.named(bar < 0 ? text : text.substring(0, bar));
        if (code == null) {
            problems.accept(noSuchStatus(bar < 0 ? text : text.substring(0, bar), at));
            return null;
        }
        if (bar < 0) {
            return code == StatusCode.UNINITIALIZE_ERROR ? Long.valueOf(-1L) : Long.valueOf(code.word());
        }
        return lowHalf(code, text.substring(bar + 1), at, bar, problems);
    }

    private static Long hex(String text, At at, Consumer<Problem> problems) {
        boolean hasPrefix = text.regionMatches(true, 0, "0x", 0, 2);
        String digits = text.substring(hasPrefix ? 2 : 0).replaceFirst("[uUlL]{1,3}$", "");
        int start = hasPrefix ? 2 : 0;
        boolean isLoose = digits.startsWith("_") || digits.endsWith("_");
        if (isLoose && !digits.replace("_", "").isEmpty()) {
            int where = digits.startsWith("_") ? 0 : digits.length() - 1;
            problems.accept(Problem.error(
                    At.of(at.line(), at.column() + start + where, 1),
                    "`_` stands between no two digits",
                    "leave it out; underscores may stand between digits only"));
            return null;
        }
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit != '_' && (digit > 'f' || Character.digit(digit, 16) < 0)) {
                problems.accept(Problem.error(
                        At.of(at.line(), at.column() + start + i, 1),
                        "`" + digit + "` is no hexadecimal digit",
                        "digits are 0 to 9 and a to f; underscores may stand between them"));
                return null;
            }
        }
        String bare = digits.replace("_", "");
        if (bare.isEmpty()) {
            problems.accept(Problem.error(at, "`" + text + "` has no digits", FORMS));
            return null;
        }
        String significant = bare.replaceFirst("^0+(?=.)", "");
        if (significant.length() > DIGITS_MAX) {
            problems.accept(Problem.error(
                    at,
                    "a word has 64 bits, and this has " + significant.length() + " hexadecimal digits",
                    "write a blank between two words"));
            return null;
        }
        return Long.parseUnsignedLong(significant, 16);
    }

    private static Long lowHalf(StatusCode code, String text, At at, int bar, Consumer<Problem> problems) {
        Operand operand = Operand.named(text);
        if (operand != null && code.lowHalf() == LowHalf.OPERAND) {
            return code.word() | operand.number();
        }
        ExitReason reason = code.lowHalf() == LowHalf.EXIT_REASON ? ExitReason.named(text) : null;
        if (reason != null) {
            return code.word() | reason.number();
        }
        At there = At.of(at.line(), at.column() + bar + 1, text.length());
        if (operand != null) {
            problems.accept(Problem.error(
                    there,
                    "`" + text + "` is an operand, and " + code.text() + " names none: its low half is "
                            + code.lowHalf().text(),
                    "write that, or a number, or the status alone"));
            return null;
        }
        boolean isDecimal = code.lowHalf() == LowHalf.LEVEL || code.lowHalf() == LowHalf.EXIT_REASON;
        if (isDecimal && text.matches("[0-9]{1,9}")) {
            return code.word() | Long.parseLong(text);
        }
        if (looksLikeOne(text)) {
            Long low = hex(text, there, problems);
            if (low == null || low >>> 32 == 0) {
                return low == null ? null : Long.valueOf(code.word() | low);
            }
            problems.accept(Problem.error(there, "the low half of a status word has 32 bits", null));
            return null;
        }
        List<String> names = Arrays.stream(Operand.values()).map(Enum::name).toList();
        String near = text.length() > NAME_MAX ? null : Near.best(text.toUpperCase(Locale.ROOT), names);
        problems.accept(Problem.error(
                there,
                "no operand is called `" + text + "`",
                near == null ? "a number may stand there too" : "did you mean `" + near + "`?"));
        return null;
    }

    private static Problem noSuchStatus(String text, At at) {
        List<String> names = Arrays.stream(StatusCode.values())
                .map(code -> code.text().replaceFirst("^TDX_", ""))
                .toList();
        String upper = text.toUpperCase(Locale.ROOT);
        String near = text.length() > NAME_MAX ? null : Near.best(upper.replaceFirst("^TDX_", ""), names);
        if (upper.startsWith("TDX_") || near != null) {
            return Problem.error(
                    At.of(at.line(), at.column(), text.length()),
                    "no status is called `" + text + "`",
                    near == null ? FORMS : "did you mean `" + near + "`?");
        }
        return Problem.error(at, "`" + text + "` is no word", FORMS);
    }
}
