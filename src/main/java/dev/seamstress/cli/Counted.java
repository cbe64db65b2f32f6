package dev.seamstress.cli;

/** How many there are of something, in words. */
final class Counted {
    private Counted() {}

    /** As {@code 1 step} or {@code 2 steps}. */
    static String of(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
