package dev.seamstress.house;

import dev.seamstress.check.invariant.Invariant;
import dev.seamstress.check.invariant.Invariants;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The invariants of the TDX module: what each says, and the tests that break it on purpose, whose names begin with its.
 */
final class ModuleRulesTable {
    private static final Path TESTS = Path.of("src/test/java/dev/seamstress/check/invariant");
    private static final Pattern TEST = Pattern.compile("    void ([a-z]\\d+)([A-Z]\\w*)\\(\\) \\{");

    private ModuleRulesTable() {}

    /** The rules of the module, in order. */
    static List<Invariant> rules() {
        return Invariants.all().stream().filter(Invariant::isOfModule).toList();
    }

    static String text() throws IOException {
        PageTable table = new PageTable("rule", List.of("what holds", "looked at", "broken on purpose by"));
        for (Invariant rule : rules()) {
            String when = rule.when() == Invariant.When.STEP ? "after each step" : "at rest";
            table.row(rule.name(), List.of(rule.statement(), when, String.join(", ", testsOf(rule.name()))));
        }
        return table.text();
    }

    /** As {@code `Class.method`}. */
    static List<String> testsOf(String rule) throws IOException {
        List<String> tests = new ArrayList<>();
        for (SourceFile file : SourceFile.allBelow(TESTS)) {
            String name = file.path().getFileName().toString().replace(".java", "");
            for (String line : file.lines()) {
                Matcher test = TEST.matcher(line);
                if (test.matches() && test.group(1).equals(rule.toLowerCase(Locale.ROOT))) {
                    tests.add("`" + name + "." + test.group(1) + test.group(2) + "`");
                }
            }
        }
        return tests;
    }
}
