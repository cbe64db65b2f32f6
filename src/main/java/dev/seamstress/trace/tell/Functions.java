package dev.seamstress.trace.tell;

import java.util.List;

/** Which of the kernel's functions a run is in. */
public interface Functions {
    /** The function that told event {@code index}, from 0, of step {@code step}; empty if nobody knows. */
    String at(int step, int index);

    /** The function that stored the value {@code next} in step {@code step}; empty if nobody knows. */
    String storing(int step, long next);

    /** The functions that step {@code step} ran a part of, in their order; empty if nobody knows, or it ran none. */
    List<String> in(int step);

    /** Nobody knows. */
    Functions UNKNOWN = new Functions() {
        @Override
        public String at(int step, int index) {
            return "";
        }

        @Override
        public String storing(int step, long next) {
            return "";
        }

        @Override
        public List<String> in(int step) {
            return List.of();
        }
    };
}
