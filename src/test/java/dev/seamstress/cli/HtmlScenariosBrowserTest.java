package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seamstress.trace.html.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the page of every shipped scenario opens, and goes through its steps without a complaint. */
@Tag("browser")
class HtmlScenariosBrowserTest {
    /** Ten steps with a key, then the last one; what the page says of it. */
    private static final String WALK = "(() => { const press = key => document.body.dispatchEvent("
            + "new KeyboardEvent('keydown', {key, bubbles: true}));"
            + "press('Home'); for (let i = 0; i < 10; i++) press('j'); press('c'); press('End');"
            + "return document.getElementById('where').textContent; })()";

    @TempDir
    private Path directory;

    @Test
    void everyShippedScenario() throws IOException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "no Chromium on the path; `apt-get install chromium` brings one");
        List<Path> scenarios;
        try (Stream<Path> files = Files.walk(Path.of("scenarios"))) {
            scenarios = files.filter(file -> file.toString().endsWith(".tdx"))
                    .sorted()
                    .toList();
        }
        assertThat(scenarios).hasSizeGreaterThan(40);
        try (Chromium browser = Chromium.start(program.get(), directory.resolve("profile"))) {
            for (Path scenario : scenarios) {
                Path page = directory.resolve(scenario.getFileName() + ".html");
                Cli run = Cli.run(
                        "run", scenario.toString(), "--timeline", "none", "--until", "500", "--html", page.toString());
                assertThat(run.err()).isEmpty();
                browser.open(page, "");
                assertThat(browser.evaluate(WALK)).as("%s", scenario).matches("(\\d+) / \\1");
                assertThat(browser.complaints()).as("%s", scenario).isEmpty();
            }
        }
    }
}
