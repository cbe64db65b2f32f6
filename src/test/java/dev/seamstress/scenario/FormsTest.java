package dev.seamstress.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.scenario.text.Fmt;
import dev.seamstress.scenario.text.JsonWriter;
import dev.seamstress.scenario.text.ScenarioHash;
import dev.seamstress.scenario.words.Defaults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: text, canonical text and JSON are three forms of one tree. Method: turn every scenario of the corpus into each
 * form and back, and compare trees, texts and hashes.
 */
class FormsTest {
    private static final Defaults DEFAULTS = Defaults.of(TestNames.COMPLETE);

    static List<Path> files() {
        return Corpus.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void formattingKeepsTheTreeAndIsStable(Path file) {
        ReadResult read = Corpus.read(Corpus.text(file));
        String text = Fmt.format(read.parsed(), DEFAULTS);
        ReadResult again = Corpus.read(text);
        assertThat(again.problems().render()).isEqualTo("0 errors\n");
        assertThat(again.tree()).isEqualTo(read.tree());
        assertThat(Fmt.format(again.parsed(), DEFAULTS)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("files")
    void jsonIsReadBackAsTheSameTree(Path file) {
        ReadResult read = Corpus.read(Corpus.text(file));
        String json = JsonWriter.pretty(read.tree());
        ReadResult again = Corpus.read(json);
        assertThat(again.problems().render()).isEqualTo("0 errors\n");
        assertThat(again.tree()).isEqualTo(read.tree());
        assertThat(JsonWriter.pretty(again.tree())).isEqualTo(json);
        // The text of a tree that came as JSON differs in the spelling of numbers only.
        ReadResult fromText = Corpus.read(Fmt.format(again.tree(), DEFAULTS));
        assertThat(fromText.tree()).isEqualTo(read.tree());
        assertThat(ScenarioHash.of(fromText.tree())).isEqualTo(ScenarioHash.of(read.tree()));
    }

    @Test
    void canonicalFormOfAnUntidyFile() {
        String untidy = """
            // about all of it
            TDX untidy   // the name
            "a sentence"
            timers=any
            (* which kernels *) models = kvm-6.18,kvm-6.19
            vm = tdx // the default goes, this stays
            td{state=initialized;zerostep;}
            {slot 1=0x100+8 gmem;x=256;  // a gfn
            y=x[1];
            }
            P0|P[1..2]|VMM0; // threads
            A:accept x(* inside *)=>{ok}|fault x[me*1]|D:convert x+2M to shared=>{ok,einval};
            |repeat 2{enter,load}|;
            never at rest((mirror(x)=none)/\\(sept(x,2M)=table \\/ ~(hp(x)=set)))
            ~exists((mirror(x)=frozen))   exists(seen(P0 retry frozen)) forall
              (A in{ok,busy} // why
            /\\ ~~(D = ok))
            // the end
            expect kvm-6.18+b29-no-rollback:refuted V05
            """;
        assertThat(Corpus.read(untidy).problems().render()).isEqualTo("0 errors\n");
        String expected = """
            // about all of it
            TDX untidy // the name
            "a sentence"
            (* which kernels *)
            models = kvm-6.18, kvm-6.19
            // the default goes, this stays
            timers = any
            td { zerostep; state = initialized; }
            {
              slot 1 = 0x100+8 gmem;
              x = 256; // a gfn
              y = x[1];
            }
             P0                | P[1..2]                  | VMM                                       ; // threads
             A: accept x => ok | fault x[me]              | D: convert x+2M to shared => {ok, einval} ; (* inside *)
                               | repeat 2 { enter, load } |                                           ;
            never at rest (mirror(x) = none /\\ (sept(x,2M) = table \\/ ~(hp(x) = set)))
            never (mirror(x) = frozen)
            sometimes (seen(P0 retry frozen))
            finally (A in {ok, busy} /\\ ~~(D = ok)) // why
            // the end
            expect kvm-6.18 + b29-no-rollback: refuted V05
            """;
        String text = Fmt.format(Corpus.read(untidy).parsed(), DEFAULTS);
        assertThat(text).isEqualTo(expected);
        assertThat(Fmt.format(Corpus.read(text).parsed(), DEFAULTS)).isEqualTo(text);
        assertThat(Corpus.read(text).tree()).isEqualTo(Corpus.read(untidy).tree());
    }

    @Test
    void longFactsTakeALineEach() {
        String facts = "{ slot 1 = 0x100+8 gmem; x = 0x100; y = x[1]; z = x[2]; sept(x) = mapped; sept(y) = mapped; }";
        String longer = facts.replace("}", "attr(z) = shared; }");
        String scenario = "TDX t\n%s\n P0     ;\n A: load ;\nfinally (A = ok)\n";
        String fits = Fmt.format(Corpus.read(scenario.formatted(facts)).parsed(), DEFAULTS);
        assertThat(fits).contains("\n" + facts + "\n");
        String breaks = Fmt.format(Corpus.read(scenario.formatted(longer)).parsed(), DEFAULTS);
        assertThat(breaks)
                .contains("{\n  slot 1 = 0x100+8 gmem;\n  x = 0x100;\n")
                .contains("  attr(z) = shared;\n}\n");
    }

    @Test
    void hashNamesTheQuestion() {
        String text = Corpus.text(Corpus.files().get(11));
        String hash = hash(text);
        assertThat(hash).matches("[0-9a-f]{12}");
        assertThat(hash(text.replaceFirst("\"[^\"]*\"", "\"another sentence\"")))
                .isEqualTo(hash);
        assertThat(hash(text + "expect kvm-6.16: livelock\n")).isEqualTo(hash);
        assertThat(hash("// a comment\n" + text.replace("0x100", "256"))).isEqualTo(hash);
        assertThat(hash(text.replace("{ slot", "vm = tdx\ntimers = never\ntd { gpaw = 48; }\n{ slot")))
                .isEqualTo(hash);
        assertThat(hash(text.replace("<= 1", "<= 2"))).isNotEqualTo(hash);
        assertThat(hash(text.replace("{ slot", "timers = any\n{ slot"))).isNotEqualTo(hash);
    }

    /** Conditions of every shape up to a depth, each with and without parentheses that change nothing. */
    @Test
    void parenthesesThatChangeNothingGo() {
        int conditions = 0;
        for (String shape : shapes(2)) {
            String claim = "TDX t\n{ slot 1 = 0x100+8 gmem; x = 0x100; }\n P0 ;\n load ;\nalways (%s)\n";
            ReadResult full = Corpus.read(claim.formatted(shape));
            String text = Fmt.format(full.parsed(), DEFAULTS);
            assertThat(Corpus.read(text).tree()).as(shape).isEqualTo(full.tree());
            assertThat(Fmt.format(Corpus.read(text).parsed(), DEFAULTS))
                    .as(shape)
                    .isEqualTo(text);
            String body = text.substring(text.indexOf("always (") + "always (".length());
            assertThat(body).doesNotContain("(bug_on)").doesNotContain("~(~").doesNotContain("(((");
            conditions++;
        }
        assertThat(conditions).isGreaterThan(300);
    }

    /** Conditions with everything in parentheses. */
    private static List<String> shapes(int depth) {
        List<String> shapes = new ArrayList<>(List.of("bug_on", "hp(x) = set"));
        if (depth > 0) {
            List<String> inner = shapes(depth - 1);
            for (String left : inner) {
                shapes.add("~(" + left + ")");
                for (String right : inner) {
                    shapes.add("(" + left + ") /\\ (" + right + ")");
                    shapes.add("(" + left + ") \\/ (" + right + ")");
                }
            }
        }
        return shapes;
    }

    private static String hash(String text) {
        ReadResult read = Corpus.read(text);
        assertThat(read.problems().render()).isEqualTo("0 errors\n");
        return read.resolved().orElseThrow().title().hash();
    }
}
