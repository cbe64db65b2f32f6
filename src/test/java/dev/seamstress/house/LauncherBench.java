package dev.seamstress.house;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A project that consists of the real launcher, a Maven wrapper that builds nothing, and a program that echoes. */
final class LauncherBench {
    /** What a process left. */
    record Ended(int status, String stdout, String stderr) {}

    /** The program: prints its arguments, exits with 7. */
    static final class Echo {
        private Echo() {}

        public static void main(String[] args) {
            System.out.println(Arrays.toString(args));
            System.exit(7);
        }
    }

    private static final String MAVENS_PART = """
            echo build >>../builds
            . ./also
            for argument; do
                case $argument in -Dseamstress.build=*) out=${argument#*=} ;; esac
            done
            mkdir -p "$out/lib" && touch "$out/lib/some.jar" && cp echo.jar "$out/seamstress.jar"
            """;

    private final Path project;
    private final Map<String, String> environment = new TreeMap<>(System.getenv());
    private String command;

    LauncherBench(Path project) throws IOException {
        this.project = project;
        this.command = project.resolve("seamstress").toString();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("SEAMSTRESS_ARCHIVE", "no");
        Files.createDirectories(project.resolve("src/main/java"));
        Files.copy(Path.of("seamstress"), project.resolve("seamstress"));
        write("mvnw", MAVENS_PART);
        write("pom.xml", "");
        write("src/main/java/Some.java", "");
        mavenAlso("");
        try (OutputStream out = Files.newOutputStream(project.resolve("echo.jar"))) {
            writeEcho(out);
        }
    }

    /** What the processes started from now on see. */
    Map<String, String> environment() {
        return environment;
    }

    /** What to start from now on, instead of the launcher's own path. */
    void command(String path) {
        command = path;
    }

    Path path(String relative) {
        return project.resolve(relative);
    }

    void write(String relative, String text) throws IOException {
        Files.writeString(project.resolve(relative), text);
    }

    /** Lets the wrapper run {@code script} before it claims to have built. */
    void mavenAlso(String script) throws IOException {
        write("also", script);
    }

    /** How often the wrapper was called. */
    int builds() throws IOException {
        return Files.readAllLines(project.resolveSibling("builds")).size();
    }

    /** Starts the launcher, in a directory that is not its own. */
    Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command, "one", "two three");
        builder.directory(project.getParent().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Starts the launcher and waits for its end. */
    Ended start() throws IOException, InterruptedException {
        return end(launch());
    }

    /** Waits for the end of {@code process}, which must say little on stderr. */
    static Ended end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String stdout = new String(process.getInputStream().readAllBytes(), UTF_8);
        String stderr = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Ended(process.waitFor(), stdout, stderr);
    }

    /** Waits until {@code file} exists, but not for ever. */
    void await(Path file) throws IOException, InterruptedException {
        String loop = "n=0; until [ -e \"$0\" ] || [ $n -gt 400 ]; do sleep 0.05; n=$((n + 1)); done";
        new ProcessBuilder("sh", "-c", loop, file.toString()).start().waitFor();
    }

    private static void writeEcho(OutputStream out) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Echo.class.getName());
        String name = Echo.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream code = Echo.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            code.transferTo(jar);
        }
    }
}
