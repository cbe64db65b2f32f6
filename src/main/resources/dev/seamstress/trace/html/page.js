/* The page: where the cursor is, and who is told when it moves. */

const ADDRESS = /^#(step|passing|second|both|both-passing|both-second)=(\d{1,10})$/;

const VIEWS = ["view-failing", "view-passing", "view-both"];

/** How many entries of the log the page did not get. */
function droppedHere() {
  return JSON.parse(document.getElementById("dropped").textContent);
}

/** How a run came out, in words. */
function verdict(run) {
  const {failure, end, steps, broken} = run;
  if (failure) {
    const rules = [...new Set(broken.map(each => each.entry.rule))];
    return (rules.length > 0 ? rules.join(", ") + " broken" : failure.text) + " at step " + steps[failure.step].number;
  }
  return end ? end.how + " after " + end.steps + " steps" : "the log breaks off";
}

class Page {
  /** `runs`: the run, and the one that it is compared with, if there is one. */
  constructor(runs) {
    this.runs = runs;
    this.run = runs[0];
    this.cursor = {which: FAILING, step: 0, row: undefined};
    this.places = runs.map(() => null);
    this.isBoth = false;
    this.timer = 0;
    this.get = id => document.getElementById(id);
    this.filters = new Filters(runs, () => this.filtered());
    this.search = new Search(runs);
    this.timeline = new Timeline(this.filters, row => this.pick(this.cursor.which, row));
    this.alignment = runs.length > 1 ? new Alignment(runs) : null;
    this.compare = this.alignment
      && new Compare(this.alignment, this.filters, this.cursor, (which, row) => this.pick(which, row));
    this.timeline.alignment = this.alignment;
    this.side = new Side(runs, this.alignment, (number, which) => this.address(number, which));
    this.wire();
    this.use(FAILING);
    if (this.alignment) {
      this.nameRuns();
      this.show(false);
    }
    this.fromHash() || this.go(this.run.failure ? this.run.failure.step : 0);
  }

  /** Shows another of the runs. */
  use(which) {
    this.cursor.which = which;
    this.run = this.runs[which];
    this.timeline.use(this.run, which);
    this.side.wanted = which;
    this.filters.use(this.run);
    this.get("slider").max = Math.max(0, this.run.steps.length - 1);
    this.get("causes").disabled = this.run.clocks === null;
    this.describe();
    this.sayFound();
  }

  nameRuns() {
    VIEWS.slice(0, 2).forEach((id, which) => {
      this.get(id).lastChild.textContent = capital(this.alignment.names[which]);
    });
    document.body.classList.toggle("alike", !this.alignment.isFailingAndPassing);
  }

  /** Goes to the other run, where the same has just happened, or where one was in it. */
  cross(which) {
    if (which === this.cursor.which) {
      return;
    }
    const row = this.alignment.counterpart(this.cursor.which, this.cursor.row);
    this.use(which);
    this.go(this.run.rows[row].step, row);
  }

  /** Shows both runs, or one only. */
  show(isBoth) {
    this.isBoth = isBoth;
    this.get("timeline").hidden = isBoth;
    this.get("compare").hidden = !isBoth;
    VIEWS.forEach((id, view) => {
      const isOn = isBoth ? view === 2 : view === this.cursor.which;
      this.get(id).setAttribute("aria-pressed", isOn ? "true" : "false");
    });
    if (isBoth) {
      this.compare.layout();
    }
  }

  view(isBoth, which) {
    if (!this.alignment) {
      return;
    }
    const isInList = document.activeElement === this.get("list") || document.activeElement === this.get("pairs");
    this.isBoth = isBoth;
    this.cross(which);
    this.show(isBoth);
    this.go(this.cursor.step, this.cursor.row);
    if (isInList) {
      this.focusList();
    }
  }

  describe() {
    const {head, end, steps, failure} = this.run;
    document.title = head.scenario + " - seamstress";
    this.get("scenario").textContent = head.scenario;
    const parts = [head.model, "module " + head.module, head.driver, head.choices];
    this.get("origin").textContent = parts.join(" \u00b7 ") + (head.hash ? " \u00b7 scenario " + head.hash : "");
    const box = this.get("verdict");
    box.hidden = false;
    box.className = failure ? "bad" : this.alignment && this.alignment.isFailingAndPassing ? "good" : "";
    box.textContent = failure ? "" : verdict(this.run);
    if (failure) {
      const link = make("a", "", verdict(this.run));
      link.href = this.address(steps[failure.step].number);
      box.append(link);
    }
    const problems = [];
    if (!end) {
      problems.push("The log breaks off after step " + (steps.length ? steps[steps.length - 1].number : "-1") + ".");
    } else if (end.dropped > 0) {
      problems.push(end.dropped + " entries came after the recording was full; they are not here.");
    }
    if (droppedHere() > 0) {
      problems.push("A page takes the first entries of a log only; " + droppedHere() + " are not here.");
    }
    this.get("notice").hidden = problems.length === 0;
    this.get("notice").textContent = problems.join(" ");
  }

