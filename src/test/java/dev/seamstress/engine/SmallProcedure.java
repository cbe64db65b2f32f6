package dev.seamstress.engine;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/** A procedure for tests: it goes in, and comes out; others can run before each. Some touch a word between. */
abstract class SmallProcedure extends Procedure {
    private static final Kind KIND = Kind.of("small");

    SmallProcedure() {
        super(At.GO_IN, true);
    }

    enum At implements Step {
        GO_IN(Access.CUT),
        TOUCH(Access.RACY),
        COME_OUT(Access.CUT);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
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
