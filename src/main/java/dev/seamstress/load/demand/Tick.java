package dev.seamstress.load.demand;

import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Mix;

/** What the workload tells itself, when the time has come. */
sealed interface Tick extends Message {
    /** A pause of the thread is over. */
    record Due(int thread) implements Tick {
        private static final long TAG = Mix.tag("LoadDue");

        @Override
        public long content() {
            return Mix.mix(TAG, thread);
        }
    }

    /** A task of that phase arrives. */
    record Arrival(int phase) implements Tick {
        private static final long TAG = Mix.tag("LoadArrival");

        @Override
        public long content() {
            return Mix.mix(TAG, phase);
        }
    }

    /** That phase has lasted as long as it shall. */
    record PhaseOver(int phase) implements Tick {
        private static final long TAG = Mix.tag("LoadPhaseOver");

        @Override
        public long content() {
            return Mix.mix(TAG, phase);
        }
    }
}
