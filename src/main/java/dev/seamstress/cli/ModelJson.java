package dev.seamstress.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.seamstress.check.invariant.Invariants;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.world.World;
import java.io.IOException;

/** Everything that a result depends on, as fields of its JSON object. */
final class ModelJson {
    private ModelJson() {}

    static void write(JsonGenerator json, String file, World world) throws IOException {
        json.writeStringField("file", file);
        json.writeStringField("scenario", world.scenario().title().name());
        json.writeStringField("hash", world.scenario().title().hash());
        json.writeStringField("model", world.model().variant().id());
        JsonStrings.write(json, "mutations", world.model().changes());
        json.writeStringField("module", world.module().name());
        json.writeStringField("memory", "SC");
        json.writeStringField("timers", LiveParts.timers(world));
        json.writeStringField("zerostep", LiveParts.zeroStep(world));
        json.writeStringField("rules_off", world.scenario().hasSeamcall() ? Invariants.KVMS_PROTOCOL : "");
        writeWithout(json, world.model());
    }

    /** The rules that somebody has turned off; none mostly. */
    static void writeWithout(JsonGenerator json, KernelModel model) throws IOException {
        JsonStrings.write(json, "without", model.rulesOff());
    }
}
