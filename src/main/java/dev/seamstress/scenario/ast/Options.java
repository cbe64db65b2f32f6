package dev.seamstress.scenario.ast;

import java.util.List;

/** The options of a scenario, with defaults filled in. */
public record Options(Kernels kernels, Name vm, Name timers, Name onfault, Td td) {
    public static final String DEFAULT_VM = "tdx";
    public static final String DEFAULT_TIMERS = "never";
    public static final String DEFAULT_ONFAULT = "stop";

    /** The kernels and the module that the scenario is checked against. */
    public record Kernels(List<Name> models, Name module, List<Name> mutate) {
        public Kernels {
            models = List.copyOf(models);
            mutate = List.copyOf(mutate);
        }
    }
}
