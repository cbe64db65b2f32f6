package dev.seamstress.decode;

import dev.seamstress.decode.Said.Named;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Near;
import dev.seamstress.scenario.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a line that holds words and nothing else. A word may have a name, {@code rcx=0x7} or {@code rcx 0x7}; registers
 * belong to the status before them.
 */
final class WordLine {
    /** What the kernel's log and those who keep it put before a message. */
    private static final Pattern PREFIX =
            Pattern.compile("^\\s*(?:<\\d+>)?(?:\\[ *\\d+\\.\\d+\\])?(?: *[\\w./-]{1,40}: ){0,4}");

    /** So many digits without 0x are a word even in a log. */
    static final int DIGITS_MIN = 9;

    private static final Pattern PIECE = Pattern.compile("[^\\s,;]+");

    private final String line;
    private final Columns columns;
    private final Consumer<Problem> problems;
    private final List<Said> said = new ArrayList<>();
    private int wrong;

    private WordLine(String line, int number, Consumer<Problem> problems) {
        this.line = line;
        this.columns = new Columns(line, number);
        this.problems = problem -> {
            wrong++;
            problems.accept(problem);
        };
    }

    /** What the line says, from left to right. Errors: everything that is no word goes to {@code problems}. */
    static List<Said> parse(String line, int number, Consumer<Problem> problems) {
        WordLine words = new WordLine(line, number, problems);
        words.read();
        return words.said;
    }

    /** True if the line seems meant to be read, so that what is wrong in it is worth a complaint. */
    static boolean isMeantSo(String line) {
        Matcher first = PIECE.matcher(line);
        if (!first.find(start(line))) {
            return false;
        }
        String piece = first.group();
        int equals = piece.indexOf('=');
        return piece.regionMatches(true, 0, "0x", 0, 2)
                || piece.startsWith("TDX_")
                || equals > 0 && WordName.of(piece.substring(0, equals)) != null
                || areAllLong(first);
    }

    /** Without {@code 0x} a line must be nothing but long words; the kernel prints registers of its own so. */
    private static boolean areAllLong(Matcher piece) {
        do {
            if (piece.group().length() < DIGITS_MIN || !HexWord.looksLikeOne(piece.group())) {
                return false;
            }
        } while (piece.find());
        return true;
    }

    private static int start(String line) {
        Matcher prefix = PREFIX.matcher(line);
        return prefix.find() ? prefix.end() : 0;
    }

    private void read() {
        Matcher next = PIECE.matcher(line);
        int from = start(line);
        while (wrong < Log.PROBLEMS_MAX && next.find(from)) {
            from = next.end();
            String piece = next.group();
            int start = next.start();
            int cut = piece.indexOf('=');
            WordName bare = WordName.of(piece.endsWith(":") ? piece.substring(0, piece.length() - 1) : piece);
            if (cut >= 0) {
                named(piece.substring(0, cut), start, piece.substring(cut + 1), start + cut + 1);
            } else if (bare != null && (!next.find(from) || isNamed(next.group()))) {
                hasNothing(start, piece);
            } else if (bare != null) {
                add(bare, next.group(), next.start(), bare.text());
                from = next.end();
            } else {
                add(null, piece, start, piece);
            }
        }
    }

    /** True if a word of another name stands there. */
    private static boolean isNamed(String piece) {
        int cut = piece.indexOf('=');
        return WordName.of(cut < 0 ? piece : piece.substring(0, cut)) != null;
    }

    private void hasNothing(int start, String name) {
        problems.accept(Problem.error(
                columns.at(start, name.length()),
                "`" + name + "` has no word behind it",
                "write it with one, such as rcx=0x7"));
    }

    private void named(String name, int nameStart, String word, int wordStart) {
        WordName known = WordName.of(name);
        if (known == null) {
            problems.accept(Problem.error(
                    columns.at(nameStart, name.length()), "no word is called `" + name + "`", hint(name)));
            return;
        }
        add(known, word, wordStart, name);
    }

    private static String hint(String name) {
        String near = name.length() > HexWord.NAME_MAX ? null : Near.best(name, WordName.allSpellings());
        return near == null ? "names are " + Near.list(WordName.texts(), "and") : "did you mean `" + near + "`?";
    }

    private void add(WordName name, String word, int start, String shownName) {
        if (word.isEmpty()) {
            problems.accept(Problem.error(
                    columns.at(start - shownName.length() - 1, shownName.length()),
                    "`" + shownName + "=` has no word behind it",
                    "write it without a blank, such as " + shownName + "=0x7"));
            return;
        }
        At at = columns.at(start, word.length());
        Long value = HexWord.parse(word, at, problems);
        if (value == null) {
            return;
        }
        Named read = new Named(name, value);
        Said last = said.isEmpty() ? null : said.get(said.size() - 1);
        if (name != null && name.isRegister() && last != null && last.takesRegisters()) {
            said.set(said.size() - 1, last.with(List.of(read)));
        } else {
            String text = name == null ? word : name.text() + "=" + word;
            said.add(new Said(at, text, "", null, false, List.of(read), 1));
        }
    }
}
