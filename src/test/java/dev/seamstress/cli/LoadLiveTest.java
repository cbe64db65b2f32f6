package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: a load job on real actors does all that it does in virtual time, and ends. Method: small shipped jobs. */
@Timeout(120)
class LoadLiveTest {
    private static Cli live(String job, String... more) {
        String[] start = {"load", "conf/load/" + job, "--live"};
        return Cli.run(Stream.of(start, more).flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    void everyPageIsAcceptedOnce() throws IOException {
        Cli cli = live("boot-eager.conf", "--json", "--set", "td.memory=4MiB", "--set", "td.vcpus=16");
        assertThat(cli.code()).as(cli.err()).isZero();
        Map<String, Object> object = cli.onlyObject();
        assertThat(object)
                .containsEntry("live", true)
                .containsEntry("reproducible", false)
                .containsEntry("vcpus", 16L)
                .containsEntry("end", "done");
        Map<?, ?> accept = (Map<?, ?>) ((Map<?, ?>) object.get("operations")).get("accept");
        assertThat(accept.get("count")).isEqualTo(1024L);
        assertThat(((Map<?, ?>) object.get("tasks")).get("count")).isEqualTo(1024L);
        assertThat((long) object.get("messages")).isGreaterThan(10 * 1024L);
        Map<?, ?> vcpus = (Map<?, ?>) ((Map<?, ?>) object.get("mailboxes")).get("vcpu");
        assertThat(vcpus.get("actors")).isEqualTo(16L);
    }

    /** Its background never ends by itself; the run does, when the phases are over. */
    @Test
    void whatGoesOnBehindEndsWithThePhases() {
        Cli cli = live("notifier-storm.conf", "--set", "td.memory=4MiB", "--set", "td.vcpus=2");
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out())
                .startsWith("notifier-storm: live, on Pekko actors, by the wall clock")
                .contains("not reproducible", "; done\n")
                .containsPattern("\n {2}host threads +1 ")
                .containsPattern("\n {2}accept +1,024 ")
                .containsPattern("\n {2}notify +[1-9]");
    }

    @Test
    void whatDoesNotGoTogetherIsRefused() {
        assertThat(live("boot-eager.conf", "--out", "x").err()).contains("--out does not go with --live");
        Cli often = live("boot-eager.conf", "--replications", "2");
        assertThat(often.err()).contains("--replications does not go with --live");
        assertThat(often.code()).isEqualTo(ExitCode.USAGE.number());
        Cli large = live("boot-eager.conf", "--set", "td.memory=8GiB");
        assertThat(large.err()).contains("--live plays TDs of at most 4GiB");
        assertThat(large.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    }
}
