/* What is hidden of the runs, and the boxes that say so. */

class Filters {
  constructor(runs, onChange) {
    this.onChange = onChange;
    this.actors = new Set();
    this.kinds = new Set([SILENT]);
    this.counts = [];
    const hasKind = kind => runs.some(run => run.rows.some(row => row.kind === kind));
    runs[0].actors.forEach((name, actor) => this.box("actors", name, this.actors, actor, row => row.actor === actor));
    KIND_NAMES.forEach((name, kind) => {
      if (hasKind(kind)) {
        this.box("kinds", name, this.kinds, kind, row => row.kind === kind);
      }
    });
  }

  box(into, text, hidden, value, isOf) {
    const label = make("label", "chip");
    const input = make("input");
    input.type = "checkbox";
    input.checked = !hidden.has(value);
    input.addEventListener("change", () => {
      input.checked ? hidden.delete(value) : hidden.add(value);
      this.onChange();
    });
    const count = make("span", "count");
    this.counts.push({count, isOf});
    label.append(input, make("span", "", text), count);
    document.getElementById(into).append(label);
  }

  /** Says how much of each the run has. */
  use(run) {
    for (const {count, isOf} of this.counts) {
      count.textContent = run.rows.reduce((sum, row) => sum + (isOf(row) ? 1 : 0), 0);
    }
  }

  shows(row) {
    return row.kind === BROKEN || !this.kinds.has(row.kind) && !this.actors.has(row.actor);
  }
}
