package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a verdict, and a run, say which rules nobody looked at. */
class RulesOffTest {
    private static final String RAW = "scenarios/module/03-two-pages-one-entry.tdx";
    private static final String KVMS = "scenarios/first/03-two-vcpus-one-gfn.tdx";

    @ParameterizedTest
    @ValueSource(strings = {"run", "explore"})
    void behindKvmsBackItsProtocolIsOff(String command) {
        assertThat(Cli.run(command, RAW).out()).contains("V08-V14, I25 off");
        assertThat(Cli.run(command, "--json", RAW).out()).contains("\"rules_off\":\"V08-V14, I25\"");
        assertThat(Cli.run(command, KVMS).out()).doesNotContain(" off,").doesNotContain("V08");
        assertThat(Cli.run(command, "--json", KVMS).out()).contains("\"rules_off\":\"\"");
    }
}
