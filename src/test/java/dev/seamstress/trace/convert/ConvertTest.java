package dev.seamstress.trace.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogSink;
import dev.seamstress.trace.perfetto.PerfettoTrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: each form says what the log says, and nothing in a log is taken for the form's own. Method: a log by hand. */
class ConvertTest {
    private static final List<LogEntry> LOG = List.of(
            new LogEntry.Head(
                    "a%%b", "h", "kvm-6.19", "1.5.01", "engine", true, "seed 1", 1000, List.of("P0", "m \"u")),
            new LogEntry.Delivered(0, 0, 0, 0, -1, true, "continue"),
            new LogEntry.Sent(0, 1, 0, 1, "ask x=1, \"y\"; end"),
            new LogEntry.Delivered(1, 1, 0, 1, 0, false, "ask x=1, \"y\"; end"),
            new LogEntry.Told(1, 1, Event.ZAP_END, List.of(1L), List.of("punch")),
            new LogEntry.Sent(1, 2, 1, 0, "=SUM(A1)"),
            new LogEntry.Entry(1, 1, "direct", 2, 0x180, 1, 1, 2, "present"),
            new LogEntry.Delivered(2, 2, 1, 0, 1, false, "=SUM(A1)"),
            new LogEntry.Broken(2, "V01", "it is"),
            new LogEntry.End(3, "ended", "d", 0));

    private static void tell(LogSink sink) throws IOException {
        for (LogEntry entry : LOG) {
            sink.take(entry);
        }
    }

    @Test
    void csv() throws IOException {
        StringBuilder out = new StringBuilder();
        tell(new Csv(out));
        assertThat(out.toString().split("\r\n"))
                .containsExactly(
                        "step,ns,kind,actor,from,what,gfn,detail",
                        "0,0,deliver,P0,P0,continue,,id=0",
                        "0,0,send,P0,,\"ask x=1, \"\"y\"\"; end\",,\"id=1 to=m \"\"u\"",
                        "1,1000,deliver,\"m \"\"u\",P0,\"ask x=1, \"\"y\"\"; end\",,id=1",
                        "1,1000,event,\"m \"\"u\",,zap_end,,reason=punch",
                        "1,1000,send,\"m \"\"u\",,'=SUM(A1),,id=2 to=P0",
                        "1,1000,entry,\"m \"\"u\",,direct level 1 present,0x180,0x1 -> 0x2",
                        "2,2000,deliver,P0,\"m \"\"u\",'=SUM(A1),,id=2",
                        "2,2000,broken,,,V01,,it is");
    }

    private static LogEntry.Told call(Event event, Leaf leaf, long gfn, Long... more) {
        List<Long> numbers = new ArrayList<>(List.of(CallName.of(leaf, 0), gfn));
        numbers.addAll(List.of(more));
        List<String> words = new ArrayList<>(Collections.nCopies(numbers.size(), null));
        words.set(0, leaf.text() + "@P0");
        return new LogEntry.Told(1, 1, event, numbers, words);
    }

    /** Zero is a page of its own, and no page at all where the call is about none. */
    @Test
    void aCallThatIsAboutNoPageHasNoGfn() throws IOException {
        List<LogEntry.Told> calls = List.of(
                call(Event.SEAMCALL_BEGIN, Leaf.TDH_MEM_TRACK, 0, 0L),
                call(Event.SEAMCALL_BUSY, Leaf.TDH_VP_ENTER, 0, 7L, -1L),
                call(Event.SEAMCALL_DONE, Leaf.TDH_MEM_PAGE_AUG, 0, 0L, 0L),
                call(Event.SEAMCALL_BEGIN, Leaf.TDH_PHYMEM_PAGE_WBINVD, 0x180, 0L));
        StringBuilder table = new StringBuilder();
        StringBuilder graph = new StringBuilder();
        Csv csv = new Csv(table);
        ShiViz shiviz = new ShiViz(graph);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PerfettoTrace perfetto = new PerfettoTrace(bytes);
        for (LogSink sink : List.of(csv, shiviz, perfetto)) {
            sink.take(LOG.get(0));
            sink.take(LOG.get(3));
            for (LogEntry each : calls) {
                sink.take(each);
            }
            sink.take(LOG.get(LOG.size() - 1));
        }
        assertThat(table.toString().lines().skip(2))
                .containsExactly(
                        "1,1000,event,\"m \"\"u\",,seamcall,,call=TDH.MEM.TRACK@P0",
                        "1,1000,event,\"m \"\"u\",,seambusy,,call=TDH.VP.ENTER@P0 status=0x7 by=-1",
                        "1,1000,event,\"m \"\"u\",,seamret,0x0,call=TDH.MEM.PAGE.AUG@P0 level=0 status=0x0",
                        "1,1000,event,\"m \"\"u\",,seamcall,0x180,call=TDH.PHYMEM.PAGE.WBINVD@P0 level=0");
        assertThat(graph.toString())
                .contains(
                        "; seamcall call=TDH.MEM.TRACK@P0; seambusy call=TDH.VP.ENTER@P0 status=0x7 by=-1;",
                        "; seamret call=TDH.MEM.PAGE.AUG@P0 gfn=0x0 level=0 status=0x0;");
        assertThat(bytes.toString(ISO_8859_1).split("gfn", -1))
                .as("pages in the trace")
                .hasSize(1 + 1);
    }

    @Test
    void shiviz() throws IOException {
        StringBuilder out = new StringBuilder();
        tell(new ShiViz(out));
        assertThat(out.toString().lines())
                .containsExactly(
                        ShiViz.REGEX,
                        "",
                        "P0 {\"P0\":1}",
                        "goes on",
                        "m_\"u {\"P0\":1, \"m_'u\":1}",
                        "ask x=1, \"y\"; end; zap_end reason=punch",
                        "P0 {\"P0\":2, \"m_'u\":1}",
                        "=SUM(A1)");
    }

    @Test
    void mermaid() throws IOException {
        StringBuilder out = new StringBuilder();
        Mermaid diagram = new Mermaid();
        tell(diagram);
        assertThat(diagram.isTooLong()).isFalse();
        diagram.write(out);
        assertThat(out.toString().lines())
                .containsExactly(
                        "sequenceDiagram",
                        "  %% a#37;#37;b, kvm-6.19, module 1.5.01, seed 1",
                        "  participant a0 as P0",
                        "  participant a1 as m #34;u",
                        "  a0->>a1: ask x=1, #34;y#34;#59; end",
                        "  a1->>a0: =SUM(A1)",
                        "  Note over a0: V01 broken: it is");
    }

    @Test
    void mermaidKnowsItsLimits() throws IOException {
        Mermaid diagram = new Mermaid();
        diagram.take(LOG.get(0));
        for (int i = 0; i <= Mermaid.MESSAGES_MAX; i++) {
            assertThat(diagram.isTooLong()).isFalse();
            diagram.take(new LogEntry.Delivered(i, i, 0, 1, 0, false, "x"));
        }
        assertThat(diagram.isTooLong()).isTrue();
        Mermaid wide = new Mermaid();
        wide.take(LOG.get(0));
        wide.take(new LogEntry.Delivered(0, 0, 0, 1, 0, false, "x".repeat(Mermaid.TEXT_MAX)));
        assertThat(wide.isTooLong()).isTrue();
    }
}
