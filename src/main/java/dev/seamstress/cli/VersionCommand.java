package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seamstress version}: what to quote in a report. */
@Command(
        name = "version",
        description = "Show the version of seamstress and of the Java that runs it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson());
        } else {
            for (String line : new Version().getVersion()) {
                out.println(line);
            }
        }
        return ExitCode.AS_EXPECTED.number();
    }

    private static String asJson() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("seamstress", Version.ofSeamstress());
            generator.writeStringField("java", Version.ofJava());
            generator.writeEndObject();
        }
        return text.toString();
    }
}
