package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.trace.html.AccessibilityTree;
import dev.seamstress.trace.html.BrowserTab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: who hears the page, goes through it with the keyboard, or has it on paper gets all of it. Method: a real
 * Chromium's accessibility tree, the tab key, and the layout for a printer.
 */
@Tag("browser")
class HtmlReaderBrowserTest {
    @RegisterExtension
    private static final BrowserTab TAB = new BrowserTab();

    private static Path page;

    @BeforeAll
    static void start() {
        page = HtmlPages.ofBoth(TAB.file("both.html"));
    }

    @AfterEach
    void onTheScreenAgain() throws IOException {
        TAB.call("Emulation.setEmulatedMedia", "media", "");
    }

    private static void tab() throws IOException {
        for (String type : new String[] {"rawKeyDown", "keyUp"}) {
            TAB.call("Input.dispatchKeyEvent", "type", type, "key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#step=29", "#passing=31", "#both=27"})
    void allThatCanBeUsedHasANameAndAPlace(String fragment) throws IOException {
        TAB.open(page, fragment);
        AccessibilityTree tree = AccessibilityTree.of(TAB);
        assertThat(tree.nodes())
                .filteredOn(node -> node.is("focusable"))
                .hasSizeGreaterThan(25)
                .allMatch(node -> !node.name().isEmpty());
        assertThat(tree.of("banner")).hasSize(1);
        assertThat(tree.of("main")).hasSize(1);
        assertThat(tree.of("search")).hasSize(1);
        assertThat(tree.names("complementary")).containsExactly("The step in full");
        assertThat(tree.names("region"))
                .contains(fragment.startsWith("#both") ? "Both runs, side by side" : "Timeline")
                .contains("Page tables after this step", "What else could have come here", "Actors after this step")
                .hasSize(5)
                .doesNotHaveDuplicates();
        assertThat(tree.names("heading").get(0)).isEqualTo("remove-before-kick");
        assertThat(tree.of("heading").subList(1, 5))
                .allMatch(heading -> heading.properties().get("level").equals("2"));
        assertThat(tree.names("table")).containsExactly("Page tables after this step");
        assertThat(tree.of("image"))
                .as("lines and arrows say what the rows say")
                .isEmpty();
        assertThat(tree.names("checkbox"))
                .anyMatch(name -> name.matches("P0 \\d+"))
                .anyMatch(name -> name.matches("silent steps \\d+"));
        assertThat(tree.names("slider")).containsExactly("Step");
        assertThat(tree.names("DisclosureTriangle")).contains("VMM " + TAB.text(".actor:nth-child(2) .place"), "mmu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#step=29", "#both=27"})
    void theTimelineIsAListOfWhichOneIsPicked(String fragment) throws IOException {
        TAB.open(page, fragment);
        AccessibilityTree tree = AccessibilityTree.of(TAB);
        assertThat(tree.of("listbox")).hasSize(1);
        AccessibilityTree.Node list = tree.of("listbox").get(0);
        List<AccessibilityTree.Node> options = tree.of("option").stream()
                .filter(option -> option.name().contains("step "))
                .toList();
        assertThat(options)
                .hasSizeGreaterThan(20)
                .allMatch(option -> option.name()
                        .matches("(|in both, |(failing|passing) run, elsewhere in the other, "
                                + "|only in the (failing|passing) run, )step \\d+, (P0|VMM|mmu|tdx): .+"));
        List<AccessibilityTree.Node> picked =
                options.stream().filter(option -> option.is("selected")).toList();
        assertThat(picked).hasSize(1);
        assertThat(list.related()).isEqualTo(TAB.evaluate("document.querySelector('.picked[role=option]').id"));
        assertThat(picked.get(0).name()).isEqualTo(TAB.evaluate("document.querySelector('.picked').ariaLabel"));
        String order = TAB.evaluate("(() => { const places = [...document.querySelectorAll('[role=listbox]"
                + " [role=option]')].filter(each => each.checkVisibility()).map(each => Number(each.ariaPosInSet));"
                + "return places.every((place, at) => at === 0 || places[at - 1] <= place); })()");
        assertThat(order).as("the document has them in the order of the screen").isEqualTo("true");
    }

    @Test
    void rowsStayInTheirOrderWhereverOneScrolls() throws IOException {
        TAB.open(page, "#step=29");
        for (int top : new int[] {0, 300, 150, 5000, 420, 0}) {
            TAB.act("document.getElementById('scroll').scrollTop = " + top);
            assertThat(TAB.evaluate("(() => { const tops = [...document.querySelectorAll('#rows .row')]"
                            + ".map(row => parseFloat(row.style.top)); return tops.every((top, at) =>"
                            + " at === 0 || tops[at - 1] === top - 22); })()"))
                    .as("at %d", top)
                    .isEqualTo("true");
        }
    }

    @Test
    void whatHappensIsSaid() throws IOException {
        TAB.open(page, "#step=20");
        TAB.press("j");
        assertThat(AccessibilityTree.of(TAB).of("status"))
                .anyMatch(status -> "polite".equals(status.properties().get("live")));
        assertThat(TAB.text("#said"))
                .startsWith("step 21, tdx: ")
                .isEqualTo(TAB.evaluate("document.getElementById('slider').getAttribute('aria-valuetext')"));
        TAB.press("/");
        TAB.type("seamcall");
        assertThat(TAB.text("#found")).matches("\\d+ found");
        TAB.press("Enter");
        assertThat(TAB.text("#found")).matches("\\d+ of \\d+");
        assertThat(TAB.evaluate("document.getElementById('found').getAttribute('role')"))
                .isEqualTo("status");
    }

    @Test
    void theTabKeyGoesFromTheTopToTheStepAndNothingIsATrap() throws IOException {
        TAB.open(page, "#both=27");
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            tab();
            String id = TAB.evaluate("document.activeElement.id || document.activeElement.tagName");
            order.add(id);
        }
        List<String> named =
                order.stream().filter(id -> Character.isLowerCase(id.charAt(0))).toList();
        assertThat(named)
                .containsSubsequence(
                        "view-failing",
                        "view-passing",
                        "view-both",
                        "theme",
                        "help-button",
                        "first",
                        "previous",
                        "play",
                        "next",
                        "last",
                        "slider",
                        "speed",
                        "search",
                        "match-back",
                        "match-on",
                        "causes",
                        "pairs",
                        "of-failing",
                        "of-passing");
        assertThat(new TreeSet<>(order)).contains("SUMMARY", "A");
        assertThat(TAB.evaluate("[...document.querySelectorAll('[tabindex]')].every(each => each.tabIndex === 0)"))
                .isEqualTo("true");
    }

