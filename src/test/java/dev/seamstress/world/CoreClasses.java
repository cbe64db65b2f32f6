package dev.seamstress.world;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The classes of the core, found in the compiled code, so that a test of all of them cannot forget one. */
final class CoreClasses {
    private static final List<Class<?>> ALL = load();

    private CoreClasses() {}

    private static List<Class<?>> load() {
        List<Class<?>> classes = new ArrayList<>();
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.seamstress.core")) {
            classes.add(found.reflect());
        }
        classes.sort(Comparator.comparing(Class::getName));
        return List.copyOf(classes);
    }

    /** Those of which there can be objects that are a {@code type}, by name. */
    static List<Class<?>> concrete(Class<?> type) {
        return ALL.stream()
                .filter(type::isAssignableFrom)
                .filter(found -> !Modifier.isAbstract(found.getModifiers()))
                .toList();
    }
}
