package dev.seamstress.check.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.world.ModelNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: the list of rules is complete, in order, and each says when and why it holds. */
class InvariantsTest {
    private static final String KVM =
            "V01 V02 V03 V04 V05 V06 V07 V08 V09 V10 V11 V12 V13 V14 V15 V16 V17 V18 V19 V20 V21"
                    + " V22 V23 V24 V25 V26 V27 V28 V29 V30 V31 V32 V33 V34 V35 V36 V37 V38";
    private static final String MODULE =
            "I1 I2 I3 I4 I5 I6 I7 I8 I9 I10 I11 I12 I13 I14 I15 I16 I17 I18 I19 I20 I21 I22" + " I23 I24 I25 I26";

    @Test
    void areAllThatTheCodeCanKeep() {
        List<String> names = Invariants.all().stream().map(Invariant::name).toList();
        assertThat(String.join(" ", names)).isEqualTo(KVM + " " + MODULE + " LOCK UAF");
    }

    /** Those that a file may expect to be broken. */
    @Test
    void theLanguageKnowsThem() {
        assertThat(new ModelNames().rules())
                .as("rules that `expect` may name; ModelNames counts them")
                .containsAll(Invariants.all().stream().map(Invariant::name).toList());
    }

    @Test
    void thePageOfLimitsCountsThem() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/site/markdown/limits.md")))
                .filteredOn(line -> line.contains(" named invariants,"))
                .singleElement()
                .asString()
                .contains("; " + Invariants.all().size() + " named invariants,");
    }

    @Test
    void eachHasAStatementASourceAndACheck() {
        assertThat(Invariants.all()).allSatisfy(rule -> {
            assertThat(rule.statement()).isNotBlank();
            assertThat(rule.source()).isNotBlank();
            assertThat(rule.triggers()).as(rule.name()).isNotEmpty();
        });
    }

    /** What holds at rest only is looked at then only; everything else, in some step. */
    @Test
    void eachIsLookedAtWhenItMustHold() {
        assertThat(Invariants.all()).allSatisfy(rule -> {
            boolean isOnlyAtRest = rule.triggers().stream().allMatch(trigger -> trigger.kind() == Invariant.Kind.REST);
            assertThat(isOnlyAtRest).as(rule.name()).isEqualTo(rule.when() == Invariant.When.REST);
        });
    }
}
