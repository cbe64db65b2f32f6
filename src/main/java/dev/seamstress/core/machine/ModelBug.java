package dev.seamstress.core.machine;

/**
 * Our own mistake: a machine, a procedure or a driver broke a rule of the model. Never the modelled kernel's mistake,
 * which is an event ({@link Event#BUG_ON}) or a broken invariant.
 */
public final class ModelBug extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public ModelBug(String message) {
        super(message);
    }
}
