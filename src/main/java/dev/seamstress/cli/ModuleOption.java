package dev.seamstress.cli;

import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.scenario.problem.Near;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option that chooses a TDX module. */
final class ModuleOption {
    @Option(
            names = "--module",
            paramLabel = "NAME|FILE",
            completionCandidates = NamesToComplete.Modules.class,
            description = {
                "The TDX module, whatever the scenario names: a name, or a file that changes locks and switches.",
                "'seamstress models --module' lists names, switches and locks."
            })
    private String given;

    /**
     * The module's name, which says all of it; null if none was chosen.
     *
     * <p>Errors: {@link ParameterException} if there is neither such a module nor such a file, {@link BadModuleFile}.
     */
    String name(CommandLine command) {
        if (given == null || ModuleVariant.find(given).isPresent()) {
            return given;
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(Path.of(given))) {
            content = in.readNBytes(ModuleFile.BYTES_MAX + 1);
        } catch (IOException | InvalidPathException e) {
            String hint = Near.hint(
                    given,
                    ModuleVariant.offered().stream().map(ModuleVariant::name).toList(),
                    null);
            throw new ParameterException(command, "no module and no file '" + given + "'; " + hint.replace('`', '\''));
        }
        ModuleFile.Read read = ModuleFile.read(given, content);
        return read.module()
                .orElseThrow(() -> new BadModuleFile(command, read.problems()))
                .name();
    }
}
