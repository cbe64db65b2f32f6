package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: of several files the worst decides. Method: every pair of codes, both ways round; and whole command lines. */
class ExitCodesTest {
    /** 70, 66, 65, 12, 14, 10, 11, 1, 20, and 0 last. */
    private static final List<Integer> WORST_FIRST = List.of(70, 66, 65, 12, 14, 10, 11, 1, 20, 0);

    @TempDir
    private Path directory;

    private static ExitCode code(int number) {
        for (ExitCode code : ExitCode.values()) {
            if (code.number() == number) {
                return code;
            }
        }
        throw new AssertionError(number);
    }

    @Test
    void theWorseOfTwoDecides() {
        for (int worse = 0; worse < WORST_FIRST.size(); worse++) {
            for (int other = worse; other < WORST_FIRST.size(); other++) {
                ExitCode expected = code(WORST_FIRST.get(worse));
                ExitCode second = code(WORST_FIRST.get(other));
                assertThat(ExitCodes.worst(List.of(expected, second))).isEqualTo(expected);
                assertThat(ExitCodes.worst(List.of(second, expected))).isEqualTo(expected);
            }
        }
        assertThat(ExitCodes.worst(List.of())).isEqualTo(ExitCode.AS_EXPECTED);
    }

    private String file(String name, String text) throws IOException {
        return Cli.write(
                directory.resolve(name + ".tdx"), "TDX " + name + "\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n" + text);
    }

    @Test
    void allFilesAreExploredAndTheWorstOfThemTellsItsCode() throws IOException {
        String claim = file("claim", " P0 ;\n A: fault x ;\nnever (seen(aug))\n");
        String deadlock = file("deadlock", " P0 | VMM ;\n A: fault x | on memfault ;\n");
        String good = file("good", " P0 ;\n A: fault x ;\nfinally (A = ok)\n");
        String bad = file("bad", " P0 ;\n A: luck ;\n");
        Cli two = Cli.run("explore", "--out", directory.toString(), good, claim, deadlock);
        assertThat(two.out()).contains("good: PROVED", "claim: REFUTED never#1", "deadlock: REFUTED deadlock");
        assertThat(two.code()).isEqualTo(10);
        assertThat(Cli.run("explore", "--out", directory.toString(), deadlock, claim, good)
                        .code())
                .isEqualTo(10);
        Cli three = Cli.run("explore", "--out", directory.toString(), bad, deadlock, good);
        assertThat(three.out()).contains("deadlock: REFUTED deadlock", "good: PROVED");
        assertThat(three.code()).isEqualTo(65);
        Cli bounded = Cli.run("explore", "--strict", "--depth", "5", "--out", directory.toString(), good);
        assertThat(bounded.code()).isEqualTo(20);
    }
}
