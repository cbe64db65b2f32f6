package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.ModuleVariant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code seamstress models}: the kernels, and the changes in which they differ. */
@Command(
        name = "models",
        description = {
            "List the kernels as a table of upstream changes.",
            "+ the kernel has the change, - it has not, . what it changes does not exist there.",
            "Newest form only: all kernels behave here as the newest does, so the change cannot be turned on or off.",
            "--mutate and 'expect' turn the others on by name, and off by no- and the name.",
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ModelsCommand implements Callable<Integer> {
    private static final KernelVariant[] VARIANTS = KernelVariant.values();

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object a kernel, or a module.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say below each change what it is, without it or with it, and where it is upstream.")
    private boolean isVerbose;

    @Option(
            names = "--module",
            description = "List the TDX modules instead: their switches, and which leaf takes which lock.")
    private boolean isOfModules;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (isOfModules) {
            modules(out);
            return ExitCode.AS_EXPECTED.number();
        }
        if (json) {
            for (KernelVariant variant : VARIANTS) {
                out.println(asJson(variant));
            }
            return ExitCode.AS_EXPECTED.number();
        }
        row(out, "", Arrays.stream(VARIANTS).map(KernelVariant::id).toList(), "");
        out.println("the kernels differ in");
        block(out, true);
        out.println("they are the same in");
        block(out, false);
        for (KernelVariant variant : VARIANTS) {
            remarks(out, variant);
        }
        return ExitCode.AS_EXPECTED.number();
    }

    private void modules(PrintWriter out) throws IOException {
        if (!json) {
            ModuleTable.print(out, isVerbose);
            return;
        }
        for (ModuleVariant module : ModuleVariant.offered()) {
            out.println(ModuleTable.asJson(module));
        }
    }

    private static void remarks(PrintWriter out, KernelVariant variant) {
        if (variant.isReconstructed()) {
            out.println(variant.id() + " is reconstructed from patches; it was never released");
        }
        if (!variant.isOffered()) {
            List<String> missing =
                    variant.unbuilt().stream().map(KernelSwitch::id).toList();
            out.println(variant.id() + " is not modelled yet; missing: " + String.join(", ", missing));
        }
    }

    private void block(PrintWriter out, boolean isDifferent) {
        for (KernelSwitch change : KernelSwitch.values()) {
            if (isDifferent == isDifferent(change)) {
                row(
                        out,
                        change.id(),
                        Arrays.stream(VARIANTS).map(v -> cell(change, v)).toList(),
                        built(change));
                if (isVerbose) {
                    out.println("    " + ChangesTold.sentence(change.id()));
                    if (!change.upstream().isEmpty()) {
                        out.println("    upstream: " + change.upstream());
                    }
                }
            }
        }
    }

    private static boolean isDifferent(KernelSwitch change) {
        return Arrays.stream(VARIANTS).map(change::in).distinct().count() > 1;
    }

    private static void row(PrintWriter out, String head, List<String> cells, String tail) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-30s", head));
        cells.forEach(cell -> line.append(String.format(Locale.ROOT, " %-9s", cell)));
        out.println((line + " " + tail).stripTrailing());
    }

    private static String cell(KernelSwitch change, KernelVariant variant) {
        return switch (change.in(variant)) {
            case ON -> "+";
            case OFF -> "-";
            case ABSENT -> ".";
        };
    }

    private static String built(KernelSwitch change) {
        return switch (change.built()) {
            case BOTH_SIDES -> "";
            case NEWEST -> "newest form only";
            case NOT_REACHED -> "not modelled yet";
        };
    }

    private static String asJson(KernelVariant variant) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
            generator.writeStartObject();
            generator.writeStringField("model", variant.id());
            generator.writeBooleanField("newest", variant == KernelVariant.NEWEST);
            generator.writeBooleanField("reconstructed", variant.isReconstructed());
            generator.writeBooleanField("built", variant.isOffered());
            generator.writeObjectFieldStart("switches");
            for (KernelSwitch change : KernelSwitch.values()) {
                generator.writeStringField(change.id(), cell(change, variant));
            }
            generator.writeEndObject();
            generator.writeEndObject();
        }
        return text.toString();
    }
}
