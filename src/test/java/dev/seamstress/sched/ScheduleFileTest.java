package dev.seamstress.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what is written is read again, from a file and from a mail. Method: values made by hand and by a seed. */
class ScheduleFileTest {
    static final String SCENARIO = """
            TDX two // a comment
            { slot 1 = 0x100+8 gmem; x = 0x100; }
             P0         | P1         ;
             A: fault x | B: fault x ;
            """;

    static final String SMALL = SCENARIO + """
            // seamstress schedule 1
            // model: kvm-6.19 + b33-track-no-kick
            // module: 1.5.01
            // scenario: dcbb425d86ac
            // rule: never#1
            // steps: 5
            // digest: 0123456789abcdef
            // loop: 4
            // choices: 0>0*3 1>1 0>3
            // checks: 001.0.0001 002.0.0002 003.0.0003 004.1.0004 005.10.ffff
            // end of schedule
            """;

    static ScheduleFile small() {
        Checks.Recorder checks = new Checks.Recorder();
        for (int i = 1; i < 5; i++) {
            checks.add(i, i / 4, i);
        }
        checks.add(5, 10, 0xffff);
        return new ScheduleFile(
                SCENARIO,
                "kvm-6.19 + b33-track-no-kick",
                "1.5.01",
                "dcbb425d86ac",
                "never#1",
                OptionalInt.of(4),
                schedule(0, 0, 0, 0, 0, 0, 1, 1, 0, 3),
                0x0123456789abcdefL,
                checks.toChecks());
    }

    private static Schedule schedule(int... pairs) {
        Schedule.Recorder recorder = new Schedule.Recorder();
        for (int i = 0; i < pairs.length; i += 2) {
            recorder.add(pairs[i], pairs[i + 1]);
        }
        return recorder.toSchedule();
    }

    /** A file with as many choices as asked, between machines of large numbers among others. */
    static ScheduleFile ofSeed(long seed, int steps) {
        SplitMix64 random = new SplitMix64(seed);
        Schedule.Recorder choices = new Schedule.Recorder();
        Checks.Recorder checks = new Checks.Recorder();
        int machines = 1 + random.below(600);
        for (int i = 0; i < steps; i++) {
            boolean isRepeated = i > 0 && random.below(3) == 0;
            Choice before = isRepeated ? choices.toSchedule().at(i - 1) : null;
            choices.add(
                    isRepeated ? before.from() : random.below(machines),
                    isRepeated ? before.to() : random.below(machines));
            checks.add(random.below(1 << Checks.ENABLED_BITS), random.below(machines), random.below(1 << 16));
        }
        boolean isLoop = steps > 0 && random.below(2) == 0;
        OptionalInt loop = isLoop ? OptionalInt.of(random.below(steps)) : OptionalInt.empty();
        Checks known = random.below(4) == 0 ? Checks.none() : checks.toChecks();
        String model = "kvm-6.19" + " + b33-track-no-kick".repeat(random.below(9));
        return new ScheduleFile(
                SCENARIO,
                model,
                "1.5.05",
                "0123456789ab",
                ScheduleFile.NO_RULE,
                loop,
                choices.toSchedule(),
                random.next(),
                known);
    }

    @Test
    void theFormIsWhatItIs() {
        assertThat(small().render()).isEqualTo(SMALL);
        assertThat(ScheduleFile.parse(SMALL).file()).contains(small());
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (long seed = 0; seed < 200; seed++) {
            ScheduleFile file = ofSeed(seed, (int) seed * 3);
            String text = file.render();
            assertThat(ScheduleFile.parse(text).file()).as(text).contains(file);
            assertThat(text.substring(SCENARIO.length()).lines())
                    .allSatisfy(line -> assertThat(line).startsWith("//").hasSizeLessThanOrEqualTo(75));
        }
    }

    @Test
    void aRunWithoutStepsIsASchedule() {
        ScheduleFile file = ofSeed(1, 0);
        assertThat(ScheduleFile.parse(file.render()).file()).contains(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"> ", "> > ", ">> ", "    ", "| ", "\t", ">"})
    void aQuotedMailIsRead(String quote) {
        String mail = quoted(SMALL, quote);
        assertThat(ScheduleFile.hasSchedule(mail)).isTrue();
        assertThat(ScheduleFile.parse(mail).file()).contains(small());
        // Mail programs drop the space behind a quoted empty line, and all spaces at ends.
        String empty = SMALL.replace("TDX two // a comment\n", "\nTDX two // a comment\n\n");
        String dropped = quoted(empty, quote).replaceAll("(?m)[ \t]+$", "");
        assertThat(ScheduleFile.parse(dropped).file())
                .map(ScheduleFile::scenario)
                .contains(empty.substring(0, empty.indexOf("// seamstress")));
    }

    /** As one saves it: with its head, what it says before and after, and a signature. */
    @ParameterizedTest
    @ValueSource(strings = {"", "> ", "| > "})
    void aWholeMailIsRead(String quote) {
        String head = "From: somebody\nSubject: a race\n\nTDX is the acronym.\n\n" + quote + "Look at this:\n\n";
        String mail = head + quoted(SMALL, quote) + "\nWhat do you think?\n-- \nsomebody\n";
        ScheduleFile read = ScheduleFile.parse(mail).file().orElseThrow();
        assertThat(read.scenario()).isEqualTo("\n".repeat(7) + small().scenario());
        assertThat(read.schedule()).isEqualTo(small().schedule());
        assertThat(ScheduleFile.parse("// a comment\n(* two\nlines **)\n" + SMALL)
                        .file()
                        .orElseThrow()
                        .scenario())
                .startsWith("// a comment\n(* two\nlines **)\nTDX ");
    }

