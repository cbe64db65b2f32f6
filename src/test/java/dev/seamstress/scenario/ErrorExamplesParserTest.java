package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Goal: the examples of the manual's chapter on errors come out word for word. Method: one change each to one small
 * scenario, and the whole rendered text compared.
 */
class ErrorExamplesParserTest {
    private static final String DEMO = """
        TDX demo
        models = kvm-6.19
        { slot 1 = 0x100+8 gmem; x = 0x100; }
         P0          | VMM          ;
         A: accept x | D: delslot 1 ;
        finally (D = ok)
        """;

    private static String row(String row) {
        return DEMO.replace(" A: accept x | D: delslot 1 ;", row);
    }

    /** As {@link #row}, with a claim about A instead of D. */
    private static String rowWithA(String row) {
        return row(row).replace("(D = ok)", "(A = ok)");
    }

    private static String claim(String claim) {
        return DEMO.replace("finally (D = ok)", claim);
    }

    private static void assertOneError(String text, String expected) {
        assertThat(Corpus.problems(text)).isEqualTo(expected + "1 error\n");
    }

    @Test
    void demoItselfIsRight() {
        assertThat(Corpus.read(DEMO).problems().list()).isEmpty();
    }

    @Test
    void misspeltOperation() {
        assertOneError(row(" A: acept x | D: delslot 1 ;"), """
            demo.tdx:5:5: error: no operation `acept`
             A: acept x | D: delslot 1 ;
                ^^^^^
            hint: did you mean `accept`?
            """);
    }

    @Test
    void cellForgotten() {
        assertOneError(rowWithA(" A: accept x ;"), """
            demo.tdx:5:14: error: this row has 1 cell, the header has 2 columns
             A: accept x ;
                         ^
            hint: write the empty cells: `|`
            """);
    }

    @Test
    void semicolonForgotten() {
        assertOneError(row(" A: accept x | D: delslot 1"), """
            demo.tdx:5:28: error: expected `;` or `|`
             A: accept x | D: delslot 1
                                       ^
            hint: a row ends with `;`
            """);
    }

    @Test
    void undeclaredGfn() {
        assertOneError(row(" A: fault y | D: delslot 1 ;"), """
            demo.tdx:5:11: error: no gfn is called `y`
             A: fault y | D: delslot 1 ;
                      ^
            hint: declare it in the block of facts: `y = 0x100;`
            """);
    }

    @Test
    void theOtherAlias() {
        assertOneError(row(" A: fault x.shared | D: delslot 1 ;"), """
            demo.tdx:5:11: error: no gfn is called `x.shared`
             A: fault x.shared | D: delslot 1 ;
                      ^^^^^^^^
            hint: of an access the other alias is a word behind the gfn: `read x shared`
            """);
        assertOneError(row(" A: fault shared(x) | D: delslot 1 ;"), """
            demo.tdx:5:17: error: expected `;` or `|`, not `(`
             A: fault shared(x) | D: delslot 1 ;
                            ^
            hint: the shared alias of x is written `read x shared`
            """);
        assertOneError(row(" A: fault x.y | D: delslot 1 ;"), """
            demo.tdx:5:11: error: no gfn is called `x.y`
             A: fault x.y | D: delslot 1 ;
                      ^^^
            hint: a name has letters, digits and `_`
            """);
    }

    @Test
    void wrongColumn() {
        assertOneError(row(" A: delslot 1 | D: delslot 1 ;"), """
            demo.tdx:5:5: error: `delslot` cannot stand in column P0
             A: delslot 1 | D: delslot 1 ;
                ^^^^^^^
            hint: it belongs in a VMM column
            """);
    }

    @Test
    void resultsWithABar() {
        assertOneError(row(" A: accept x => ok|memfault | D: delslot 1 ;"), """
            demo.tdx:5:20: error: `memfault` is a result, not an operation
             A: accept x => ok|memfault | D: delslot 1 ;
                               ^^^^^^^^
            hint: several results are written `=> {ok, memfault}`; `|` separates cells
            """);
    }

    @Test
    void labelUsedTwice() {
        assertOneError(rowWithA(" A: accept x | A: delslot 1 ;"), """
            demo.tdx:5:16: error: label `A` is already used
             A: accept x | A: delslot 1 ;
                           ^
            note: first used on line 5
            """);
    }

    @Test
    void stateInUpperCase() {
        assertOneError(claim("never (sept(x) = MAPPED)"), """
            demo.tdx:6:18: error: `sept` is never `MAPPED`
            never (sept(x) = MAPPED)
                             ^^^^^^
            hint: states are lower case: `mapped`
            """);
    }

    @Test
    void resultInEveryState() {
        assertOneError(claim("always (D = ok)"), """
            demo.tdx:6:9: error: results are known in `finally` and `sometimes` only
            always (D = ok)
                    ^
            hint: before `D` ends its result is `unset`
            """);
    }

    @Test
    void orderWithAnotherArrow() {
        assertOneError(claim("order (block(x) > remove(x))"), """
            demo.tdx:6:17: error: expected `)`, not `>`
            order (block(x) > remove(x))
                            ^
            hint: events are put in order by `->`: `order (zap(x) -> flush)`
            """);
    }

    @Test
    void eventComparedWithEvent() {
        assertOneError(claim("always (block(x) < remove(x))"), """
            demo.tdx:6:9: error: `block` is an event
            always (block(x) < remove(x))
                    ^^^^^
            hint: `seen(block)` asks whether it happened; an order of events is `order (a -> b)`
            """);
    }

    @Test
    void unknownModel() {
        assertOneError(DEMO.replace("kvm-6.19", "kvm-6.9"), """
            demo.tdx:2:10: error: no model `kvm-6.9`
            models = kvm-6.9
                     ^^^^^^^
            hint: it is one of `kvm-6.12`, `seed-2024`, `kvm-6.16`, `kvm-6.18` or `kvm-6.19`
            """);
    }

    @Test
    void lengthThatIsMe() {
        assertOneError(row(" A: accept x | D: convert x+me to shared ;"), """
            demo.tdx:5:29: error: a length cannot be `me`
             A: accept x | D: convert x+me to shared ;
                                        ^^
            hint: `x[me]` is the gfn at offset `me`; `x+8` is 8 gfns from x
            """);
    }

    @Test
    void labelThatIsAResult() {
        assertOneError(row(" ok: accept x | D: delslot 1 ;"), """
            demo.tdx:5:2: error: `ok` is a result and cannot be a label
             ok: accept x | D: delslot 1 ;
             ^^
            """);
    }

    @Test
    void factsThatContradict() {
        String facts = "{ slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; attr(x) = shared; }";
        assertOneError(DEMO.replace("{ slot 1 = 0x100+8 gmem; x = 0x100; }", facts), """
            demo.tdx:3:55: error: attr(x) = shared contradicts sept(x) = mapped
            { slot 1 = 0x100+8 gmem; x = 0x100; sept(x) = mapped; attr(x) = shared; }
                                                                  ^^^^^^^^^^^^^^^^
            note: sept(x) = mapped is on line 3
            """);
    }
}