  filtered() {
    this.timeline.filter();
    if (this.compare) {
      this.compare.filter();
    }
    this.go(this.cursor.step, this.cursor.row);
  }

  wire() {
    const on = (id, event, action) => this.get(id).addEventListener(event, action);
    on("first", "click", () => this.go(0));
    on("last", "click", () => this.go(this.run.steps.length - 1));
    on("previous", "click", () => this.move(-1));
    on("next", "click", () => this.move(1));
    on("play", "click", () => this.play(!this.timer));
    on("speed", "change", () => this.timer && this.play(true));
    on("slider", "input", event => this.go(Number(event.target.value)));
    on("search", "input", () => this.look());
    on("search", "keydown", event => {
      if (event.key === "Enter") {
        this.match(event.shiftKey ? -1 : 1);
        event.preventDefault();
      } else if (event.key === "Escape") {
        this.get("search").value = "";
        this.look();
        this.focusList();
      }
    });
    on("match-on", "click", () => this.match(1));
    on("match-back", "click", () => this.match(-1));
    on("causes", "change", () => this.causes());
    on("help-button", "click", () => this.get("help").showModal());
    on("theme", "click", () => this.theme());
    on("filter-button", "click", event => {
      const isOpen = this.get("filters").classList.toggle("open");
      event.currentTarget.setAttribute("aria-expanded", isOpen ? "true" : "false");
    });
    if (this.alignment) {
      this.get("views").hidden = this.get("view-keys").hidden = false;
      on("view-failing", "click", () => this.view(false, FAILING));
      on("view-passing", "click", () => this.view(false, PASSING));
      on("view-both", "click", () => this.view(true, this.cursor.which));
    }
    addEventListener("hashchange", () => this.fromHash());
    addEventListener("keydown", event => this.key(event));
    const print = isPrinting => [this.isBoth ? this.compare : this.timeline, this.side.states]
      .forEach(each => each.print(isPrinting));
    addEventListener("beforeprint", () => print(true));
    addEventListener("afterprint", () => print(false));
  }

  focusList() {
    this.get(this.isBoth ? "pairs" : "list").focus({preventScroll: true});
  }

  key(event) {
    const isTyping = event.target.matches("input[type=search], select") || this.get("help").open;
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const isInControl = event.target.matches("button, input, a, select, summary");
    const isInList = event.target === this.get(this.isBoth ? "pairs" : "list");
    const actions = {
      j: () => this.move(1),
      k: () => this.move(-1),
      Home: () => this.go(0),
      End: () => this.go(this.run.steps.length - 1),
      b: () => this.run.failure && this.go(this.run.failure.step),
      f: () => this.alignment && this.go(this.alignment.fork),
      o: () => this.side.other(),
      n: () => this.match(1),
      N: () => this.match(-1),
      c: () => {
        this.get("causes").checked = !this.get("causes").checked;
        this.causes();
      },
      1: () => this.view(false, FAILING),
      2: () => this.view(false, PASSING),
      3: () => this.view(true, this.cursor.which),
      "/": () => this.get("search").focus(),
      "?": () => this.get("help").showModal(),
    };
    if (!isInControl) {
      actions[" "] = () => this.play(!this.timer);
    }
    if (isInList) {
      actions.ArrowDown = () => this.moveRow(1);
      actions.ArrowUp = () => this.moveRow(-1);
    }
    if (isInList && this.isBoth) {
      actions.ArrowLeft = () => this.cross(FAILING);
      actions.ArrowRight = () => this.cross(PASSING);
    }
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  }

  /** Goes to a step, and in it to a row: the given one, or the first that is shown. */
  go(step, row) {
    const {run, timeline, cursor} = this;
    const last = run.steps.length - 1;
    cursor.step = Math.max(0, Math.min(last, step));
    const at = run.steps[cursor.step];
    if (at) {
      cursor.row = row;
      for (let each = at.firstRow; cursor.row === undefined && each <= at.lastRow; each++) {
        cursor.row = timeline.isShown(each) ? each : undefined;
      }
      const breaking = run.rows.slice(at.firstRow, at.lastRow + 1).findIndex(each => each.kind === BROKEN);
      if (row === undefined && breaking >= 0) {
        cursor.row = at.firstRow + breaking;
      }
      cursor.row = cursor.row === undefined ? at.firstRow : cursor.row;
      timeline.go(cursor.step, cursor.row);
      if (this.isBoth) {
        this.compare.go();
      }
      history.replaceState(null, "", this.address(at.number));
      this.get("where").textContent = at.number + " / " + run.steps[last].number;
      const text = (this.isBoth ? this.alignment.names[cursor.which] + ", " : "") + "step " + at.number + ", "
        + run.actors[at.actor] + ": " + run.text(cursor.row);
      this.get("slider").setAttribute("aria-valuetext", text);
      this.get("said").textContent = this.timer ? "" : text;
    }
    this.get("slider").value = cursor.step;
    this.side.show(cursor, this.isBoth);
    this.get("previous").disabled = this.get("first").disabled = cursor.step <= 0;
    this.get("next").disabled = this.get("last").disabled = cursor.step >= last;
  }

