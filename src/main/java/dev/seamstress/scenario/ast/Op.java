package dev.seamstress.scenario.ast;

import java.util.List;

/** An operation as written. */
public sealed interface Op {
    /** Where its verb stands. */
    At at();

    /** A verb and its arguments; {@code at 5us} is one, with the nanoseconds. */
    record Plain(Name verb, List<Arg> args) implements Op {
        public Plain {
            args = List.copyOf(args);
        }

        @Override
        public At at() {
            return verb.at();
        }
    }

    /** So many times. */
    record Repeat(Num count, List<Op> ops, At at) implements Op {
        public Repeat {
            ops = List.copyOf(ops);
        }
    }

    /** Until the last operation's result is one of these. */
    record Loop(List<Op> ops, List<Name> until, At at) implements Op {
        public Loop {
            ops = List.copyOf(ops);
            until = List.copyOf(until);
        }
    }

    /** Blocks until an event has happened {@code nth} times; null is once. */
    record On(Event event, Num nth, At at) implements Op {}

    /** Creates a memslot. */
    record AddSlot(Num id, RangeRef range, List<Name> flags, At at) implements Op {
        public AddSlot {
            flags = List.copyOf(flags);
        }
    }
}
