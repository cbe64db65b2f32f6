package dev.seamstress.scenario.words;

import java.util.List;

/**
 * The names that a scenario may use and that the language itself does not know: kernels, modules, mutations, rules; and
 * which of the language's own words this version can run.
 *
 * <p>Shape: lists are in the order in which people should see them, without duplicates. An implementation is pure data
 * and answers the same at each call.
 */
public interface KnownNames {
    /** The models, oldest first; the last is the newest and the default. Never empty. */
    List<String> models();

    /** Whether {@code model}, one of {@link #models}, can hold a TD; else only machines without a mirror. */
    boolean hasTds(String model);

    /** The TDX modules, built or not; the first is the default. Never empty. */
    List<String> modules();

    /** The mutations, as {@code b06-no-root-recheck}. */
    List<String> mutations();

    /** The switches of the model's table; {@code NAME} turns one on, {@code no-NAME} turns it off. */
    List<String> switches();

    /** The built-in rules that {@code refuted RULE} can name, {@code bug_on} included: V01 to V38, LOCK, UAF, … */
    List<String> rules();

    /** What a raw SEAMCALL can end with: {@code ok}, {@code busy}, and every other status of the module. */
    List<String> statuses();

    /**
     * Whether this version can run {@code word}. A word of the language for which this is false is refused where it
     * stands, with {@code not modelled yet: WORD}.
     *
     * <p>Shape: the word of an operation, a kind of column, a slot flag, a flag of the TD, a state term in a claim; the
     * name of a module, and of what {@code mutate} changes; {@code seamcall} with a leaf; {@code inject}; options and
     * facts that have a word for value as {@code timers = any} and {@code vcpu = none}; {@code readonly in a TD}.
     */
    boolean isModelled(String word);
}
