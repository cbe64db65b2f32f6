package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.html.BrowserTab;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: the page shows what every actor has after the step at the cursor, and what the step has changed. Method: a real
 * Chromium; what it shows is compared with the log, added up by this test.
 */
@Tag("browser")
class HtmlStateBrowserTest {
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

    @RegisterExtension
    private static final BrowserTab TAB = new BrowserTab();

    private static Path page;
    private static Path log;

    @BeforeAll
    static void start() {
        log = TAB.file("frozen.jsonl");
        List<String> line = new ArrayList<>(List.of(HtmlPages.FROZEN));
        line.addAll(List.of("--with-state", "--trace", log.toString()));
        page = HtmlPages.ofRun(TAB.file("frozen.html"), line.toArray(String[]::new));
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
        TAB.open(page, "#step=0");
        for (int step = 0; step <= 28; step++) {
            TAB.act("(slider => { slider.value = " + step + "; slider.dispatchEvent(new Event('input')); })"
                    + "(document.getElementById('slider'))");
            TAB.act("document.querySelectorAll('.actor').forEach(each => { each.open = true; })");
            assertThat(new TreeSet<>(TAB.lines(SHOWN))).as("step %d", step).isEqualTo(expected(step));
        }
    }

    @Test
    void theActorOfTheStepIsOpenAndTheOthersStayAsTheyWere() throws IOException {
        TAB.open(page, "#step=22");
        String open = "[...document.querySelectorAll('.actor')].filter(each => each.open)"
                + ".map(each => each.querySelector('b').textContent).join()";
        assertThat(TAB.evaluate(open)).isEqualTo("tdx");
        TAB.press("j");
        assertThat(TAB.evaluate(open)).isEqualTo("P0");
        TAB.act("document.querySelectorAll('.actor')[2].open = true");
        TAB.press("k");
        assertThat(TAB.evaluate(open)).isEqualTo("mmu,tdx");
    }

    @Test
    void aStackIsToldFromTheInnermostFunctionOn() throws IOException {
        TAB.open(page, "");
        assertThat(TAB.texts(".actor[open] .function > :first-child"))
                .startsWith("set_external_spte", "tdp_mmu_set_spte_atomic", "kvm_tdp_mmu_map", "kvm_mmu_page_fault")
                .endsWith("guest_access", "column");
        assertThat(TAB.text(".actor[open] .place")).startsWith("set_external_spte.");
    }

    @Test
    void aLogWithoutStateSaysWhereItIsToBeHad() throws IOException {
        String plain = TAB.file("plain.jsonl").toString();
        String file = TAB.file("plain.html").toString();
        Cli.run("run", HtmlPages.FROZEN[0], "--timeline", "none", "--trace", plain);
        Cli.run("convert", plain, file);
        TAB.open(Path.of(file), "");
        assertThat(TAB.text("#states")).startsWith("The log has no state.").contains("--with-state");
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
        Path file = TAB.file("evil.html");
        Cli.run("convert", Cli.write(TAB.file("evil.jsonl"), lines), file.toString());
        TAB.open(file, "");
        assertThat(TAB.evaluate("typeof hacked")).isEqualTo("undefined");
        assertThat(TAB.count("img")).isZero();
        assertThat(TAB.text(".actor[open]")).contains(evil, "constructor", "__proto__");
    }
}
