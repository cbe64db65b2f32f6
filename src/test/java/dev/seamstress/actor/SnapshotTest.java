package dev.seamstress.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Assembly;
import dev.seamstress.sched.RandomWalk;
import org.junit.jupiter.api.Test;

/** Goal: a restored assembly runs like a new one. Method: one assembly, run and restored, against new ones. */
class SnapshotTest {
    @Test
    void aRestoredAssemblyRunsLikeANewOne() {
        Assembly kept = Toys.race(3, 4);
        Snapshot first = Snapshot.of(kept);
        try (SteppedDriver driver = new SteppedDriver()) {
            for (long seed = 0; seed < 50; seed++) {
                FullDigest anew = new FullDigest();
                driver.run(Toys.race(3, 4), new RandomWalk(seed), anew, 1_000);
                FullDigest restored = new FullDigest();
                RunResult result = driver.run(kept, new RandomWalk(seed), restored, 1_000);
                first.restore();
                assertThat(restored.digest()).isEqualTo(anew.digest());
                assertThat(result.memory().read(Toys.raced())).isEqualTo(12);
            }
        }
    }
}