  address(number, which = this.cursor.which) {
    const other = this.alignment && this.alignment.isFailingAndPassing ? "passing" : "second";
    const name = which === PASSING ? (this.isBoth ? "both-" : "") + other : this.isBoth ? "both" : "step";
    return "#" + name + "=" + number;
  }

  pick(which, row) {
    if (which !== this.cursor.which) {
      this.use(which);
    }
    this.go(this.run.rows[row].step, row);
    this.focusList();
  }

  /** The next step, or the one before, of which something is shown; false if there is none. */
  move(direction) {
    const {shown, place} = this.timeline;
    const at = this.run.steps[this.cursor.step];
    if (!at) {
      return false;
    }
    const next = direction > 0 ? place[at.lastRow + 1] : place[at.firstRow] - 1;
    if (next < 0 || next >= shown.length) {
      return false;
    }
    this.go(this.run.rows[shown[next]].step);
    return true;
  }

  moveRow(direction) {
    const {shown, place} = this.timeline;
    const row = this.cursor.row;
    const here = place[row] + (direction > 0 && !this.timeline.isShown(row) ? -1 : 0);
    const next = shown[here + direction];
    if (next !== undefined) {
      this.go(this.run.rows[next].step, next);
    }
  }

  play(isOn) {
    clearInterval(this.timer);
    this.timer = 0;
    if (isOn) {
      if (this.cursor.step >= this.run.steps.length - 1) {
        this.go(0);
      }
      this.timer = setInterval(() => this.playStep(), 1000 / Number(this.get("speed").value));
    }
    const button = this.get("play");
    button.setAttribute("aria-label", isOn ? "Pause" : "Play");
    button.classList.toggle("on", isOn);
  }

  /** Ends with the last step, and not one interval later: whoever goes back meanwhile stays there. */
  playStep() {
    const hasMoved = this.move(1);
    if (!hasMoved || this.cursor.step >= this.run.steps.length - 1) {
      this.play(false);
    }
  }

  look() {
    const {search, timeline, compare} = this;
    search.look(this.get("search").value);
    timeline.isMatch = search.isOn ? (which, index) => search.isMatch(which, index) : null;
    timeline.ask();
    if (compare) {
      compare.isMatch = timeline.isMatch;
      compare.ask();
    }
    this.sayFound();
  }

  sayFound() {
    const {which} = this.cursor;
    this.get("found").textContent = this.search.isOn ? this.search.matches[which].length + " found" : "";
  }

  match(direction) {
    const {which, row} = this.cursor;
    const all = this.search.matches[which];
    const next = this.search.next(which, row, direction, index => this.timeline.isShown(index));
    if (next === undefined) {
      this.get("found").textContent = all.length === 0 ? "" : all.length + " found, all filtered out";
      return;
    }
    this.go(this.run.rows[next].step, next);
    this.get("found").textContent = all.indexOf(next) + 1 + " of " + all.length;
  }

  causes() {
    this.timeline.showsCauses = this.get("causes").checked;
    this.get("causes-legend").hidden = !this.timeline.showsCauses;
    this.timeline.ask();
  }

  theme() {
    const root = document.documentElement;
    const next = {undefined: "light", light: "dark", dark: undefined}[root.dataset.theme];
    if (next) {
      root.dataset.theme = next;
    } else {
      delete root.dataset.theme;
    }
    this.get("theme-name").textContent = "Theme: " + (next || "system");
  }

  /** Goes where the address says; false if it says nothing that is here. */
  fromHash() {
    const [, name, number] = ADDRESS.exec(location.hash) || [];
    const which = /passing|second/.test(name || "") ? PASSING : FAILING;
    const isBoth = name !== undefined && name.startsWith("both");
    const run = this.runs[which];
    const step = run && (run === this.runs[0] || this.alignment) ? run.stepOfNumber.get(Number(number)) : undefined;
    if (step === undefined || isBoth && !this.alignment) {
      return false;
    }
    if (which !== this.cursor.which) {
      this.use(which);
      this.cursor.row = undefined;
    }
    if (this.alignment && (isBoth !== this.isBoth || !isBoth)) {
      this.show(isBoth);
    }
    if (step !== this.cursor.step || this.cursor.row === undefined) {
      this.go(step);
    }
    return true;
  }
}

new Page(["log", "other"].map(readLog).filter(entries => entries.length > 0).map(entries => new Run(entries)));
