package dev.seamstress.engine;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/** A procedure of two steps, for tests: it goes in, and comes out. Others can run before each. */
abstract class SmallProcedure extends Procedure {
    private static final Kind KIND = Kind.of("small");

    SmallProcedure() {
        super(At.GO_IN, true);
    }

    enum At implements Step {
        GO_IN,
        COME_OUT;

        @Override
        public Access access() {
            return Access.CUT;
        }
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return At.values();
    }

    @Override
    protected void locals(Fields f) {}
}
