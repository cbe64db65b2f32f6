package dev.seamstress.scenario.problem;

import dev.seamstress.scenario.ast.At;
import java.util.List;
import java.util.stream.Stream;

/**
 * The problems of one file, and their text for people.
 *
 * <p>Shape: sorted by place. {@code file} is the name to print; {@code source} may be null when nothing could be read.
 */
public record Problems(String file, Source source, List<Problem> list) {
    /** At most so many problems are printed. */
    public static final int SHOWN_MAX = 20;

    /** A source line longer than this is shown in part, around the caret. */
    private static final int LINE_MAX = 200;

    private static final int CONTEXT = 60;

    public Problems {
        list = List.copyOf(list);
    }

    public boolean isEmpty() {
        return list.isEmpty();
    }

    /**
     * Whether all that is wrong is that this version cannot run some word of the language, and there is such a word.
     */
    public boolean isOnlyNotModelled() {
        return !list.isEmpty() && list.stream().allMatch(p -> p.kind() == Problem.Kind.NOT_MODELLED);
    }

    /** The words that this version cannot run, in the order of the file. */
    public List<String> notModelled() {
        return list.stream()
                .filter(problem -> problem.kind() == Problem.Kind.NOT_MODELLED)
                .map(Problem::word)
                .toList();
    }

    /** The same file with one more problem, a word that cannot be run. */
    public Problems withNotModelled(At at, String word) {
        return new Problems(
                file,
                source,
                Stream.concat(list.stream(), Stream.of(Problem.notModelled(at, word)))
                        .toList());
    }

    /** The problems, up to {@link #SHOWN_MAX}, and the line that counts them; ends with a line feed. */
    public String render() {
        StringBuilder out = new StringBuilder();
        for (Problem problem : list.subList(0, Math.min(list.size(), SHOWN_MAX))) {
            render(out, problem);
        }
        if (list.size() > SHOWN_MAX) {
            out.append("… and ").append(list.size() - SHOWN_MAX).append(" more\n");
        }
        return out.append(list.size() == 1 ? "1 error" : list.size() + " errors")
                .append('\n')
                .toString();
    }

    private void render(StringBuilder out, Problem problem) {
        At at = problem.at();
        out.append(file);
        if (!at.isNone()) {
            out.append(':').append(at.line()).append(':').append(at.column());
        }
        out.append(": error: ").append(problem.message()).append('\n');
        if (!at.isNone() && source != null && at.line() <= source.lineCount()) {
            renderLine(out, at);
        }
        if (problem.note() != null) {
            out.append("note: ").append(problem.note()).append('\n');
        }
        if (problem.hint() != null) {
            out.append("hint: ").append(problem.hint()).append('\n');
        }
    }

    private void renderLine(StringBuilder out, At at) {
        int[] line =
                source.line(at.line()).codePoints().map(Problems::printable).toArray();
        int start = at.column() - 1;
        int carets = Math.max(1, Math.min(at.length(), line.length - start));
        int from = 0;
        int to = line.length;
        String before = "";
        String behind = "";
        if (line.length > LINE_MAX) {
            from = Math.max(0, start - CONTEXT);
            to = Math.min(line.length, from + LINE_MAX);
            before = from > 0 ? "…" : "";
            behind = to < line.length ? "…" : "";
            carets = Math.max(1, Math.min(carets, to - start));
        }
        out.append(before)
                .append(new String(line, from, Math.max(0, to - from)))
                .append(behind)
                .append('\n');
        out.append(" ".repeat(before.length() + start - from))
                .append("^".repeat(carets))
                .append('\n');
    }

    /** Tabs as one space; a character that would move a terminal's cursor as a question mark. */
    private static int printable(int codePoint) {
        if (codePoint == '\t') {
            return ' ';
        }
        boolean isFormat = Character.getType(codePoint) == Character.FORMAT;
        return Character.isISOControl(codePoint) || isFormat || Character.getType(codePoint) == Character.SURROGATE
                ? '?'
                : codePoint;
    }
}
