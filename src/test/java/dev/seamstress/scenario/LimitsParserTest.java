package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.scenario.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Goal: every bound of the language holds, and is named when it is passed. Method: at the bound, and one above it. */
class LimitsParserTest {
    private static final String HEAD = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; %s}\n";

    private static String scenario(String facts, String columns, String rows, String claims) {
        return HEAD.formatted(facts) + columns + rows + claims;
    }

    private static String times(int count, String text) {
        return text.repeat(count);
    }

    private static void assertFits(String text) {
        assertThat(Corpus.problems(text)).isEqualTo("0 errors\n");
    }

    private static void assertRefused(String text, String message, String hint) {
        List<Problem> problems = Corpus.read(text).problems().list();
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).message()).isEqualTo(message);
        assertThat(problems.get(0).hint()).isEqualTo(hint);
    }

    private static String withClaim(String claim) {
        return scenario("", " P0 ;\n", " load ;\n", claim + "\n");
    }

    @Test
    void parenthesesNest32Deep() {
        assertFits(withClaim("always " + times(32, "(") + "bug_on" + times(32, ")")));
        String hint = "parentheses nest at most 32 deep";
        assertRefused(withClaim("always " + times(33, "(") + "bug_on" + times(33, ")")), "too deeply nested", hint);
        assertRefused(
                withClaim("always " + times(20_000, "(") + "bug_on" + times(20_000, ")")), "too deeply nested", hint);
    }

    @Test
    void negationsNest32Deep() {
        assertFits(withClaim("always (" + times(32, "~") + "bug_on)"));
        assertFits(withClaim("always (" + times(31, "~(") + "bug_on" + times(31, ")") + ")"));
        assertRefused(
                withClaim("always (" + times(200_000, "~") + "bug_on)"),
                "too deeply nested",
                "`~` nests at most 32 deep");
    }

    @Test
    void openParenthesesOfOneClaimAreNotTheNextOnes() {
        String claims = times(10, "always ((((((bug_on)\n");
        assertThat(Corpus.read(withClaim(claims)).problems().list())
                .hasSize(10)
                .allMatch(p -> p.message().equals("expected `)`"));
    }

    @Test
    void loopsNestTwice() {
        String two = "repeat 2 { loop { load } until ok }";
        assertFits(scenario("", " P0 ;\n", " " + two + " ;\n", ""));
        String hint = "`repeat` and `loop` nest at most twice";
        assertRefused(scenario("", " P0 ;\n", " repeat 2 { " + two + " } ;\n", ""), "too deeply nested", hint);
        assertRefused(scenario("", " P0 ;\n", " " + times(20_000, "loop { "), ""), "too deeply nested", hint);
    }

    @Test
    void rowsAre256() {
        assertFits(scenario("", " P0 ;\n", times(256, " load ;\n"), ""));
        assertRefused(
                scenario("", " P0 ;\n", times(256, " load ;\n") + " A: load ;\n", "finally (A = ok)\n"),
                "too many rows",
                "a scenario has at most 256 rows");
    }

    @Test
    void columnsAre64() {
        String columns = IntStream.range(0, 64).mapToObj(i -> "VMM" + i).collect(Collectors.joining(" | "));
        assertFits(scenario("", columns + " ;\n", times(63, "|") + ";\n", ""));
        assertRefused(
                scenario("", columns + " | VMM64 ;\n", times(64, "|") + ";\n", ""),
                "too many columns",
                "a scenario has at most 64 columns");
    }

    @Test
    void vcpusAre576() {
        assertFits(scenario("", " P[0..575] ;\n", " load ;\n", ""));
        assertRefused(
                scenario("", " P[0..576] ;\n", " load ;\n", ""), "there is no column `P576`", "at most 576 vCPUs");
    }

    @Test
    void operationsAre65536() {
        assertFits(scenario("", " P[0..255] ;\n", times(256, " load ;\n"), ""));
        assertRefused(
                scenario("", " P[0..255] | P256 ;\n", times(255, " load | ;\n") + " load | load ;\n", ""),
                "too many operations",
                "a scenario has at most 65,536 operations, with `repeat` and ranged columns written out");
        assertRefused(
                scenario("", " P0 ;\n", " repeat 4000000000 { repeat 4000000000 { load } } ;\n", ""),
                "too many operations",
                "a scenario has at most 65,536 operations, with `repeat` and ranged columns written out");
    }

    @Test
    void namesHave64Characters() {
        assertFits(scenario(times(64, "y") + " = 0x100; ", " P0 ;\n", "", ""));
        assertRefused(
                scenario(times(65, "y") + " = 0x100; ", " P0 ;\n", "", ""),
                "this name has 65 characters",
                "a name has at most 64 characters");
    }

    @Test
    void gfnNamesAre256() {
        String names = IntStream.range(0, 255).mapToObj(i -> "y" + i + " = x; ").collect(Collectors.joining());
        assertFits(scenario(names, " P0 ;\n", "", ""));
        assertRefused(
                scenario(names + "z = x; ", " P0 ;\n", "", ""), "too many names", "a scenario names at most 256 gfns");
    }

    @Test
    void claimsAre64() {
        assertFits(withClaim(times(64, "always (~bug_on)\n")));
        assertRefused(
                withClaim(times(65, "always (~bug_on)\n")), "too many claims", "a scenario has at most 64 claims");
    }

    @Test
    void atMost20ProblemsArePrintedAndAllAreCounted() {
        String text = Corpus.problems(scenario("", " P0 ;\n", times(30, " frobnicate ;\n"), ""));
        assertThat(text.lines().filter(l -> l.contains(": error: "))).hasSize(20);
        assertThat(text).endsWith("… and 10 more\n30 errors\n");
    }
}