    @Test
    void theHelpTakesTheFocusAndGivesItBack() throws IOException {
        TAB.open(page, "#step=29");
        TAB.act("document.getElementById('help-button').focus()");
        TAB.press("?");
        assertThat(TAB.evaluate("document.getElementById('help').contains(document.activeElement)"))
                .isEqualTo("true");
        assertThat(AccessibilityTree.of(TAB).names("dialog")).containsExactly("Keys and colours");
        TAB.click("#help button");
        assertThat(TAB.evaluate("document.activeElement.id")).isEqualTo("help-button");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#step=29", "#both=27"})
    void onPaperThereIsAllThatCannotBeClickedAway(String fragment) throws IOException {
        TAB.open(page, fragment);
        TAB.call("Emulation.setEmulatedMedia", "media", "print");
        TAB.size(720, 1000);
        TAB.act("dispatchEvent(new Event('beforeprint'))");
        assertThat(TAB.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo("true");
        for (String there : List.of(
                "h1", "#verdict", "#origin", ".picked", "#step-title", "#step-body", "#trees table", ".forks")) {
            assertThat(TAB.evaluate("document.querySelector('" + there + "').checkVisibility()"))
                    .as(there)
                    .isEqualTo("true");
        }
        for (String gone : List.of("#controls", "#filters", "#menu", "#views", "#of-passing")) {
            assertThat(TAB.evaluate("document.querySelector('" + gone + "').checkVisibility()"))
                    .as(gone)
                    .isEqualTo("false");
        }
        assertThat(TAB.evaluate("[...document.querySelectorAll('.actor')].every(each => each.open"
                        + " && each.querySelector('.words').textContent !== '')"))
                .as("every actor is open")
                .isEqualTo("true");
        assertThat(TAB.evaluate("[...document.querySelectorAll('#scroll, #pair-scroll, #side, main, body')]"
                        + ".every(each => getComputedStyle(each).overflowY === 'visible')"))
                .as("nothing is cut off where a screen would scroll")
                .isEqualTo("true");
        assertThat(TAB.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(255, 255, 255)");
        TAB.act("dispatchEvent(new Event('afterprint'))");
        assertThat(TAB.count(".actor[open]")).isEqualTo(1);
        assertThat(TAB.call("Page.printToPDF", "printBackground", true, "preferCSSPageSize", true)
                        .get("/result/data"))
                .startsWith("JVBERi0") // %PDF-
                .hasSizeGreaterThan(50_000);
    }
}
