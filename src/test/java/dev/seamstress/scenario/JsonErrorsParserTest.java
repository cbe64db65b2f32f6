package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.scenario.text.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: wrong JSON gets one clear message at its place. Method: one change each to the JSON of one scenario. */
class JsonErrorsParserTest {
    private static final String JSON = JsonWriter.pretty(Corpus.read("""
                    TDX demo
                    { slot 1 = 0x100+8 gmem; x = 0x100; }
                     P0          | VMM          ;
                     A: accept x | D: delslot 1 ;
                    never (mirror(x) = frozen)
                    finally (D = ok)
                    """).tree());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"type\" : \"Scenario\",' | '' | a node of type `Scenario` is due here",
                "'\"name\" : \"demo\"' | '\"name\" : 7' | a word is due here",
                "'\"name\" : \"demo\"' | '\"name\" : \"de mo\"' | a word is due here",
                "'\"name\" : \"demo\"' | '\"nome\" : \"demo\"' | `Scenario` needs `name`",
                "'\"name\" : \"demo\",' | '\"name\" : \"demo\", \"x\" : 1,' | `Scenario` has no key `x`",
                "'\"doc\" : null' | '\"doc\" : \"a\\nb\"' | `doc` is one line without quotes",
                "'\"base\" : 256' | '\"base\" : -1' | this number is out of range",
                "'\"base\" : 256' | '\"base\" : 1.5' | a scenario has no such JSON value",
                "'\"base\" : 256' | '\"base\" : 99999999999999999999' | this number is out of range",
                "'\"base\" : 256' | '\"base\" : 9007199254740993' | a number is due here",
                "'\"kind\" : \"P\"' | '\"kind\" : \"Q\"' | 'a column is P, VMM, HOSTMM or GMEM'",
                "'\"last\" : 0' | '\"last\" : 576' | there is no such column",
                "'\"verb\" : \"accept\"' | '\"verb\" : \"acept\"' | no operation `acept`",
                "'\"rel\" : \"=\"' | '\"rel\" : \"~\"' | 'a comparison is =, !=, <, <=, > or >='",
                "'\"type\" : \"Test\"' | '\"type\" : \"Tset\"' | 'a condition is due here, not `Tset`'",
                "'\"quant\" : \"never\"' | '\"quant\" : \"nver\"' "
                        + "| 'a quantifier is always, never, sometimes or finally'",
                "'\"zerostep\" : false' | '\"zerostep\" : 1' | `zerostep` is true or false",
                "'\"models\" : [' | '\"models\" : {' | this is not JSON: Unexpected character"
            })
    void oneChange(String from, String to, String message) {
        assertThat(JSON).contains(from);
        String changed = JSON.replace(from, to == null ? "" : to);
        String text = Corpus.problems(changed);
        assertThat(text.lines().findFirst().orElseThrow())
                .matches("demo.tdx:[0-9]+:[0-9]+: error: .*")
                .endsWith(": error: " + message);
    }

    @Test
    void theJsonItselfIsRight() {
        assertThat(Corpus.problems(JSON)).isEqualTo("0 errors\n");
    }

    @Test
    void placesAreThoseOfTheJson() {
        assertThat(Corpus.problems(JSON.replace("\"accept\"", "\"acept\""))).isEqualTo("""
                demo.tdx:69:20: error: no operation `acept`
                          "verb" : "acept",
                                   ^^^^^^^
                hint: did you mean `accept`?
                1 error
                """);
    }

    @Test
    void nestingIsBounded() {
        assertThat(Corpus.problems("{\"type\":\"Scenario\",\"decls\":" + "[".repeat(100_000)))
                .contains("error: this is not JSON: ")
                .endsWith("1 error\n");
        String open = "{\"type\":\"Not\",\"of\":".repeat(40);
        String deep =
                "{\"type\":\"Scenario\",\"name\":\"t\",\"columns\":[{\"type\":\"Column\",\"kind\":\"P\",\"first\":0,"
                        + "\"last\":0}],\"claims\":[{\"type\":\"Claim\",\"quant\":\"always\",\"cond\":" + open
                        + "{\"type\":\"Bool\",\"term\":{\"type\":\"Word\",\"name\":\"bug_on\"}}" + "}".repeat(40)
                        + "}]}";
        assertThat(Corpus.problems(deep)).contains("error: too deeply nested\n");
    }

    @Test
    void keysMayStandInAnyOrderAndBeAbsent() {
        String json = "{\"columns\":[{\"last\":0,\"first\":0,\"kind\":\"P\",\"type\":\"Column\"}],"
                + "\"name\":\"t\",\"type\":\"Scenario\"}";
        assertThat(Corpus.read(json).tree())
                .isEqualTo(Corpus.read("TDX t\n{ }\n P0 ;\n").tree());
    }
}
