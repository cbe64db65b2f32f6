package dev.seamstress.sched;

/** Repeats a schedule; stops at its end. */
public final class Replay implements Strategy {
    private final Schedule schedule;

    public Replay(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public int choose(int step, Enabled enabled) {
        if (step >= schedule.size()) {
            return STOP;
        }
        for (int i = 0; i < enabled.count(); i++) {
            if (enabled.from(i) == schedule.from(step) && enabled.to(i) == schedule.to(step)) {
                return i;
            }
        }
        throw new Drift(step, schedule.at(step), enabled);
    }

    /** The run has no such choice where the schedule makes it: model, scenario or schedule have changed. */
    public static final class Drift extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int step;

        Drift(int step, Choice chosen, Enabled enabled) {
            super("step " + step + ": the schedule chooses " + chosen + ", enabled are " + list(enabled));
            this.step = step;
        }

        public int step() {
            return step;
        }

        private static String list(Enabled enabled) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < enabled.count(); i++) {
                text.append(i == 0 ? "" : " ")
                        .append(enabled.from(i))
                        .append('>')
                        .append(enabled.to(i));
            }
            return text.isEmpty() ? "none" : text.toString();
        }
    }
}
