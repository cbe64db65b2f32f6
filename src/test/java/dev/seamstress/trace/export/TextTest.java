package dev.seamstress.trace.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.Gfn;
import dev.seamstress.core.machine.Continue;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: names and numbers are written as people in the field write them. Method: one case a rule. */
class TextTest {
    private static final Actors ACTORS = new Actors(List.of("P0", "P1", "VMM"));

    @ParameterizedTest
    @CsvSource({"LockRequest, lock_request", "EPTWalk, ept_walk", "isFlushed, is_flushed", "r8, r8", "X, x"})
    void camelCaseBecomesWords(String name, String words) {
        assertThat(Ascii.words(name)).isEqualTo(words);
    }

    @Test
    void hexNeedsNoMoreDigitsThanAsked() {
        for (int bit = 0; bit < 64; bit++) {
            long value = 1L << bit;
            assertThat(Ascii.hex(new StringBuilder(), value).toString()).isEqualTo(Long.toHexString(value));
            assertThat(Ascii.hex(new StringBuilder(), value - 1, 16).toString())
                    .isEqualTo(String.format(Locale.ROOT, "%016x", value - 1));
        }
        assertThat(Ascii.hex(new StringBuilder("0x"), 0).toString()).isEqualTo("0x0");
    }

    @Test
    void whatIsNotPrintableIsEscaped() {
        String hostile = "a\n\u001b[2J\\b\u0000\u007f\u00e9\u202e\ud83d\ude00";
        assertThat(Ascii.escape(hostile)).isEqualTo("a\\x0a\\x1b[2J\\\\b\\x00\\x7f\\xe9\\u202e\\ud83d\\ude00");
        assertThat(Ascii.escape("plain ~text")).isEqualTo("plain ~text");
    }

    @Test
    void messagesSayKindAndComponents() {
        assertThat(text(new Seamcall(Leaf.TDH_MEM_PAGE_AUG, 0x100000, 0, 0x42000)))
                .isEqualTo("seamcall TDH.MEM.PAGE.AUG rcx=0x100000 r8=0x42000");
        assertThat(text(new EptViolation(0x1000, Grant.Mode.READ, 1)))
                .isEqualTo("ept_violation gpa=0x1000 read requested_level=1");
        assertThat(text(new EptViolation(-1, null, 0)))
                .isEqualTo("ept_violation gpa=0xffffffffffffffff requested_level=0");
        assertThat(text(new Entered(0, true, new Gfn(0x10)))).isEqualTo("entered status=0x0 flushed at=0x10");
        assertThat(text(new Entered(2, false, new Gfn(0x10)))).isEqualTo("entered status=0x2 at=0x10");
        assertThat(text(Continue.CONTINUE)).isEqualTo("continue");
    }

    @Test
    void locksAndThreadsAreNamed() {
        assertThat(text(new LockMessage.Request(0, Grant.Mode.READ))).isEqualTo("lock_request mmu_lock read");
        assertThat(text(new LockMessage.Granted(new Grant(0, Grant.Mode.WRITE, 1), 2, 1500, null)))
                .isEqualTo("lock_granted mmu_lock write holder=VMM wait_ns=1500");
        assertThat(text(new LockMessage.Request(7, Grant.Mode.READ))).isEqualTo("lock_request lock7 read");
    }

    @Test
    void anActorKeepsItsNameUnlessItIsHostile() {
        Actors actors = new Actors(List.of("P12", "vcpu3", "VMM", "\u001b[31m", "n".repeat(40), "Px"));
        assertThat(actors.name(0)).isEqualTo("P12");
        assertThat(actors.task(0)).isEqualTo("vcpu12");
        assertThat(actors.vcpu(0)).isEqualTo(12);
        assertThat(actors.vcpu(1)).isEqualTo(3);
        assertThat(actors.task(2)).isEqualTo("vmm");
        assertThat(actors.vcpu(2)).isEqualTo(2);
        assertThat(actors.name(3)).isEqualTo("\\x1b[31m");
        assertThat(actors.name(4)).isEqualTo("n".repeat(20) + "~4");
        assertThat(actors.task(4)).isEqualTo("n".repeat(15));
        assertThat(actors.task(5)).isEqualTo("px");
        assertThat(actors.name(6)).isEqualTo("#6");
        assertThat(actors.name(-1)).isEqualTo("#-1");
    }

