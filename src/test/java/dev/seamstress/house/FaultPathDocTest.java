package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.actor.RunResult;
import dev.seamstress.actor.SteppedDriver;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.SharedMemory;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.scenario.ScenarioReader;
import dev.seamstress.sched.RandomWalk;
import dev.seamstress.trace.TraceSink;
import dev.seamstress.world.ModelNames;
import dev.seamstress.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Goal: a reader can follow one EPT violation through the files that the architecture names.
 *
 * <p>Method: the scenario of the table runs on real actors. Whenever a machine tells something or touches a shared
 * word, the Java stack says which classes are at work; from the guest's touch on, those of the table must come up for
 * the first time in the table's order.
 */
class FaultPathDocTest {
    private static final Path PAGE = Path.of("src/site/markdown/architecture.md");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String BASE = "dev.seamstress.";
    private static final int FILES_MAX = 14;

    /** Rows whose code runs before or after the machines do, so that no step shows it. */
    private static final Set<String> NOT_IN_A_STEP = Set.of("world/WorldBuilder.java", "trace/export/Columns.java");

    private final LinkedHashSet<String> atWork = new LinkedHashSet<>();
    private boolean isTouched;

    /** The files of the table, in its order: of each row the second cell. */
    private static List<String> table() throws IOException {
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf("## The path of one EPT violation"));
        return Pattern.compile("(?m)^\\| \\d+ \\| `([^`]+)` \\|")
                .matcher(section)
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    private static Path place(String file) {
        return file.startsWith("scenarios/") || file.startsWith("src/")
                ? Path.of(file)
                : SOURCES.resolve("dev/seamstress").resolve(file);
    }

    @Test
    void theTableIsShortAndItsFilesExist() throws IOException {
        assertThat(table()).hasSizeBetween(10, FILES_MAX).doesNotHaveDuplicates();
        assertThat(table()).allSatisfy(file -> assertThat(place(file)).isRegularFile());
    }

    @Test
    void everyFileThatThePageNamesExists() throws IOException {
        assertThat(Pattern.compile("`([\\w/-]+/[\\w.-]+\\.(?:java|tdx))`")
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(name -> name.group(1)))
                .hasSizeGreaterThan(FILES_MAX)
                .allSatisfy(file -> assertThat(place(file)).isRegularFile());
    }

    @Test
    void theClassesOfTheTableActInItsOrder() throws Exception {
        List<String> expected = table().stream()
                .filter(file -> file.endsWith(".java") && !NOT_IN_A_STEP.contains(file))
                .map(file -> BASE + file.replace(".java", "").replace('/', '.'))
                .toList();

        run(Path.of(table().get(0)));

        assertThat(atWork.stream().filter(expected::contains)).containsExactlyElementsOf(expected);
    }

    private void run(Path scenario) throws Exception {
        World world = World.of(
                ScenarioReader.read(scenario, new ModelNames()).resolved().orElseThrow(),
                KernelModel.of(KernelVariant.NEWEST));
        SharedMemory memory = new WatchedMemory(SteppedDriver.memoryFor(world.assembly()));
        try (SteppedDriver driver = new SteppedDriver()) {
            RunResult result = driver.run(world.assembly(), memory, new RandomWalk(1), new Watcher(), 10_000);
            assertThat(result.end()).isEqualTo(RunResult.End.QUIESCENT);
        }
    }

    /** Notes the classes on the stack, outermost first, once the guest has touched the page. */
    private void note() {
        if (!isTouched) {
            return;
        }
        List<String> stack = new ArrayList<>(StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .map(name -> name.replaceAll("\\$.*", ""))
                        .toList()));
        Collections.reverse(stack);
        atWork.addAll(stack);
    }

    private final class Watcher implements TraceSink {
        @Override
        public void delivered(int step, int from, int to, Message message) {}

        @Override
        public void sent(int step, int from, int to, Message message) {
            isTouched |= message instanceof Tdx.Touch;
            note();
        }

        @Override
        public void event(int step, int actor, Event event, long a, long b, long c, long d) {
            note();
        }
    }

    private final class WatchedMemory implements SharedMemory {
        private final SharedMemory memory;

        WatchedMemory(SharedMemory memory) {
            this.memory = memory;
        }

        @Override
        public long read(long word) {
            note();
            return memory.read(word);
        }

        @Override
        public boolean compareAndSet(long word, long expected, long next) {
            note();
            return memory.compareAndSet(word, expected, next);
        }

        @Override
        public long compareAndExchange(long word, long expected, long next) {
            note();
            return memory.compareAndExchange(word, expected, next);
        }

        @Override
        public long exchange(long word, long next) {
            note();
            return memory.exchange(word, next);
        }

        @Override
        public void write(long word, long next) {
            note();
            memory.write(word, next);
        }

        @Override
        public long add(long word, long delta) {
            note();
            return memory.add(word, delta);
        }
    }
}
