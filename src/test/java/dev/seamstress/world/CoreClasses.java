package dev.seamstress.world;

import dev.seamstress.core.machine.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The classes of the core, found in the compiled code, so that a test of all of them cannot forget one. */
final class CoreClasses {
    private static final List<Class<?>> ALL = load();

    private CoreClasses() {}

    private static List<Class<?>> load() {
        Path root = root();
        try (Stream<Path> files = Files.walk(root.resolve("dev/seamstress/core"))) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .sorted()
                    .<Class<?>>map(CoreClasses::load)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(Machine.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Class<?> load(String file) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Those of which there can be objects that are a {@code type}, by name. */
    static List<Class<?>> concrete(Class<?> type) {
        return ALL.stream()
                .filter(type::isAssignableFrom)
                .filter(found -> !Modifier.isAbstract(found.getModifiers()))
                .toList();
    }
}
