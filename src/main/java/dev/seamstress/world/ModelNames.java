package dev.seamstress.world;

import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.ModuleVariant;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.thread.OpResult;
import dev.seamstress.scenario.words.KnownNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The names of this version's models, modules, mutations and rules, and the words of the language that it can run. */
public final class ModelNames implements KnownNames {
    private static final int INVARIANTS = 38;
    private static final int MODULE_INVARIANTS = 26;

    @Override
    public List<String> models() {
        return Arrays.stream(KernelVariant.values()).map(KernelVariant::id).toList();
    }

    @Override
    public boolean hasTds(String model) {
        return KernelVariant.named(model).has(KernelSwitch.MIRROR_ROOTS);
    }

    @Override
    public List<String> modules() {
        return ModuleVariant.known();
    }

    @Override
    public List<String> mutations() {
        return Mutation.names();
    }

    @Override
    public List<String> switches() {
        return Arrays.stream(KernelSwitch.values()).map(KernelSwitch::id).toList();
    }

    @Override
    public List<String> rules() {
        List<String> rules = new ArrayList<>();
        rules.add("bug_on");
        for (int i = 1; i <= INVARIANTS; i++) {
            rules.add("V" + (i < 10 ? "0" : "") + i);
        }
        for (int i = 1; i <= MODULE_INVARIANTS; i++) {
            rules.add("I" + i);
        }
        rules.addAll(List.of("LOCK", "UAF", "DIRTY", "LIST"));
        return rules;
    }

    @Override
    public List<String> statuses() {
        return Arrays.stream(TdxStatus.values())
                .map(status -> OpResult.ofStatus(status.word()).text())
                .toList();
    }

    @Override
    public boolean isModelled(String word) {
        return !Unmodelled.has(word);
    }
}
