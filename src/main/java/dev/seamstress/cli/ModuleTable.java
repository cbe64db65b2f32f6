package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.core.model.LeafLock;
import dev.seamstress.core.model.LockMode;
import dev.seamstress.core.model.LockTable;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;

/** The TDX modules that are offered: their switches, and which leaf takes which lock. */
final class ModuleTable {
    private ModuleTable() {}

    /** {@code isVerbose}: with a sentence below each switch. */
    static void print(PrintWriter out, boolean isVerbose) {
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-30s", ""));
        ModuleVariant.offered().forEach(module -> head.append(String.format(Locale.ROOT, " %-9s", module.name())));
        out.println(head.toString().stripTrailing());
        for (ModuleSwitch one : ModuleSwitch.values()) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-30s", one.text()));
            ModuleVariant.offered()
                    .forEach(module -> line.append(String.format(Locale.ROOT, " %-9s", module.has(one) ? "+" : "-")));
            out.println(line.toString().stripTrailing());
            if (isVerbose) {
                out.println("    " + ChangesTold.sentence(one.text()));
            }
        }
        for (ModuleVariant module : ModuleVariant.offered()) {
            out.println();
            out.println("locks of " + module.name() + "; a module file can choose what stands behind a stroke");
            for (String leaf : LockTable.DEFAULT.leaves()) {
                out.println(String.format(Locale.ROOT, "%-20s", leaf) + row(module, leaf));
            }
        }
    }

    private static String row(ModuleVariant module, String leaf) {
        StringBuilder row = new StringBuilder();
        for (LeafLock lock : LeafLock.values()) {
            LockTable.Cell cell = module.locks().cell(leaf, lock);
            if (cell != null) {
                row.append(' ')
                        .append(lock.word())
                        .append('=')
                        .append(module.mode(leaf, lock).word());
                for (LockMode other : cell.others()) {
                    row.append('|').append(other.word());
                }
            }
        }
        return row.toString();
    }

    static String asJson(ModuleVariant module) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("module", module.name());
            json.writeObjectFieldStart("switches");
            for (ModuleSwitch one : ModuleSwitch.values()) {
                json.writeBooleanField(one.text(), module.has(one));
            }
            json.writeEndObject();
            json.writeObjectFieldStart("locks");
            for (String leaf : LockTable.DEFAULT.leaves()) {
                json.writeObjectFieldStart(leaf);
                for (LeafLock lock : LeafLock.values()) {
                    if (module.locks().cell(leaf, lock) != null) {
                        json.writeStringField(
                                lock.word(), module.mode(leaf, lock).word());
                    }
                }
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }
}