    @Test
    void enumWordsKnowOrdinalsAndLeaveTheRest() {
        EventWords words = new EnumWords().with("why", Leaf.values()).with("mode", Grant.Mode.values());
        assertThat(words.text(Event.FAULT_RETRY, 1, Leaf.TDH_MEM_PAGE_AUG.ordinal()))
                .isEqualTo("TDH.MEM.PAGE.AUG");
        assertThat(words.text(Event.LOCK_GRANTED, 1, 1)).isEqualTo("write");
        assertThat(words.text(Event.LOCK_GRANTED, 1, 2)).isNull();
        assertThat(words.text(Event.LOCK_GRANTED, 1, -1)).isNull();
        assertThat(words.text(Event.LOCK_GRANTED, 0, 0)).isNull();
        assertThat(words.text(Event.FAULT_RETRY, 0, 0)).isNull();
    }

    @Test
    void callsAreNamedByLeafAndThread() {
        EventWords words = new CallWords(ACTORS, Runs.WORDS);
        long call = CallName.of(Leaf.TDH_MEM_PAGE_AUG, 2);
        assertThat(words.text(Event.SEAMCALL_BUSY, 0, call)).isEqualTo("TDH.MEM.PAGE.AUG@VMM");
        assertThat(words.text(Event.SEAMCALL_BUSY, 3, call)).isEqualTo("TDH.MEM.PAGE.AUG@VMM");
        assertThat(words.text(Event.SEAMCALL_BUSY, 3, -1)).isEqualTo("claim");
        assertThat(words.text(Event.SEAMCALL_BUSY, 1, call)).isNull();
        assertThat(words.text(Event.LOCK_GRANTED, 0, 0)).isEqualTo("mmu_lock");
    }

    @Test
    void whatAnEnumSaysIsEscaped() {
        assertThat(EnumTexts.textOf(Odd.BELL)).isEqualTo("\\x07");
        assertThat(new EnumTexts().text(Odd.WITH_BODY)).isEqualTo("fine");
    }

    /** Says what it should not. */
    public enum Odd {
        BELL("\u0007"),
        WITH_BODY("fine") {
            @Override
            public String toString() {
                return "unheard";
            }
        };

        private final String text;

        Odd(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    @Test
    void eventsAreShortInColumnsAndFullInLogs() {
        EventText texts = new EventText(
                ACTORS,
                (event, index, value) -> event.arg(index).name().endsWith("spte") && value == 0x5a0
                        ? "FROZEN"
                        : Runs.WORDS.text(event, index, value));
        StringBuilder brief = new StringBuilder();
        texts.brief(brief, Event.KVM_TDP_MMU_SPTE_CHANGED, 0x100, 1, 0x5a0, 0xb37);
        assertThat(brief.toString()).isEqualTo("kvm_tdp_mmu_spte_changed gfn=0x100 level=1 FROZEN -> 0xb37");
        StringBuilder pairs = new StringBuilder();
        texts.pairs(pairs, Event.SPTE_FROZEN, 0x100, 1, 0x5a0, 0);
        assertThat(pairs.toString()).isEqualTo("gfn=0x100 level=1 old_spte=0x5a0");
        pairs.setLength(0);
        texts.pairs(pairs, Event.LOCK_GRANTED, 0, 1, 2, 0);
        assertThat(pairs.toString()).isEqualTo("lock=mmu_lock mode=write holder=VMM");
    }

    @Test
    void textIsBrokenAtSpacesElseAtTheWidth() {
        assertThat(lines("alpha beta gamma", 10)).containsExactly("alpha beta", "gamma");
        assertThat(lines("alpha beta gamma", 9)).containsExactly("alpha", "beta", "gamma");
        assertThat(lines("abcdefghij klm", 4)).containsExactly("abcd", "efgh", "ij", "klm");
        assertThat(lines("abc", 3)).containsExactly("abc");
    }

    private static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int end = Wrap.end(text, from, width);
            lines.add(text.substring(from, end));
            from = Wrap.next(text, end);
        }
        return lines;
    }

    private static String text(Message message) {
        MessageText texts = new MessageText(ACTORS, new EventText(ACTORS, Runs.WORDS));
        StringBuilder first = new StringBuilder();
        texts.append(first, message);
        StringBuilder second = new StringBuilder();
        texts.append(second, message);
        assertThat(second.toString()).isEqualTo(first.toString());
        return first.toString();
    }

    /** Messages of a test are never hashed. */
    private interface Unhashed extends Message {
        @Override
        default long content() {
            return 0;
        }
    }

    private record Seamcall(Leaf leaf, long rcx, long rdx, long r8) implements Unhashed {}

    private record EptViolation(long gpa, Grant.Mode access, int requestedLevel) implements Unhashed {}

    private record Entered(long status, boolean isFlushed, Gfn at) implements Unhashed {}

    /** A family of messages as the locks have one. */
    private interface LockMessage extends Unhashed {
        record Request(int lock, Grant.Mode mode) implements LockMessage {}

        record Granted(Grant grant, int holder, long waitNs, Grant.Mode missing) implements LockMessage {}
    }
}
