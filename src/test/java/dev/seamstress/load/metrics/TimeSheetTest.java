package dev.seamstress.load.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Goal: time is spent once, and what is work of one's own is told from waits. Method: a sheet by hand. */
class TimeSheetTest {
    private final Rows rows = new Rows(1);
    private final TimeSheet sheet = new TimeSheet(rows);
    private final int before = rows.columns(TimeSheet.COPY, 0);
    private final int attempt = rows.columns(TimeSheet.ATTEMPT, 0);

    /** 1 in the guest, 2 on the way out, 4 of work, 8 for a lock, 16 under it, 32 of a call, 64 for a kick. */
    @Test
    void waitsAreNoWork() {
        long time = 0;
        long length = 1;
        for (Activity activity : new Activity[] {
            Activity.GUEST,
            Activity.EXIT,
            Activity.WORK,
            Activity.LOCK_WAIT,
            Activity.WALK,
            Activity.SEAMCALL,
            Activity.KICK
        }) {
            sheet.turn(0, activity, time);
            time += length;
            length *= 2;
        }
        sheet.turn(0, Activity.ENTRY, time);
        assertThat(sheet.worked(0, before)).isEqualTo(1 + 2 + 4 + 16 + 32);
        assertThat(sheet.waste(0, attempt)).isEqualTo(4 + 16 + 32);
        assertThat(sheet.worked(0, before))
                .as("what was for nothing is no work")
                .isEqualTo(1 + 2);
    }
}