    private static String quoted(String text, String quote) {
        return text.lines().map(line -> quote + line + "\n").reduce("", String::concat);
    }

    @Test
    void aBlockThatIsQuotedAloneIsRead() {
        String block = SMALL.substring(SCENARIO.length());
        assertThat(ScheduleFile.parse(SCENARIO + quoted(block, "> ")).file()).contains(small());
    }

    @Test
    void windowsLinesAndMissingLastOnesAreRead() {
        assertThat(ScheduleFile.parse(SMALL.replace("\n", "\r\n")).file()).contains(small());
        assertThat(ScheduleFile.parse(SMALL.stripTrailing()).file()).contains(small());
        assertThat(ScheduleFile.parse(SMALL + "\n\n  \n").file()).contains(small());
    }

    @Test
    void linesMayBeWrappedElsewhereAndKeysReordered() {
        String wrapped = SMALL.replace(" 1>1 0>3", "\n// 1>1\n//\n//   0>3\n// ");
        assertThat(ScheduleFile.parse(wrapped).file()).contains(small());
        String moved = SMALL.replace("// rule: never#1\n", "").replace("// end", "// rule: never#1\n// end");
        assertThat(ScheduleFile.parse(moved).file()).contains(small());
    }

    @Test
    void checksMayBeLeftOut() {
        ScheduleFile shorter = small().withoutChecks();
        assertThat(shorter.render()).doesNotContain("checks");
        assertThat(ScheduleFile.parse(shorter.render()).file()).contains(shorter);
    }

    @Test
    void theScenarioAloneIsWhatStandsBefore() {
        assertThat(ScheduleFile.scenarioOf(SMALL)).isEqualTo(SCENARIO);
        assertThat(ScheduleFile.scenarioOf(SCENARIO)).isEqualTo(SCENARIO);
        assertThat(ScheduleFile.hasSchedule(SCENARIO)).isFalse();
        assertThat(ScheduleFile.hasSchedule("finally (A = ok) // seamstress schedule 1\n"))
                .isFalse();
    }

    @Test
    void theLongestScheduleFits() {
        Schedule.Recorder choices = new Schedule.Recorder();
        Checks.Recorder checks = new Checks.Recorder();
        for (int i = 0; i < ScheduleFile.CHOICES_MAX; i++) {
            choices.add(577 - i % 2, 577);
            checks.add(0xfff, 577, 0xffff);
        }
        ScheduleFile file = new ScheduleFile(
                SCENARIO,
                "kvm-6.19",
                "1.5.01",
                "0123456789ab",
                "none",
                OptionalInt.empty(),
                choices.toSchedule(),
                0,
                checks.toChecks());
        String text = file.render();
        assertThat(text.length()).isLessThan(ScheduleFile.FILE_BYTES_MAX);
        assertThat(ScheduleFile.parse(text).file().orElseThrow().equals(file)).isTrue();
    }

    @Test
    void whatCouldNotBeReadIsNotMade() {
        assertThatThrownBy(() -> new ScheduleFile(
                        SMALL,
                        "kvm-6.19",
                        "1.5.01",
                        "0123456789ab",
                        "none",
                        OptionalInt.empty(),
                        schedule(),
                        0,
                        Checks.none()))
                .hasMessageContaining("has a schedule of its own");
        assertThatThrownBy(() -> new ScheduleFile(
                        SCENARIO,
                        "kvm-6.19",
                        "1.5.01",
                        "0123456789ab",
                        "none",
                        OptionalInt.of(0),
                        schedule(),
                        0,
                        Checks.none()))
                .hasMessageContaining("the loop begins at step 0");
    }

    private static ScheduleFile without(String... rules) {
        ScheduleFile small = small();
        return new ScheduleFile(
                small.scenario(),
                small.model(),
                small.module(),
                List.of(rules),
                small.hash(),
                small.rule(),
                small.loop(),
                small.schedule(),
                small.digest(),
                small.checks());
    }

    /** Rules that nobody looked at stand in the file, so that whoever makes the run again looks at the same. */
    @Test
    void whatWasOffIsKept() {
        assertThat(without("V13", "UAF").render())
                .isEqualTo(SMALL.replace("// scenario: d", "// without: V13, UAF\n// scenario: d"));
        String[] many = IntStream.range(0, 66).mapToObj(i -> "V" + i).toArray(String[]::new);
        for (ScheduleFile file : List.of(without("V13"), without("V13", "UAF"), without(many))) {
            assertThat(file.render().lines()).allMatch(line -> line.length() <= 75);
            assertThat(ScheduleFile.parse(file.render()).file()).contains(file);
            assertThat(file.withoutChecks().without()).isEqualTo(file.without());
        }
    }

    @Test
    void aRuleThatIsOffIsNotBroken() {
        assertThatThrownBy(() -> without("never#1", "V13")).isInstanceOf(IllegalArgumentException.class);
        String text =
                SMALL.replace("// rule: never#1", "// rule: V13").replace("// steps", "// without: V13\n// steps");
        ScheduleProblem problem = ScheduleFile.parse(text).problems().get(0);
        assertThat(problem.message()).isEqualTo("expected a rule that is looked at; `without` turns this one off");
        assertThat(text.lines().toList().get(problem.line() - 1)).isEqualTo("// rule: V13");
        assertThat(ScheduleFile.parse(SMALL.replace("// steps", "// without: V13,UAF\n// steps"))
                        .problems())
                .extracting(ScheduleProblem::message)
                .singleElement()
                .asString()
                .contains("names of rules, as `V13, UAF`");
    }
}
