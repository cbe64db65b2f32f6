package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.seamstress.trace.html.Chromium;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the page shows what every actor has after the step at the cursor, and what the step has changed. Method: a real
 * Chromium; what it shows is compared with the log, added up by this test.
 */
@Tag("browser")
class HtmlStateBrowserTest {
    private static final String[] FROZEN = {
        "scenarios/races/b28-no-freeze.tdx", "--mutate", "b28-no-freeze", "--seed", "17"
    };

    /** A line a word: the actor, the function, the word and what it is; `!` before those that the step has changed. */
    private static final String SHOWN = "[...document.querySelectorAll('.actor')].flatMap((actor, id) =>"
            + "[...actor.querySelectorAll('.frame:not(.left)')].flatMap(frame => {"
            + "const value = (element) => { const copy = element.cloneNode(true);"
            + "copy.querySelectorAll('.was').forEach(each => each.remove()); return copy.textContent; };"
            + "const name = frame.querySelector('.function > span');"
            + "const key = id + ' ' + (name ? name.textContent : '') + '/';"
            + "const at = frame.querySelector('.at');"
            + "const mark = element => element.matches('.changed') ? '!' : '';"
            + "return [...(at ? [mark(at) + key + 'at = ' + value(at)] : []),"
            + "...[...frame.querySelectorAll('.state-words > div')].map(pair => mark(pair) + key"
            + "+ pair.querySelector('dt').textContent + ' = ' + value(pair.querySelector('dd')))]; })).join('\\n')";

    @TempDir
    private static Path directory;

    private static Chromium browser;
    private static Path page;
    private static Path log;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> program = Chromium.find();
        assumeTrue(program.isPresent(), "no Chromium on the path; `apt-get install chromium` brings one");
        browser = Chromium.start(program.get(), directory.resolve("profile"));
        page = directory.resolve("frozen.html");
        log = directory.resolve("frozen.jsonl");
        List<String> line = new ArrayList<>(List.of("run", "--timeline", "none", "--html", page.toString()));
        line.addAll(List.of("--with-state", "--trace", log.toString()));
        line.addAll(List.of(FROZEN));
        assertThat(Cli.run(line.toArray(String[]::new)).err()).isEmpty();
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void nobodyComplains() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static void open(Path file, String fragment) throws IOException {
        browser.size(1280, 800);
        browser.open(file, fragment);
    }

    /** The log's words after {@code step}, written as {@link #SHOWN} writes them. */
    private static TreeSet<String> expected(int step) throws IOException {
        List<Map<String, String>> words = new ArrayList<>();
        TreeSet<String> changed = new TreeSet<>();
        new LogFile(log).read(entry -> {
            if (entry instanceof LogEntry.State state && state.step() <= step) {
                while (words.size() <= state.actor()) {
                    words.add(new TreeMap<>());
                }
                words.get(state.actor()).keySet().removeAll(state.gone());
                words.get(state.actor()).putAll(state.words());
                if (state.step() == step) {
                    state.words().keySet().forEach(name -> changed.add(state.actor() + " " + name));
                }
            }
        });
        TreeSet<String> lines = new TreeSet<>();
        for (int actor = 0; actor < words.size(); actor++) {
            for (Map.Entry<String, String> word : words.get(actor).entrySet()) {
                String mark = changed.contains(actor + " " + word.getKey()) ? "!" : "";
                String plain = word.getKey().contains("/")
                        ? word.getKey().substring(word.getKey().indexOf(' ') + 1)
                        : "/" + word.getKey();
                lines.add(mark + actor + " " + plain + " = " + word.getValue());
            }
        }
        return lines;
    }

    @Test
    void everyWordIsThereAndWhatTheStepChangedIsMarked() throws IOException {
        open(page, "#step=0");
        for (int step = 0; step <= 28; step++) {
            browser.evaluate("(slider => { slider.value = " + step + "; slider.dispatchEvent(new Event('input')); })"
                    + "(document.getElementById('slider'))");
            browser.evaluate("new Promise(done => { document.querySelectorAll('.actor').forEach(each =>"
                    + " each.open = true); setTimeout(done, 20); })");
            assertThat(new TreeSet<>(browser.lines(SHOWN))).as("step %d", step).isEqualTo(expected(step));
        }
    }

    @Test
    void theActorOfTheStepIsOpenAndTheOthersStayAsTheyWere() throws IOException {
        open(page, "#step=22");
        String open = "[...document.querySelectorAll('.actor')].filter(each => each.open)"
                + ".map(each => each.querySelector('b').textContent).join()";
        assertThat(browser.evaluate(open)).isEqualTo("tdx");
        browser.press("j");
        assertThat(browser.evaluate(open)).isEqualTo("P0");
        browser.evaluate("document.querySelectorAll('.actor')[2].open = true");
        browser.press("k");
        assertThat(browser.evaluate(open)).isEqualTo("mmu,tdx");
    }

    @Test
    void aStackIsToldFromTheInnermostFunctionOn() throws IOException {
        open(page, "");
        assertThat(browser.lines("[...document.querySelectorAll('.actor[open] .function > :first-child')]"
                        + ".map(each => each.textContent).join('\\n')"))
                .startsWith("set_external_spte", "tdp_mmu_set_spte_atomic", "kvm_tdp_mmu_map", "kvm_mmu_page_fault")
                .endsWith("guest_access", "column");
        assertThat(browser.evaluate("document.querySelector('.actor[open] .place').textContent"))
                .startsWith("set_external_spte.");
    }

    @Test
    void aLogWithoutStateSaysWhereItIsToBeHad() throws IOException {
        String plain = directory.resolve("plain.jsonl").toString();
        String file = directory.resolve("plain.html").toString();
        Cli.run("run", FROZEN[0], "--timeline", "none", "--trace", plain);
        Cli.run("convert", plain, file);
        open(Path.of(file), "");
        assertThat(browser.evaluate("document.getElementById('states').textContent"))
                .startsWith("The log has no state.")
                .contains("--with-state");
    }

    @Test
    void noWordIsTakenForCode() throws IOException {
        String evil = "</script><img src=x onerror=hacked=1>/__proto__";
        String lines = Files.readString(log).lines().limit(1).toList().get(0) + "\n"
                + "{\"t\":\"state\",\"step\":-1,\"actor\":0,"
                + "\"words\":{\"__proto__\":\"x\",\"@\":\"@\",\"1 @/at\":\"@\"}}\n".replace("@", evil)
                + "{\"t\":\"step\",\"step\":0,\"id\":0,\"from\":0,\"to\":0,\"sent\":-1,\"go\":true}\n"
                + "{\"t\":\"state\",\"step\":0,\"actor\":0,\"words\":{\"constructor\":\"@\"},\"gone\":[\"1 @/at\"]}\n"
                        .replace("@", evil);
        Path file = directory.resolve("evil.html");
        Cli.run(
                "convert",
                Files.writeString(directory.resolve("evil.jsonl"), lines).toString(),
                file.toString());
        open(file, "");
        assertThat(browser.evaluate("typeof hacked")).isEqualTo("undefined");
        assertThat(browser.evaluate("document.querySelectorAll('img').length")).isEqualTo("0");
        assertThat(browser.evaluate("document.querySelector('.actor[open]').textContent"))
                .contains(evil, "constructor", "__proto__");
    }
}
