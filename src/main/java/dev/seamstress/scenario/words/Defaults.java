package dev.seamstress.scenario.words;

/** What a scenario means that names neither models nor a module: the newest model and the first module. */
public record Defaults(String model, String module) {
    /** As the caller's names have it. */
    public static Defaults of(KnownNames known) {
        return new Defaults(
                known.models().get(known.models().size() - 1), known.modules().get(0));
    }
}
