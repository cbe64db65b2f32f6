package dev.seamstress.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build and of the Java that runs it. */
final class Version implements IVersionProvider {
    /** The version of seamstress, as the build wrote it down. */
    static String ofSeamstress() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return properties.getProperty("version");
    }

    /** The version of the running JVM. */
    static String ofJava() {
        return Runtime.version().toString();
    }

    @Override
    public String[] getVersion() {
        return new String[] {"seamstress " + ofSeamstress(), "Java " + ofJava()};
    }
}
