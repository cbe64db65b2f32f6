package dev.seamstress.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/**
 * Goal: who may use whom stays as drawn in {@link Layers}, and each library stays in its corner.
 *
 * <p>Method: every dependency in the compiled main classes is looked up. A rule about a package that does not exist yet
 * holds.
 */
@AnalyzeClasses(packages = Layers.BASE, importOptions = ImportOption.DoNotIncludeTests.class)
@ArchTag("once")
class LayerRulesTest {
    @ArchTest
    static final ArchRule EVERY_PACKAGE_HAS_A_PLACE = classes().should(new ArchCondition<>("have a place in Layers") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            boolean placed = !Layers.of(type.getPackageName()).isEmpty();
            events.add(new SimpleConditionEvent(type, placed, type.getName() + " is in no layer"));
        }
    });

    @ArchTest
    static final ArchRule ARROWS_POINT_DOWN = classes().should(new ArchCondition<>("use only the layers below") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            String layer = Layers.of(type.getPackageName());
            if (layer.isEmpty()) {
                return;
            }
            for (Dependency use : type.getDirectDependenciesFromSelf()) {
                String target =
                        Layers.of(use.getTargetClass().getBaseComponentType().getPackageName());
                if (!target.isEmpty() && !Layers.reachableFrom(layer).contains(target)) {
                    events.add(SimpleConditionEvent.violated(type, use.getDescription()));
                }
            }
        }
    });

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching(Layers.BASE + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule CORE_AND_SCHED_NEED_ONLY_JAVA = classes()
            .that()
            .resideInAnyPackage(in("core"), in("sched"))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", in("core"), in("sched"))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule PEKKO_IS_THE_ACTORS =
            onlyIn("org.apache.pekko..", in("actor"), in("cli")).because("the model must not know who drives it");

    @ArchTest
    static final ArchRule SCALA_IS_THE_ACTORS = onlyIn("scala..", in("actor"), in("cli"));

    @ArchTest
    static final ArchRule PICOCLI_IS_THE_COMMANDS = onlyIn("picocli..", in("cli"));

    @ArchTest
    static final ArchRule ANTLR_IS_THE_PARSER = onlyIn("org.antlr..", in("scenario"));

    private static ArchRule onlyIn(String library, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "reside in " + library, JavaClass.Predicates.resideInAPackage(library)))
                .allowEmptyShould(true);
    }

    private static String in(String layer) {
        return Layers.BASE + "." + layer + "..";
    }
}
