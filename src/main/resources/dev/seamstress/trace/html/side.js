/* What stands beside the timeline: a step in full, the page tables and actors after it, and what else could have come. */

class Side {
  /** `address` makes the page's address of a step's number in a run. */
  constructor(runs, alignment, address) {
    this.runs = runs;
    this.alignment = alignment;
    this.which = undefined;
    this.wanted = FAILING;
    this.isBoth = false;
    this.tables = new Tables();
    this.states = new Actors();
    this.details = new Details(alignment, address);
    this.switch = document.getElementById("whose");
    this.buttons = ["of-failing", "of-passing"].map(id => document.getElementById(id));
    this.buttons.forEach((button, which) => button.addEventListener("click", () => this.want(which)));
  }

  /** The cursor is there; if both runs are shown, either can be looked at. */
  show(cursor, isBoth) {
    this.cursor = {...cursor};
    this.isBoth = isBoth;
    this.draw();
  }

  /** From now on the one run is shown, wherever the cursor is. */
  want(which) {
    this.wanted = which;
    this.draw();
  }

  other() {
    if (this.isBoth) {
      this.want(1 - this.wanted);
    }
  }

  /** The cursor's step, or where in the other run the same has just happened. */
  at(which) {
    if (which === this.cursor.which) {
      return this.cursor;
    }
    const row = this.alignment.counterpart(this.cursor.which, this.cursor.row);
    const {rows} = this.runs[which];
    return {which, row, step: rows.length > 0 ? rows[row].step : 0};
  }

  draw() {
    const which = this.isBoth ? this.wanted : this.cursor.which;
    const [here, there] = [this.at(which), this.isBoth ? this.at(1 - which) : null];
    const [run, other] = [this.runs[which], there && this.runs[1 - which]];
    this.tables.use(run, other);
    this.states.use(run);
    this.details.use(run, which);
    this.which = which;
    this.tables.show(here.step, there && {step: there.step, name: this.alignment.names[1 - which]});
    this.states.show(here.step);
    this.details.show(here.step, here.row);
    this.switch.hidden = !this.isBoth;
    if (this.isBoth) {
      this.buttons.forEach((button, each) => {
        const step = this.runs[each].steps[this.at(each).step];
        button.textContent = capital(this.alignment.names[each]) + (step ? ", step " + step.number : "");
        button.setAttribute("aria-pressed", each === which ? "true" : "false");
      });
    }
  }
}
