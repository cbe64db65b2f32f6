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
                "04-private-mem-conversions-beside-others ! repeat 1 -> repeat 2 ! 81171 ! 2",
                "05-private-mem-kvm-exits ! ! 2414 ! 3",
                "05-private-mem-kvm-exits ! VMM          ; -> VMM | P1 ;, D: delslot 1 ; -> D: delslot 1 "
                        + "| wait D ;^| | B: read x => memfault ; ! 20595 ! 3",
                "06-set-memory-region ! ! 2516 ! 3",
                "06-set-memory-region ! VMM          ; -> VMM | P1 ;, D: delslot 1 ; -> D: delslot 1 | "
                        + "wait D ;^| | B: read x => mmio ; ! 25276 ! 7",
                "07-memslot-modification-stress ! ! 2773 ! 1",
                "07-memslot-modification-stress ! 0x300+1; -> 0x300+1; slot 4 = 0x400+1;, E: delslot 3 ; "
                        + "-> E: delslot 3 ;^| F: delslot 4 ; ! 4233 ! 1",
                "08-pre-fault-memory-shared ! ! 901 ! 1",
                "08-pre-fault-memory-shared ! 0x100+2 -> 0x100+4, x+2 -> x+4, x[1]+2 -> x[3]+2, x[2] -> x[4] ! 979 ! 1",
                "09-pre-fault-memory-slot-recreated ! ! 2667 ! 3",
                "09-pre-fault-memory-slot-recreated ! 0x100+1 -> 0x100+2, x+1 -> x+2 ! 3327 ! 3",
                "10-pre-fault-memory-slot-recreated-shared ! ! 3399 ! 3",
                "10-pre-fault-memory-slot-recreated-shared ! 0x100+1 -> 0x100+2, x+1 -> x+2 ! 4059 ! 3",
                "12-private-mem-conversions-explicit ! ! 317 ! 1",
                "12-private-mem-conversions-explicit ! repeat 1 -> repeat 3 ! 813 ! 1",
                "13-private-mem-conversions-memslots ! ! 547 ! 1",
                "13-private-mem-conversions-memslots ! 0x101+1 gmem -> 0x101+1 gmem; slot 3 = 0x102+1 "
                        + "gmem, x+2 -> x+3 ! 557 ! 1",
                "14-private-mem-conversions-fallocate ! ! 1897 ! 1",
                "14-private-mem-conversions-fallocate ! x+1 -> x+4 ! 2473 ! 1",
                "15-private-mem-conversions-punch-hole ! ! 1019 ! 1",
                "15-private-mem-conversions-punch-hole ! x+1 -> x+4 ! 1307 ! 1",
                "16-private-mem-conversions-file ! ! 1058 ! 1",
                "16-private-mem-conversions-file ! x+1 -> x+4 ! 1130 ! 1",
                "17-set-memory-region-none ! ! 19 ! 1",
                "18-set-memory-region-refused ! ! 37 ! 1",
                "19-set-memory-region-move ! ! 29911 ! 2",
                "19-set-memory-region-move ! repeat 1 -> repeat 2 ! 41613 ! 2",
                "20-set-memory-region-move-by-range ! ! 6980 ! 1",
                "20-set-memory-region-move-by-range ! repeat 1 -> repeat 2 ! 11748 ! 1",
                "21-set-memory-region-delete ! ! 32261 ! 4",
                "21-set-memory-region-delete ! G: delslot 1 => einval ; -> wait C ;^ H: loop { read x } "
                        + "until ok | G: addslot 1 = 0x100+1 ;^ | wait H ;^ I: loop { read x } until mmio => mmio "
                        + "| J: delslot 1 ;, G = einval -> G = ok ! 53137 ! 4",
                "22-memslot-modification-stress-ordinary ! ! 15786 ! 2",
                "22-memslot-modification-stress-ordinary ! repeat 1 -> repeat 2 ! 55789 ! 5",
                "22-memslot-modification-stress-ordinary ! vm = default -> vm = sw_protected, "
                        + "sometimes (A = unset /\\ #roots(direct) = 0) -> never (#roots(direct) = 0) ! 1842 ! 1",
                "23-private-mem-kvm-exits-not-private ! ! 104 ! 1",
                "23-private-mem-kvm-exits-not-private ! P0 -> P[0..1] ! 1412 ! 1",
                "23-private-mem-kvm-exits-not-private ! P0 -> P[0..2] ! 31736 ! 1"
            })
    void hasAsManyStates(String file, String size, int states, int finals) throws IOException {
        String text = Files.readString(Path.of("scenarios/selftests", file + ".tdx"));
        Scene scene = Scene.of(file + " " + size, sized(text, size), KernelVariant.NEWEST);
        ClaimSearch.Result result = ClaimSearch.of(scene.world(), STATES_MAX);
        assertThat(result.verdict()).isEqualTo("proved");
        assertThat(result.states() + " states, " + result.finals() + " final")
                .isEqualTo(states + " states, " + finals + " final");
    }

    /** {@code text} with other numbers in it; {@code size}: nothing, or changes with commas between them. */
    private static String sized(String text, String size) {
        String sized = text;
        if (size != null) {
            for (String change : size.split(", ")) {
                String[] fromTo = change.split(" -> ");
                assertThat(sized).contains(fromTo[0]);
                sized = sized.replace(fromTo[0], fromTo[1].replace('^', '\n'));
            }
        }
        return sized;
    }
}
