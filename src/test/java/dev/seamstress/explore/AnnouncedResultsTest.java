package dev.seamstress.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.scenario.words.Verb;
import dev.seamstress.scenario.words.Words;
import dev.seamstress.world.Scene;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: what an operation can end with can be written, as a row that may not announce a result has no proof. Method:
 * whatever runs the guest, while somebody signals it and VP.ENTER may fail.
 */
class AnnouncedResultsTest {
    private static Set<String> results(String operation) {
        Scene scene = Scene.of("ends", """
                TDX ends
                { slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; sept(x) = pending; attr(y) = shared;
                  inject error enter any; }
                 P0      | VMM       ;
                 E: load | signal P0 ;
                 A: %s   |           ;
                """.formatted(operation));
        return new Explorer(scene::world, Explorer.Settings.DEFAULT)
                .explore().outcomes().counts().keySet().stream()
                        .map(outcome -> outcome.replaceAll(".*A=", ""))
                        .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({
        "fault x, ok",
        "read x, pending",
        "write y shared, ok",
        "exec x, pending",
        "accept x, ok",
        "mapgpa x to shared, ok",
        "enter, ok"
    })
    void whoRunsTheGuestMayFailOrBeSignalled(String operation, String end) {
        Verb verb = Words.find(Verb.class, operation.split(" ")[0]);
        assertThat(results(operation))
                .containsAll(List.of("eintr", "failed", end))
                .isSubsetOf(verb.results());
    }
}
