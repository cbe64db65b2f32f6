package dev.seamstress.core.tdx;

/**
 * One leaf of the module. A call of it has a step that begins it and, if nothing refuses it there, one or more in which
 * it goes on; between two steps time passes and other calls run.
 *
 * <p>Each step ends with one of {@link Call#proceed} and the methods of {@link Call} that reply.
 */
interface LeafFunction {
    /** A status that says no error. */
    long OK = TdxStatus.SUCCESS.word();

    /**
     * True if the leaf looks for pending interrupts in this call, so that one that a scenario wants ends the call
     * there; else it ends the call before it begins.
     */
    default boolean polls(Call call) {
        return false;
    }

    /** The step in which the call arrives. */
    void begin(Call call);

    /** A later step of it. */
    void resume(Call call);
}
