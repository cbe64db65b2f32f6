package dev.seamstress.load.job;

/** How long a run is played before it counts. */
public record Warmup(long ns, Origin origin) {
    /** How the word for {@link Origin#WANTED} is written. */
    static final String AUTO = "auto";

    /** Who says so. */
    public enum Origin {
        /** The job. */
        GIVEN,
        /** The job wants it to be found, and nobody has yet; until then there is none. */
        WANTED,
        /** It was found. */
        FOUND,
        /** It was looked for, and there is no end of the beginning: this is half of the last phase. */
        NOT_STEADY
    }
}
