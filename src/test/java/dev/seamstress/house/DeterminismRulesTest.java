package dev.seamstress.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Goal: one scenario and one schedule give one run, in every JVM.
 *
 * <p>Method: whatever asks the world outside, or differs from one JVM to the next, is looked for in the compiled
 * classes of the layers that decide anything.
 */
@AnalyzeClasses(packages = Layers.BASE, importOptions = ImportOption.DoNotIncludeTests.class)
@ArchTag("once")
class DeterminismRulesTest {
    private static final String IN_ANY_ORDER =
            "they iterate differently in each JVM; take an array, an EnumMap, a TreeMap or a List";

    @ArchTest
    static final ArchRule NOTHING_FROM_OUTSIDE = noClassesIn("core", "sched")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.net..", "java.nio..", "java.time..", "java.util.concurrent..")
            .orShould()
            .dependOnClassesThat(Predicates.belongToAnyOf(
                    Process.class, Random.class, Runtime.class, SplittableRandom.class, Thread.class))
            .because("the core acts through its effects, and a schedule owns every choice")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NO_SYSTEM = noClassesIn("core", "sched")
            .should()
            .accessTargetWhere(is("anything of System but arraycopy", DeterminismRulesTest::isOfTheSystem))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NO_HASHED_COLLECTIONS = noClassesIn("core", "world", "engine", "explore", "sched")
            .should()
            .dependOnClassesThat(Predicates.belongToAnyOf(
                    HashMap.class, HashSet.class, Hashtable.class, IdentityHashMap.class, WeakHashMap.class))
            .because(IN_ANY_ORDER)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NO_SHUFFLED_LITERALS = noClassesIn("core", "world", "engine", "explore", "sched")
            .should()
            .accessTargetWhere(is("Set.of, Map.of or their like", DeterminismRulesTest::isUnordered))
            .because(IN_ANY_ORDER)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NO_HASH_CODES = noClassesIn("core", "world", "engine", "explore", "sched")
            .should()
            .accessTargetWhere(is("the hash code of an object", DeterminismRulesTest::isHashCode))
            .because("that of a record or an enum differs in each JVM; hash the content")
            .allowEmptyShould(true);

    private static boolean isOfTheSystem(JavaAccess<?> access) {
        return (isOf(System.class, access) && !access.getName().equals("arraycopy"))
                || (isOf(Math.class, access) && access.getName().equals("random"));
    }

    private static boolean isUnordered(JavaAccess<?> access) {
        if (isOf(Set.class, access) || isOf(Map.class, access)) {
            return List.of("of", "ofEntries", "copyOf").contains(access.getName());
        }
        return isOf(Collectors.class, access)
                && switch (access.getName()) {
                    case "toSet", "toUnmodifiableSet", "toUnmodifiableMap" -> true;
                    case "toMap" -> parameters(access) < 4; // the fourth is the map to fill
                    case "groupingBy" -> parameters(access) < 3; // the second of three is
                    default -> false;
                };
    }

    private static boolean isHashCode(JavaAccess<?> access) {
        return switch (access.getName()) {
            case "hashCode" -> isOf(Objects.class, access) || (parameters(access) == 0 && !isOf(String.class, access));
            case "hash" -> isOf(Objects.class, access);
            case "identityHashCode" -> isOf(System.class, access);
            default -> false;
        };
    }

    private static boolean isOf(Class<?> owner, JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(owner);
    }

    private static int parameters(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget called
                ? called.getRawParameterTypes().size()
                : -1;
    }

    private static DescribedPredicate<JavaAccess<?>> is(String what, Predicate<JavaAccess<?>> condition) {
        return DescribedPredicate.describe("the target is " + what, condition);
    }

    private static GivenClassesConjunction noClassesIn(String... layers) {
        String[] packages = new String[layers.length];
        for (int i = 0; i < layers.length; i++) {
            packages[i] = Layers.BASE + "." + layers[i] + "..";
        }
        return noClasses().that().resideInAnyPackage(packages);
    }
}
