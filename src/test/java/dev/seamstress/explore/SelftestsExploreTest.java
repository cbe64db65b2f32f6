package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.world.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: what KVM's own selftests do comes out in every schedule as they want it, at more sizes than one.
 *
 * <p>Method: a search of all schedules with everything checked, to its end; of each file as it is, and with other
 * numbers in it. A change of the counts is a change of the model, and is explained where it is made.
 */
class SelftestsExploreTest {
    private static final int STATES_MAX = 200_000;

    static Stream<Scene> files() {
        return ExpectedVerdict.scenes("scenarios/selftests");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void hasItsVerdict(Scene scene) {
        ExpectedVerdict.isMet(scene, STATES_MAX);
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(
            delimiter = '!',
            value = {
                "01-pre-fault-memory ! ! 901 ! 1",
                "01-pre-fault-memory ! 0x100+2 -> 0x100+4, x+2 -> x+4, x[1]+2 -> x[3]+2, x[2] -> x[4] ! 979 ! 1",
                "02-pre-fault-memory-td ! ! 1156 ! 7",
                "02-pre-fault-memory-td ! 0x100+2 -> 0x100+4, x+2 -> x+4 ! 2544 ! 7",
                "03-private-mem-conversions ! ! 673 ! 1",
                "03-private-mem-conversions ! repeat 2 -> repeat 5 ! 1546 ! 1",
                "04-private-mem-conversions-beside-others ! ! 23227 ! 2",
                "05-private-mem-kvm-exits ! ! 7746 ! 2",
                "06-set-memory-region ! ! 2989 ! 3",
                "07-memslot-modification-stress ! ! 2773 ! 1"
            })
    void hasAsManyStates(String file, String size, int states, int finals) throws IOException {
        String text = Files.readString(Path.of("scenarios/selftests", file + ".tdx"));
        Scene scene = Scene.of(file + " " + size, sized(text, size), KernelVariant.NEWEST);
        ClaimSearch.Result result = ClaimSearch.of(scene.world(), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states()).isEqualTo(states);
        assertThat(result.finals()).isEqualTo(finals);
    }

    /** {@code text} with other numbers in it; {@code size}: nothing, or changes with commas between them. */
    private static String sized(String text, String size) {
        String sized = text;
        if (size != null) {
            for (String change : size.split(", ")) {
                String[] fromTo = change.split(" -> ");
                assertThat(sized).contains(fromTo[0]);
                sized = sized.replace(fromTo[0], fromTo[1]);
            }
        }
        return sized;
    }
}
