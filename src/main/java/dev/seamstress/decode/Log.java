package dev.seamstress.decode;

import dev.seamstress.decode.Said.Named;
import dev.seamstress.scenario.ast.At;
import dev.seamstress.scenario.problem.Problem;
import dev.seamstress.scenario.problem.Problems;
import dev.seamstress.scenario.problem.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with words to decode: words, or lines of the kernel's log, or both.
 *
 * <p>Shape: of a text of one line all must be understood. Of a longer one, lines that say nothing of a call and do not
 * begin with a word are passed over, and {@code passedOver} counts them; a log is mostly such. What is said in a row
 * counts once.
 *
 * <p>Errors: in {@code problems}, all of them at once.
 */
public record Log(List<Explained> explained, Problems problems, int passedOver) {
    /** A text may have so many characters. */
    public static final int LENGTH_MAX = 1 << 20;

    /** After so many problems the rest of a text is not read. */
    static final int PROBLEMS_MAX = 100;

    private static final String NOTHING = "nothing here can be decoded";
    private static final String NOTHING_HINT =
            "give words, such as 0x8000020000000092, or lines of the kernel's log that tell of a SEAMCALL that failed";

    public Log {
        explained = List.copyOf(explained);
    }

    /**
     * Reads {@code text}, of which errors speak as {@code name}.
     *
     * @param as how words without a name are to be taken; null to find that out
     */
    public static Log of(String name, String text, Reading as) {
        if (text.length() > LENGTH_MAX) {
            Problem tooLong = Problem.error(
                    At.NONE,
                    "the text has more than " + LENGTH_MAX + " characters",
                    "keep the lines that matter, for example with grep SEAMCALL");
            return new Log(List.of(), new Problems(name, null, List.of(tooLong)), 0);
        }
        Source source = new Source(text);
        Lines lines = new Lines(source);
        lines.read();
        if (lines.said.isEmpty() && lines.problems.isEmpty()) {
            lines.problems.add(Problem.error(At.of(1, 1, 1), NOTHING, NOTHING_HINT));
        }
        List<Explained> explained =
                lines.said.stream().map(said -> Explained.of(said, as)).toList();
        return new Log(explained, new Problems(name, source, lines.problems), lines.passedOver);
    }

    /** The lines of a text, one after the other. */
    private static final class Lines {
        private final Source source;
        private final boolean isOneLine;
        private final List<Said> said = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private int passedOver;
        private int lineOfCall;

        Lines(Source source) {
            this.source = source;
            this.isOneLine = source.text()
                            .lines()
                            .filter(line -> !line.isBlank())
                            .limit(2)
                            .count()
                    < 2;
        }

        void read() {
            for (int number = 1; number <= source.lineCount() && problems.size() < PROBLEMS_MAX; number++) {
                String line = source.line(number);
                if (!line.isBlank()) {
                    read(line, number);
                }
            }
        }

        private void read(String line, int number) {
            int before = problems.size();
            Said found = LogLine.parse(line, number, isOneLine, problems::add);
            if (found != null) {
                add(found, number);
            } else if (problems.size() == before && !continues(line, number)) {
                words(line, number);
            }
        }

        /** Registers on lines of their own belong to the call above. */
        private boolean continues(String line, int number) {
            Said last = said.isEmpty() ? null : said.get(said.size() - 1);
            if (last == null || !last.isPrinted() || !last.takesRegisters() || number != lineOfCall + 1) {
                return false;
            }
            List<Named> registers = LogLine.registers(line, number, 0, problems::add);
            if (registers.isEmpty()) {
                return false;
            }
            said.remove(said.size() - 1);
            add(last.with(registers), number);
            return true;
        }

        private void words(String line, int number) {
            if (isOneLine || WordLine.isMeantSo(line)) {
                said.addAll(WordLine.parse(line, number, problems::add));
            } else {
                passedOver++;
            }
        }

        private void add(Said found, int number) {
            lineOfCall = number;
            Said last = said.isEmpty() ? null : said.get(said.size() - 1);
            if (last != null && last.isRepeatedBy(found)) {
                said.set(said.size() - 1, last.again());
            } else {
                said.add(found);
            }
        }
    }
}
