package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.house.LauncherBench.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the launcher builds when it must, only then, and never starts something half built.
 *
 * <p>Method: the real launcher in a project of its own, whose Maven wrapper is a script that does what the test says
 * and whose program prints its arguments and exits with 7.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
    private static final String ECHO = "[one, two three]\n";

    @TempDir
    private Path directory;

    private LauncherBench bench;

    @BeforeEach
    void setUp() throws IOException {
        bench = new LauncherBench(directory.resolve("a project"));
    }

    @Test
    void theFirstStartBuildsAndTheSecondDoesNot() throws Exception {
        Ended first = bench.start();
        assertThat(first.stdout()).isEqualTo(ECHO);
        assertThat(first.stderr()).contains("building").hasLineCount(1);
        assertThat(first.status()).isEqualTo(7);

        Ended second = bench.start();
        assertThat(second.stdout()).isEqualTo(ECHO);
        assertThat(second.stderr()).isEmpty();
        assertThat(second.status()).isEqualTo(7);
        assertThat(bench.builds()).isEqualTo(1);
    }

    @Test
    void aChangedAnAddedAndARemovedSourceAreNoticed() throws Exception {
        bench.start();
        bench.write("src/main/java/Some.java", "changed");
        bench.start();
        assertThat(bench.builds()).isEqualTo(2);
        bench.write("src/main/java/Other.java", "added");
        bench.start();
        assertThat(bench.builds()).isEqualTo(3);
        Files.delete(bench.path("src/main/java/Other.java"));
        bench.start();
        assertThat(bench.builds()).isEqualTo(4);
    }

    @Test
    void anEditDuringTheBuildIsNoticedAtTheNextStart() throws Exception {
        // Later than the stamp by more than the tick of file times.
        bench.mavenAlso("sleep 0.1; echo edited >src/main/java/Some.java");
        bench.start();
        bench.mavenAlso("");
        bench.start();
        assertThat(bench.builds()).isEqualTo(2);
    }

    @Test
    void aFailedBuildIsToldAndTriedAgain() throws Exception {
        bench.mavenAlso("echo '[INFO] chatter'; echo '[ERROR] semicolon expected'; exit 1");
        Ended failed = bench.start();
        assertThat(failed.status()).isEqualTo(70);
        assertThat(failed.stdout()).isEmpty();
        assertThat(failed.stderr())
                .contains("semicolon expected", "target/build.log")
                .doesNotContain("chatter");

        bench.mavenAlso("");
        assertThat(bench.start().stdout()).isEqualTo(ECHO);
    }

    @Test
    void aFailedBuildLeavesTheOldProgramButDoesNotStartIt() throws Exception {
        bench.start();
        bench.write("src/main/java/Some.java", "broken");
        bench.mavenAlso("exit 1");
        assertThat(bench.start().status()).isEqualTo(70);
        assertThat(bench.path("target/app/seamstress.jar")).exists();
        assertThat(bench.start().status()).isEqualTo(70);
    }

    @Test
    void anInterruptedBuildLeavesNothingBehind() throws Exception {
        bench.mavenAlso("touch ../reached; exec sleep 600");
        Process launcher = bench.launch();
        bench.await(directory.resolve("reached"));
        launcher.toHandle().destroy();
        assertThat(launcher.waitFor()).isEqualTo(130);
        assertThat(bench.path("target/lock")).doesNotExist();
        assertThat(bench.path("target")).isDirectoryNotContaining("glob:**/quick.*");

        bench.mavenAlso("");
        assertThat(bench.start().stdout()).isEqualTo(ECHO);
    }

    @Test
    void theLockOfADeadProcessIsTakenOver() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectory(bench.path("target"));
        Files.createSymbolicLink(bench.path("target/lock"), Path.of(String.valueOf(dead.pid())));
        assertThat(bench.start().stdout()).isEqualTo(ECHO);
        assertThat(Files.isSymbolicLink(bench.path("target/lock"))).isFalse();
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        bench.mavenAlso("sleep 1");
        Process one = bench.launch();
        Process other = bench.launch();
        assertThat(LauncherBench.end(one).stdout()).isEqualTo(ECHO);
        assertThat(LauncherBench.end(other).stdout()).isEqualTo(ECHO);
        assertThat(bench.builds()).isEqualTo(1);
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        Path links = Files.createDirectory(directory.resolve("links"));
        Files.createSymbolicLink(links.resolve("near"), Path.of("../a project/seamstress"));
        Files.createSymbolicLink(links.resolve("far"), links.resolve("near"));
        bench.command(links.resolve("far").toString());
        assertThat(bench.start().stdout()).isEqualTo(ECHO);
    }

    /** A JVM that asks where there are none says so at each start. */
    @Test
    void hugePagesAreAskedForWhereThereAreAny() throws Exception {
        bench.start();
        bench.environment().put("SEAMSTRESS_JAVA_OPTS", "-XX:+UseSerialGC -XX:+PrintCommandLineFlags");
        Ended ended = bench.start();
        Path setting = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        boolean isToBeHad =
                Files.isReadable(setting) && !Files.readString(setting).contains("[never]");
        assertThat(ended.stderr().contains("-XX:+UseTransparentHugePages")).isEqualTo(isToBeHad);
        assertThat(ended.stderr()).contains("-XX:+UseSerialGC").hasLineCount(1);
        assertThat(ended.stdout()).isEqualTo(ECHO);
    }

    @Test
    void mavenGetsAHomeThatItCanWriteTo() throws Exception {
        bench.mavenAlso("test -w \"$HOME/.m2\" || exit 1");
        bench.environment().remove("HOME");
        assertThat(bench.start().stdout()).isEqualTo(ECHO);
        bench.write("src/main/java/Some.java", "changed");
        bench.environment().put("HOME", directory.resolve("missing").toString());
        assertThat(bench.start().stdout()).isEqualTo(ECHO);
        assertThat(bench.builds()).isEqualTo(2);
    }
}
