package dev.seamstress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: a load in which somebody never gets on does not look like a fast one. Method: a job of each kind. */
class UnfinishedTest {
    private static String told(String job) {
        Cli cli = Cli.run("load", job, "--replications", "2", "--set", "td.memory=2MiB", "--set", "assert=[]");
        assertThat(cli.code()).as(cli.err()).isZero();
        return cli.out();
    }

    @Test
    void whoNeverGetsOnIsTold() {
        assertThat(told("conf/load/zero-step.conf"))
                .contains("At the end 8 operations were under way, the first of them for ");
    }

    @Test
    void whereAllComesToAnEndNothingIsSaid() {
        assertThat(told("conf/load/boot-eager.conf")).doesNotContain("were under way");
    }
}
