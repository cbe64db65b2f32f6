package dev.seamstress.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Message;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: vCPUs are interchangeable only where the model treats them so, and else a sentence says why not. Method:
 * scripts that differ from one that has such vCPUs in one thing each.
 */
class SymmetryTest {
    private static Symmetry symmetry(String facts, String header, String row, String claim) {
        String text = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; " + facts + " }\n" + header + ";\n" + row + ";\n"
                + (claim == null ? "" : claim + "\n");
        return Scene.of("t", text).world().symmetry();
    }

    @Test
    void theVcpusOfARangedColumnThatNothingNames() {
        Symmetry symmetry = symmetry("", "P[0..2] | VMM", "A: fault x | convert x to shared", "finally (A = ok)");
        assertThat(symmetry.text()).isEqualTo("P0, P1, P2: interchangeable");
        assertThat(symmetry.blocks().orElseThrow().count()).isEqualTo(3);
        assertThat(symmetry.blocks().orElseThrow().orderers()).hasSize(1);
    }

    @Test
    void theOthersOfAColumnOfWhichOneIsNamed() {
        assertThat(symmetry("", "P[0..3]", "A: fault x", "finally (A[1] = ok)").text())
                .isEqualTo("P0, P2, P3: interchangeable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            nullValues = "-",
            value = {
                "-! P0 | P1! fault x | fault x! -! no two vCPUs have one script and no name of their own",
                "-! P[0..1]! fault x[me]! -! no two vCPUs have one script and no name of their own",
                "-! P[0..1]! fault x! never (tlb(P1,x) = private)! no two vCPUs have one script and no name"
                        + " of their own",
                "-! P[0..1]! mapgpa x to shared! -! a vCPU that converts memory kicks the others in the order"
                        + " of their numbers",
                "-! P[0..1] | VMM! A: fault x | wait A! -! a column waits, and what it waits for may be one vCPU's",
                "-! P[0..1] | VMM! A: fault x | on aug! -! a column waits, and what it waits for may be one vCPU's",
                "-! P[0..1] | VMM! load | vmdestroy! -! the vCPUs are destroyed in the order of their numbers",
                "-! P[0..1] | VMM! load | seamcall mem.track! -! a raw SEAMCALL may name a vCPU",
                "inject busy P1 aug once;! P[0..2]! fault x! -! an injection names a column",
                "inject error aug once;! P[0..1]! fault x! -! after an injected failure a vCPU kicks the"
                        + " others in the order"
                        + " of their numbers",
                "inject interrupted aug once;! P[0..1]! fault x! -! after an injected failure a vCPU kicks"
                        + " the others in the"
                        + " order of their numbers",
                "inject busy aug any;! P[0..1]! fault x! -! the coins that the module tosses for an injection"
                        + " lie in the order"
                        + " of the calls",
                "-! P[0..1]! accept x! order (busy aug by accept -> aug)! a claim asks who was in the way,"
                        + " and of several"
                        + " the one with the lowest number is told",
                "-! P[0..1]! accept x! sometimes (seen(busy aug by accept))! a claim asks who was in the way,"
                        + " and of several"
                        + " the one with the lowest number is told"
            })
    void whyThereAreNone(String facts, String header, String row, String claim, String why) {
        Symmetry symmetry = symmetry(facts == null ? "" : facts, header, row, claim);
        assertThat(symmetry.text()).isEqualTo(why);
        assertThat(symmetry.blocks()).isEmpty();
    }

    @Test
    void aVcpuWhosePolicyIsToConvertKicksTheOthers() {
        String text = "TDX t\nonfault = convert\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P[0..1];\n read x shared;\n";
        assertThat(Scene.of("t", text).world().symmetry().text())
                .isEqualTo("a vCPU that converts memory kicks the others in the order of their numbers");
    }

    /** A message that names a thread or a vCPU says so in {@link Message#contentFor}, or is met in no such scenario. */
    @Test
    void whichMessagesNameSomebody() {
        List<String> naming = CoreClasses.concrete(Message.class).stream()
                .filter(Class::isRecord)
                .filter(type -> Stream.of(type.getRecordComponents())
                        .anyMatch(part -> part.getType() == Grant.class
                                || part.getName().matches("lp|holder|thread|vcpu|machine|from|to|caller")))
                .map(Class::getSimpleName)
                .sorted()
                .toList();
        assertThat(naming).containsExactly("Granted", "Tails");
    }
}
