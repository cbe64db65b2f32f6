package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: every scenario of the course and the catalogue is one of the language. Method: read each, expect no problem.
 */
class CorpusParserTest {
    static List<Path> files() {
        return Corpus.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isAScenario(Path file) {
        ReadResult result = ScenarioReader.read(file, TestNames.COMPLETE);
        assertThat(result.problems().list()).as(result.problems().render()).isEmpty();
        assertThat(result.resolved()).isPresent();
    }

    @Test
    void holdsTheWholeCourseAndCatalogue() {
        assertThat(Corpus.files()).hasSize(11 + 25);
    }
}
