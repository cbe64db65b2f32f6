package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.html.BrowserTab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goal: the page of every shipped scenario opens, and goes through its steps without a complaint. */
@Tag("browser")
class HtmlScenariosBrowserTest {
    /** Four steps with a key, then the last one; what the page says of it. */
    private static final String WALK = "(() => { const press = key => document.body.dispatchEvent("
            + "new KeyboardEvent('keydown', {key, bubbles: true}));"
            + "press('Home'); for (let i = 0; i < 4; i++) press('j'); press('c'); press('End');"
            + "return document.getElementById('where').textContent; })()";

    @RegisterExtension
    private static final BrowserTab TAB = new BrowserTab();

    @Test
    void everyShippedScenario() throws IOException {
        List<Path> scenarios;
        try (Stream<Path> files = Files.walk(Path.of("scenarios"))) {
            scenarios = files.filter(file -> file.toString().endsWith(".tdx"))
                    .sorted()
                    .toList();
        }
        assertThat(scenarios).hasSizeGreaterThan(40);
        for (Path scenario : scenarios) {
            Path page = TAB.file(scenario.getFileName() + ".html");
            TAB.open(HtmlPages.ofRun(page, scenario.toString(), "--until", "200"), "");
            assertThat(TAB.evaluate(WALK)).as("%s", scenario).matches("(\\d+) / \\1");
            assertThat(TAB.complaints()).as("%s", scenario).isEmpty();
        }
    }
}
