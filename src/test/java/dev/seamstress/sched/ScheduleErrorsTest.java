package dev.seamstress.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: a schedule that is wrong is refused with a place and what was expected. Method: one change each to a right one.
 */
class ScheduleErrorsTest {
    private static String problems(String text) {
        ScheduleFile.Parsed parsed = ScheduleFile.parse(text);
        assertThat(parsed.file().isPresent()).isEqualTo(parsed.problems().isEmpty());
        return parsed.problems().stream()
                .map(problem -> problem.line() + ":" + problem.column() + " " + problem.message()
                        + (problem.hint() == null ? "" : " (" + problem.hint() + ")"))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest(name = "{0} for {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "schedule 1 | schedule 2 | 5:23 this is a schedule of version 2, and this program reads version 1"
                        + " (replay it with the program that wrote it)",
                "schedule 1 | schedule | 5:23 expected the version of the schedule, a number",
                "schedule 1 | schedule one | 5:23 expected the version of the schedule, a number",
                "// rule: | // rulez: | 9:4 version 1 has no key `rulez`"
                        + " (there are model, module, without, scenario, rule, steps, digest, loop, choices, checks)",
                "// rule: | // model: | 9:4 `model` is here twice (the first is on line 6)",
                "// rule: never#1~ | \"\" | 14:1 expected a line `// rule:` before this one",
                "// rule: never#1 | // rule: | 9:4 expected a rule, as `V12` or `never#1`, or `none`",
                "never#1 | a b | 9:4 expected a rule, as `V12` or `never#1`, or `none`, not `a b`",
                "dcbb425d86ac | dcbb425d86 | 8:4 expected a hash of 12 hex digits, not `dcbb425d86`",
                "dcbb425d86ac | DCBB425D86AC | 8:4 expected a hash of 12 hex digits, not `DCBB425D86AC`",
                "kvm-6.19 + | kvm-6.19, | 6:4 expected a model, as `kvm-6.19 + NAME`,"
                        + " not `kvm-6.19, b33-track-no-kick`",
                "steps: 5 | steps: 4 | 13:4 expected 4 choices, there are 5",
                "steps: 5 | steps: -5 | 10:4 expected a number of steps from 0 to 2000000, not `-5`",
                "steps: 5 | steps: 2000001 | 10:4 expected a number of steps from 0 to 2000000, not `2000001`",
                "steps: 5 | steps: 99999999999 | 10:4 expected a number of steps from 0 to 2000000, not `99999999999`",
                "0123456789abcdef | 12 | 11:4 expected a digest of 16 hex digits, not `12`",
                "loop: 4 | loop: 5 | 12:4 expected a step of the schedule from 0 to 4, not `5`",
                "loop: 4 | loop: | 12:4 expected a step of the schedule from 0 to 4",
                "1>1 | 1-1 | 13:19 expected a choice, as `0>3` or `0>3*17`, not `1-1`",
                "1>1 | 1> | 13:19 expected a choice, as `0>3` or `0>3*17`, not `1>`",
                "1>1 | 1>1*0 | 13:19 expected a choice, as `0>3` or `0>3*17`, not `1>1*0`",
                "1>1 | 1>65536 | 13:19 expected a choice, as `0>3` or `0>3*17`, not `1>65536`",
                "1>1 | 1>1*2000000 | 13:19 expected at most 2,000,000 choices, and here they are more",
                "1>1 | 1>1*9999999999999 | 13:19 expected a choice, as `0>3` or `0>3*17`, not `1>1*9999999999999`",
                "004.1.0004 | 004.1 | 14:45 expected a check, as `3f1.2.77a0`, not `004.1`",
                "004.1.0004 | 04.1.0004 | 14:45 expected a check, as `3f1.2.77a0`, not `04.1.0004`",
                "004.1.0004 | 004.1.000g | 14:45 expected a check, as `3f1.2.77a0`, not `004.1.000g`",
                "005.10.ffff | \"\" | 14:4 expected 5 checks, there are 4",
                "// end of schedule | \"\" | 16:1 expected `// end of schedule`; the file ends before"
                        + " (it has been cut off)",
                "// end of schedule | end of schedule"
                        + " | 15:1 expected a line that begins with `//`, or `// end of schedule`",
                "// model: | // | 6:3 expected `model:` or another key",
                "end of schedule | end of schedule~~finally (A = ok)"
                        + " | 17:1 expected nothing behind the schedule"
                        + " (what belongs to the scenario stands before the schedule)",
            })
    void isToldSo(String old, String changed, String expected) {
        String text = ScheduleFileTest.SMALL.replace(old.replace('~', '\n'), changed.replace('~', '\n'));
        assertThat(problems(text).lines().findFirst().orElse("")).isEqualTo(expected);
    }

    @Test
    void eachWrongWordIsToldUpToTwenty() {
        assertThat(problems(ScheduleFileTest.SMALL.replace("1>1", "x y")))
                .isEqualTo("13:19 expected a choice, as `0>3` or `0>3*17`, not `x`\n"
                        + "13:21 expected a choice, as `0>3` or `0>3*17`, not `y`");
        assertThat(problems(ScheduleFileTest.SMALL.replace("1>1", "x ".repeat(1000)))
                        .lines())
                .hasSize(20);
    }

    @Test
    void aLineOfTheBlockThatIsNotQuotedIsFound() {
        String mail =
                ScheduleFileTest.SMALL.lines().map(line -> "> " + line + "\n").collect(Collectors.joining());
        assertThat(problems(mail.replace("> // rule", "// rule")))
                .isEqualTo("9:1 expected `> ` at the start of this line"
                        + " (the lines of a schedule are all quoted in the same way)");
    }

    @Test
    void aFileWithoutAScheduleSaysHowOneBegins() {
        assertThat(problems("TDX two\n"))
                .isEqualTo("0:0 there is no schedule here"
                        + " (a schedule begins with the line `// seamstress schedule 1`)");
    }

    @Test
    void aStrangersWordIsPrintedHarmlessly() {
        String text = ScheduleFileTest.SMALL.replace("1>1", "\u001b[2J\u202e" + "x".repeat(1000));
        assertThat(problems(text)).contains("not `?[2J?" + "x".repeat(35) + "…`");
    }

    @Test
    void aFileThatIsTooLargeIsRefusedUnread() {
        assertThat(problems("\n".repeat(ScheduleFile.FILE_BYTES_MAX + 1))).startsWith("0:0 the file is larger than 64");
    }
}
