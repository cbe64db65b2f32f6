package dev.seamstress.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The scenarios that tests read: the first course and the catalogue of races. */
final class Corpus {
    private Corpus() {}

    /** Every scenario, sorted by its path. */
    static List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("first", "races")) {
            try (Stream<Path> list =
                    Files.list(Path.of(Corpus.class.getResource(folder).toURI()))) {
                list.sorted().forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return files;
    }

    /** The text of a scenario, by its folder and name. */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes of reading {@code text} as {@code demo.tdx}, with everything modelled. */
    static ReadResult read(String text) {
        return ScenarioReader.read("demo.tdx", text.getBytes(StandardCharsets.UTF_8), TestNames.COMPLETE);
    }

    /** The rendered problems of {@code text}. */
    static String problems(String text) {
        return read(text).problems().render();
    }
}
