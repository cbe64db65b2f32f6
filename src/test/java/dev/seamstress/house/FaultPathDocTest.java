package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.actor.RunResult;
import dev.seamstress.actor.SteppedDriver;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
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
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a reader can follow one EPT violation, and one conversion, through the files that the architecture names.
 *
 * <p>Method: the scenario of each table runs on real actors. Whenever a machine tells something or touches a shared
 * word, the procedures that its thread is inside of and the Java stack say which classes are at work; from the path's
 * beginning on, those of the table must come up for the first time in the table's order.
 */
class FaultPathDocTest {
    private static final Path PAGE = Path.of("src/site/markdown/architecture.md");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String BASE = "dev.seamstress.";

    /** Rows whose code runs before, between or after the steps, so that no step shows it. */
    private static final Set<String> NOT_IN_A_STEP =
            Set.of("world/WorldBuilder.java", "trace/export/Columns.java", "check/invariant/InvariantChecker.java");

    private final LinkedHashSet<String> atWork = new LinkedHashSet<>();
    private List<Machine> machines = List.of();
    private int actor;
    private boolean isBegun;

    /** A path that the page describes; {@code seed}: of the run whose step numbers it gives. */
    private enum DocumentedPath {
        FAULT("## The path of one EPT violation", 14, 1),
        CONVERSION("## The path of one conversion", 20, 118);

        private final String heading;
        private final int filesMax;
        private final int seed;

        DocumentedPath(String heading, int filesMax, int seed) {
            this.heading = heading;
            this.filesMax = filesMax;
            this.seed = seed;
        }

        /** True if the path begins with this message: the guest touches the page, or the column begins. */
        boolean isBegun(Message message) {
            return this == CONVERSION || message instanceof Tdx.Touch;
        }
    }

    /** The files of the table, in its order: of each row the second cell. */
    private static List<String> table(DocumentedPath path) throws IOException {
        String page = Files.readString(PAGE);
        String rest = page.substring(page.indexOf(path.heading) + path.heading.length());
        String section = rest.contains("\n## ") ? rest.substring(0, rest.indexOf("\n## ")) : rest;
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

    @ParameterizedTest
    @EnumSource
    void theTableIsShortAndItsFilesExist(DocumentedPath path) throws IOException {
        assertThat(table(path)).hasSizeBetween(10, path.filesMax).doesNotHaveDuplicates();
        assertThat(table(path)).allSatisfy(file -> assertThat(place(file)).isRegularFile());
    }

    @Test
    void everyFileThatThePageNamesExists() throws IOException {
        assertThat(Pattern.compile("`([\\w/-]+/[\\w.-]+\\.(?:java|tdx))`")
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(name -> name.group(1)))
                .hasSizeGreaterThan(DocumentedPath.FAULT.filesMax + DocumentedPath.CONVERSION.filesMax)
                .allSatisfy(file -> assertThat(place(file)).isRegularFile());
    }

    @ParameterizedTest
    @EnumSource
    void theClassesOfTheTableActInItsOrder(DocumentedPath path) throws Exception {
        List<String> expected = table(path).stream()
                .filter(file -> file.endsWith(".java") && !NOT_IN_A_STEP.contains(file))
                .map(file -> BASE + file.replace(".java", "").replace('/', '.'))
                .toList();

        run(path);

        assertThat(atWork.stream().filter(expected::contains)).containsExactlyElementsOf(expected);
    }

    private void run(DocumentedPath path) throws Exception {
        Path scenario = Path.of(table(path).get(0));
        World world = World.of(
                ScenarioReader.read(scenario, new ModelNames()).resolved().orElseThrow(),
                KernelModel.of(KernelVariant.NEWEST));
        machines = world.assembly().machines();
        SharedMemory memory = new WatchedMemory(SteppedDriver.memoryFor(world.assembly()));
        try (SteppedDriver driver = new SteppedDriver()) {
            RunResult result =
                    driver.run(world.assembly(), memory, new RandomWalk(path.seed), new Watcher(path), 10_000);
            assertThat(result.end()).isEqualTo(RunResult.End.QUIESCENT);
        }
    }

    /** Notes the classes at work, outermost first, once the path has begun. */
    private void note() {
        if (!isBegun) {
            return;
        }
        List<String> stack = new ArrayList<>(StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .map(name -> name.replaceAll("\\$.*", ""))
                        .toList()));
        Collections.reverse(stack);
        if (machines.get(actor) instanceof KernelThread thread) {
            List<String> procedures = procedures(thread).stream()
                    .map(procedure -> procedure.getClass().getName())
                    .toList();
            stack.addAll(stack.lastIndexOf(KernelThread.class.getName()) + 1, procedures);
        }
        atWork.addAll(stack);
    }

    /** What the thread is inside of, outermost first. */
    private static List<?> procedures(KernelThread thread) {
        try {
            Field stack = KernelThread.class.getDeclaredField("stack");
            stack.setAccessible(true);
            return (List<?>) stack.get(thread);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private final class Watcher implements TraceSink {
        private final DocumentedPath path;

        Watcher(DocumentedPath path) {
            this.path = path;
        }

        @Override
        public void delivered(int step, int from, int to, Message message) {
            actor = to;
        }

        @Override
        public void sent(int step, int from, int to, Message message) {
            isBegun |= path.isBegun(message);
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
