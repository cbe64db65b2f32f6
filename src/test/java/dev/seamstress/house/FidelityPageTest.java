package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.check.invariant.Invariant;
import dev.seamstress.check.invariant.Invariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: the page on fidelity says what the comments in the code say.
 *
 * <p>Method: its parts are written anew in memory and compared. With {@code -Dfidelity.write} the file is written.
 */
class FidelityPageTest {
    private static final String REFRESH = "./mvnw -q test -Dtest=FidelityPageTest -Dfidelity.write";
    private static final Path TOLD = Path.of("src/main/resources/dev/seamstress/cli/changes.txt");
    private static final List<String> CHANGES =
            List.of("Mutation.java", "KernelSwitch.java", "ModuleSwitch.java", "BugOn.java", "WarnOn.java");

    private static List<Documented> documented;

    @BeforeAll
    static void read() throws IOException {
        documented = FidelityPage.documented();
    }

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        String page = Files.readString(FidelityPage.FILE);
        String renewed = FidelityPage.renewed(page, documented);
        if (System.getProperty("fidelity.write") != null) {
            Files.writeString(FidelityPage.FILE, renewed);
            return;
        }
        assertThat(PageParts.differences(page, renewed))
                .as("%s is older than the comments that it is made from. To refresh it: %s", FidelityPage.FILE, REFRESH)
                .isEmpty();
    }

    /** The sentences that commands print of mutations, switches and complaints, from the same comments. */
    @Test
    void theProgramTellsOfChangesWhatTheCodeSays() throws IOException {
        String sentences = documented.stream()
                .filter(one ->
                        CHANGES.contains(Path.of(one.file()).getFileName().toString()))
                .filter(one -> !id(one).isEmpty())
                .map(one -> id(one) + "\t" + one.comment().what() + "\n")
                .collect(Collectors.joining());
        if (System.getProperty("fidelity.write") != null) {
            Files.writeString(TOLD, sentences);
            return;
        }
        assertThat(PageParts.differences(Files.readString(TOLD), sentences))
                .as("%s is older than the comments that it is made from. To refresh it: %s", TOLD, REFRESH)
                .isEmpty();
    }

    /** The name of a switch or a mutation, the constant of a complaint, and nothing of what is neither. */
    private static String id(Documented one) {
        boolean isComplaint = one.name().startsWith("BugOn.") || one.name().startsWith("WarnOn.");
        return isComplaint ? one.simpleName() : one.id();
    }

    /** What {@code rules} says of a rule in full, from the comments of its checks. */
    @Test
    void theProgramTellsOfRulesWhatTheChecksSay() throws IOException {
        String texts = RuleTexts.text();
        if (System.getProperty("fidelity.write") != null) {
            Files.writeString(RuleTexts.FILE, texts);
            return;
        }
        assertThat(PageParts.differences(Files.readString(RuleTexts.FILE), texts))
                .as("%s is older than the comments that it is made from. To refresh it: %s", RuleTexts.FILE, REFRESH)
                .isEmpty();
        assertThat(Invariants.all().stream().map(Invariant::name))
                .as("rules of which no check has a comment that begins with the name, as /** V13: ... */")
                .filteredOn(rule -> texts.lines().noneMatch(line -> line.startsWith(rule + "\t")))
                .isEmpty();
    }

    @Test
    void whatIsDifferentIsShown() {
        assertThat(PageParts.differences("a\nb\nc\n", "a\nc\nd\n")).containsExactly("missing: d", "no longer true: b");
        assertThat(PageParts.differences("a\nb\n", "b\na\n")).containsExactly("order");
        assertThat(PageParts.differences("a\nb\n", "a\nb\n")).isEmpty();
    }

    @Test
    void thePageHasEveryPartOnce() throws IOException {
        TreeMap<String, String> parts = FidelityPage.partsFrom(documented);
        assertThat(PageParts.namesIn(Files.readString(FidelityPage.FILE)))
                .containsExactlyInAnyOrderElementsOf(parts.keySet());
        assertThat(parts.values()).allMatch(part -> part.lines().count() > 5);
    }

    @Test
    void aCommentIsReadStatementByStatement() {
        RuleComment comment = RuleComment.of("""
                 Finds the page in {@code slot|_slots}, e.g. for a fault. Then more.

                 <p>Shape: none. Source: find.c, __find();
                 _find(); simplified: no {@link java.util.List#of(Object) list} is kept. Assumed: it ends;
                 nobody saw it end. It may not.

                 <p>More of it. It goes on; so, assumed: it ends.

                 @param slot a slot. Source: no.
                """);
        assertThat(comment.what()).isEqualTo("Finds the page in `slot\\|_slots`, e.g. for a fault.");
        assertThat(comment.sources()).containsExactly("find.c, \\__find(); \\_find().");
        assertThat(comment.simplified()).containsExactly("No `List.of` is kept.");
        assertThat(comment.assumed())
                .containsExactly("It ends; nobody saw it end. It may not.", "It goes on; so, assumed: it ends.");
    }

    @Test
    void aStatementThatIsTooShortComesWithItsSource() {
        assertThat(RuleComment.of("X. Source: x.c, f(): A becomes B; assumed: with C.")
                        .assumed())
                .containsExactly("x.c, f(): A becomes B; assumed: with C.");
        assertThat(RuleComment.of("X. Source: x.c. Simplified: no statistics.").simplified())
                .containsExactly("No statistics.");
    }

    @Test
    void aCommentThatSaysNothingIsNotAccountable() {
        assertThat(RuleComment.of("Reads: {@code source: x}, unassumed: y. Shape: z.")
                        .isAccountable())
                .isFalse();
        assertThat(RuleComment.of("").what()).isEmpty();
    }
}
