package dev.seamstress.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.Injection;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.world.Scene;
import org.junit.jupiter.api.Test;

/** Goal: only a KVM_BUG_ON that the script has asked for is excused. */
class KvmBugsTest {
    private static final long INJECTED = Injection.ERROR_STATUS;
    private static final String TEXT = """
            TDX bugs
            { slot 1 = 0x100+8 gmem; x = 0x100; inject OUTCOME aug once; }
             P0         ;
             A: fault x ;
            """;

    private static KvmBugs bugs(String outcome) {
        return new KvmBugs(Scene.of("bugs", TEXT.replace("OUTCOME", outcome)).scenario());
    }

    @Test
    void theStatusThatIsInjectedIsExcused() {
        assertThat(bugs("error").is(Event.BUG_ON, INJECTED)).isFalse();
    }

    @Test
    void noOtherIs() {
        assertThat(bugs("error").is(Event.BUG_ON, TdxStatus.OPERAND_BUSY.word()))
                .isTrue();
        assertThat(bugs("busy").is(Event.BUG_ON, INJECTED)).isTrue();
        assertThat(bugs("error").is(Event.VM_DEAD, INJECTED)).isFalse();
    }
}
