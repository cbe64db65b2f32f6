package dev.seamstress.world;

import dev.seamstress.core.machine.Blocks;
import java.util.Optional;

/**
 * Which vCPUs of a world nobody can tell apart, or why there are none.
 *
 * <p>Shape: {@code text} is a sentence for people either way: {@code P0 to P3 are interchangeable}.
 */
public record Symmetry(Optional<Blocks> blocks, String text) {
    /** Nobody has asked. */
    public static final Symmetry NOT_WANTED = none("symmetry is switched off");

    static Symmetry none(String why) {
        return new Symmetry(Optional.empty(), why);
    }

    static Symmetry of(Blocks blocks, String text) {
        return new Symmetry(Optional.of(blocks), text);
    }
}
