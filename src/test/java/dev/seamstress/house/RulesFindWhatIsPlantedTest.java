package dev.seamstress.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Goal: the rules of the house have teeth.
 *
 * <p>Method: small classes that each break a rule are compiled on the spot, and the rule must name them; a class that
 * looks alike and is fine must be named by none.
 */
@Tag("once")
class RulesFindWhatIsPlantedTest {
    /** A class of {@code layer} with one {@code member}, which {@code rule} must object to. */
    record Plant(ArchRule rule, String layer, String member) {
        @Override
        public String toString() {
            return layer + ": " + member;
        }
    }

    static final List<Plant> PLANTS = List.of(
            new Plant(LayerRulesTest.EVERY_PACKAGE_HAS_A_PLACE, "nowhere", ""),
            new Plant(LayerRulesTest.ARROWS_POINT_DOWN, "check", "dev.seamstress.actor.Neighbor other;"),
            new Plant(LayerRulesTest.ARROWS_POINT_DOWN, "core.ept", "dev.seamstress.core.lock.Neighbor[] others;"),
            new Plant(LayerRulesTest.NO_CYCLES, "core.lock", "dev.seamstress.core.lock.inner.Neighbor other;"),
            new Plant(LayerRulesTest.CORE_AND_SCHED_NEED_ONLY_JAVA, "sched", "picocli.CommandLine line;"),
            new Plant(LayerRulesTest.PICOCLI_IS_THE_COMMANDS, "load", "picocli.CommandLine line;"),
            new Plant(LayerRulesTest.ANTLR_IS_THE_PARSER, "world", "org.antlr.v4.runtime.Parser parser;"),
            new Plant(LayerRulesTest.PEKKO_IS_THE_ACTORS, "engine", "org.apache.pekko.Done done;"),
            new Plant(LayerRulesTest.SCALA_IS_THE_ACTORS, "trace", "scala.Option<?> option;"),
            new Plant(DeterminismRulesTest.NOTHING_FROM_OUTSIDE, "sched", "java.util.Random random;"),
            new Plant(DeterminismRulesTest.NOTHING_FROM_OUTSIDE, "core.vm", "java.io.File file;"),
            new Plant(DeterminismRulesTest.NO_SYSTEM, "core.vm", "long time = System.nanoTime();"),
            new Plant(DeterminismRulesTest.NO_SYSTEM, "core.vm", "double random = Math.random();"),
            new Plant(DeterminismRulesTest.NO_HASHED_COLLECTIONS, "world", "Object o = new java.util.HashMap<>();"),
            new Plant(DeterminismRulesTest.NO_SHUFFLED_LITERALS, "engine", "Object o = java.util.Set.of(1, 2);"),
            new Plant(DeterminismRulesTest.NO_HASH_CODES, "explore", "int f(Enum<?> e) { return e.hashCode(); }"),
            new Plant(DeterminismRulesTest.NO_HASH_CODES, "sched", "int f(Record r) { return r.hashCode(); }"));

    private static final String FINE = """
            record Fine(Neighbor[] neighbors, java.util.TreeMap<String, Long> map) {
                int f(String s, long v) {
                    System.arraycopy(new int[1], 0, new int[1], 0, 1);
                    switch (s) { case "a": return Long.hashCode(v); default: return Math.abs((int) v); }
                }
            }
            """;

    private static JavaClasses classes;

    @BeforeAll
    static void compile(@TempDir Path directory) {
        List<JavaFileObject> files = new ArrayList<>();
        files.add(file("core.addr", "Neighbor", "public class Neighbor {}"));
        files.add(file("core.lock", "Neighbor", "public class Neighbor {}"));
        files.add(
                file("core.lock.inner", "Neighbor", "public class Neighbor { dev.seamstress.core.lock.Neighbor n; }"));
        files.add(file("actor", "Neighbor", "public class Neighbor {}"));
        files.add(file("core.addr", "Fine", FINE));
        for (Plant plant : PLANTS) {
            files.add(file(plant.layer(), nameOf(plant), "class " + nameOf(plant) + " { " + plant.member() + " }"));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-nowarn", "-d", directory.toString());
        assertThat(compiler.getTask(null, null, null, options, null, files).call())
                .isTrue();
        classes = new ClassFileImporter().importPath(directory);
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("PLANTS")
    void ruleNamesThePlant(Plant plant) {
        assertThat(plant.rule().evaluate(classes).getFailureReport().getDetails())
                .anyMatch(detail -> detail.contains(nameOf(plant)));
    }

    @Test
    void noRuleNamesTheFineClass() {
        for (Plant plant : PLANTS) {
            assertThat(plant.rule().evaluate(classes).getFailureReport().getDetails())
                    .noneMatch(detail -> detail.contains("Fine"));
        }
    }

    private static String nameOf(Plant plant) {
        return "Plant" + (char) ('A' + PLANTS.indexOf(plant));
    }

    private static JavaFileObject file(String layer, String name, String body) {
        String text = "package " + Layers.BASE + "." + layer + ";\n" + body;
        URI uri = URI.create("string:///" + layer.replace('.', '/') + "/" + name + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
