package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.check.invariant.Invariant;
import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.core.model.KernelSwitch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: nothing is listed that nobody asks for: each rule has a test that breaks it on purpose, each built switch has
 * code that asks for it.
 *
 * <p>Method: the names of test methods, and the sources, are read as text.
 */
class NothingListedInVainTest {
    private static final Path TESTS = Path.of("src/test/java/dev/seamstress/check/invariant");
    private static final Path MAIN = Path.of("src/main/java/dev/seamstress");
    private static final Path TABLE = MAIN.resolve("core/model");

    private static List<String> methods() throws IOException {
        Pattern method = Pattern.compile("    void (\\w+)\\(.*");
        return SourceFile.allBelow(TESTS).stream()
                .flatMap(file -> file.lines().stream())
                .map(method::matcher)
                .filter(match -> match.matches())
                .map(match -> match.group(1))
                .toList();
    }

    /** True of {@code v12AndI22APage…} and the rules V12 and I22. */
    private static boolean isAbout(String method, String rule) {
        String small = rule.toLowerCase(Locale.ROOT);
        return Pattern.compile("(^" + small + "|And" + rule + ")(?![a-z0-9])")
                .matcher(method)
                .find();
    }

    @Test
    void eachRuleHasATestThatBreaksIt() throws IOException {
        List<String> methods = methods();
        assertThat(Invariants.all().stream().map(Invariant::name))
                .as("rules of which no test in %s has the name, as v13EachLeafNeedsItsLock has", TESTS)
                .filteredOn(rule -> methods.stream().noneMatch(method -> isAbout(method, rule)))
                .isEmpty();
    }

    @Test
    void aNameIsNotTakenForALongerOne() {
        assertThat(Stream.of("v12AndI22APage", "i22APage", "uafAVcpu"))
                .allMatch(name -> isAbout(name, "I22") || isAbout(name, "UAF"));
        assertThat(Stream.of("i2APage", "v12AndI2APage", "v122APage")).noneMatch(name -> isAbout(name, "I22"));
    }

    @Test
    void eachSwitchThatIsBuiltIsAskedFor() throws IOException {
        List<SourceFile> sources = SourceFile.allBelow(MAIN).stream()
                .filter(file -> !file.path().startsWith(TABLE))
                .toList();
        assertThat(Arrays.stream(KernelSwitch.values())
                        .filter(change -> change.built() == KernelSwitch.Built.BOTH_SIDES))
                .as("switches that are Built.BOTH_SIDES, and nobody asks kvm.has(KernelSwitch.NAME)")
                .filteredOn(change -> sources.stream()
                        .allMatch(file -> file.linesContaining("KernelSwitch." + change.name())
                                .isEmpty()))
                .isEmpty();
    }
}
