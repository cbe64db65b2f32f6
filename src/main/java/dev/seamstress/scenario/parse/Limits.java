package dev.seamstress.scenario.parse;

/** The bounds of a scenario. A larger one is refused with the bound's name, before anything recurses over it. */
public final class Limits {
    public static final int NAME_CHARS = 64;
    public static final int COLUMNS = 64;
    public static final int VCPUS = 576;
    public static final int ROWS = 256;
    public static final int OPERATIONS = 65_536;
    public static final int LOOP_DEPTH = 2;
    public static final int PAREN_DEPTH = 32;
    public static final int GFN_NAMES = 256;
    public static final int CLAIMS = 64;

    private Limits() {}
}
