/* The page: where the cursor is, and who is told when it moves. */

/** How many entries of the log the page did not get. */
function droppedHere() {
  return JSON.parse(document.getElementById("dropped").textContent);
}

class Page {
  constructor(run) {
    this.run = run;
    this.step = 0;
    this.matches = [];
    this.timer = 0;
    this.get = id => document.getElementById(id);
    this.timeline = new Timeline(run, row => this.pick(row));
    this.tables = new Tables(run);
    this.states = new Actors(run);
    this.details = new Details(run);
    this.describe();
    this.makeFilters();
    this.wire();
    this.fromHash() || this.go(run.failure ? run.failure.step : 0);
  }

  describe() {
    const {head, end, steps, broken} = this.run;
    document.title = head.scenario + " - seamstress";
    this.get("scenario").textContent = head.scenario;
    const parts = [head.model, "module " + head.module, head.driver, head.choices];
    this.get("origin").textContent = parts.join(" \u00b7 ") + (head.hash ? " \u00b7 scenario " + head.hash : "");
    const verdict = this.get("verdict");
    verdict.hidden = false;
    const failure = this.run.failure;
    if (failure) {
      const rules = [...new Set(broken.map(each => each.entry.rule))];
      const number = steps[failure.step].number;
      const link = make("a", "", (rules.length > 0 ? rules.join(", ") + " broken" : failure.text) + " at step " + number);
      link.href = "#step=" + number;
      verdict.className = "bad";
      verdict.append(link);
    } else {
      verdict.textContent = end ? end.how + " after " + end.steps + " steps" : "the log breaks off";
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

  makeFilters() {
    const {run, timeline} = this;
    const box = (into, text, count, isOn, set, value) => {
      const label = make("label", "chip");
      const input = make("input");
      input.type = "checkbox";
      input.checked = isOn;
      input.addEventListener("change", () => {
        input.checked ? set.delete(value) : set.add(value);
        timeline.filter();
        this.go(this.step, this.row);
      });
      if (!isOn) {
        set.add(value);
      }
      label.append(input, make("span", "", text), make("span", "count", String(count)));
      into.append(label);
    };
    const ofActor = run.actors.map(() => 0);
    const ofKind = KIND_NAMES.map(() => 0);
    for (const row of run.rows) {
      ofActor[row.actor]++;
      if (row.kind < ofKind.length) {
        ofKind[row.kind]++;
      }
    }
    run.actors.forEach((name, actor) => box(this.get("actors"), name, ofActor[actor], true, timeline.hiddenActors, actor));
    KIND_NAMES.forEach((name, kind) => {
      if (ofKind[kind] > 0) {
        box(this.get("kinds"), name, ofKind[kind], kind !== SILENT, timeline.hiddenKinds, kind);
      }
    });
    timeline.filter();
  }

  wire() {
    const on = (id, event, action) => this.get(id).addEventListener(event, action);
    const last = Math.max(0, this.run.steps.length - 1);
    this.get("slider").max = last;
    on("first", "click", () => this.go(0));
    on("last", "click", () => this.go(last));
    on("previous", "click", () => this.move(-1));
    on("next", "click", () => this.move(1));
    on("play", "click", () => this.play(!this.timer));
    on("speed", "change", () => this.timer && this.play(true));
    on("slider", "input", event => this.go(Number(event.target.value)));
    on("search", "input", () => this.search());
    on("search", "keydown", event => {
      if (event.key === "Enter") {
        this.match(event.shiftKey ? -1 : 1);
        event.preventDefault();
      } else if (event.key === "Escape") {
        this.get("search").value = "";
        this.search();
        this.get("list").focus({preventScroll: true});
      }
    });
    on("match-on", "click", () => this.match(1));
    on("match-back", "click", () => this.match(-1));
    on("causes", "change", () => this.causes());
    this.get("causes").disabled = this.run.clocks === null;
    on("help-button", "click", () => this.get("help").showModal());
    on("theme", "click", () => this.theme());
    addEventListener("hashchange", () => this.fromHash());
    addEventListener("keydown", event => this.key(event));
    addEventListener("beforeprint", () => this.timeline.print(true));
    addEventListener("afterprint", () => this.timeline.print(false));
  }

  key(event) {
    const isTyping = event.target.matches("input[type=search], select") || this.get("help").open;
    if (isTyping || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const isInControl = event.target.matches("button, input, a, select");
    const isInList = event.target === this.get("list");
    const actions = {
      j: () => this.move(1),
      k: () => this.move(-1),
      Home: () => this.go(0),
      End: () => this.go(this.run.steps.length - 1),
      b: () => this.run.failure && this.go(this.run.failure.step),
      n: () => this.match(1),
      N: () => this.match(-1),
      c: () => {
        this.get("causes").checked = !this.get("causes").checked;
        this.causes();
      },
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
    const action = actions[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  }

  /** Goes to a step, and in it to a row: the given one, or the first that is shown. */
  go(step, row) {
    const {run, timeline} = this;
    const last = run.steps.length - 1;
    this.step = Math.max(0, Math.min(last, step));
    const at = run.steps[this.step];
    if (at) {
      this.row = row;
      for (let each = at.firstRow; this.row === undefined && each <= at.lastRow; each++) {
        this.row = timeline.isShown(each) ? each : undefined;
      }
      const breaking = run.rows.slice(at.firstRow, at.lastRow + 1).findIndex(each => each.kind === BROKEN);
      if (row === undefined && breaking >= 0) {
        this.row = at.firstRow + breaking;
      }
      this.row = this.row === undefined ? at.firstRow : this.row;
      timeline.go(this.step, this.row);
      history.replaceState(null, "", "#step=" + at.number);
      this.get("where").textContent = at.number + " / " + run.steps[last].number;
      const text = "step " + at.number + ", " + run.actors[at.actor] + ": " + run.text(this.row);
      this.get("slider").setAttribute("aria-valuetext", text);
      this.get("said").textContent = this.timer ? "" : text;
    }
    this.get("slider").value = this.step;
    this.tables.show(this.step);
    this.states.show(this.step);
    this.details.show(this.step, this.row);
    this.get("previous").disabled = this.get("first").disabled = this.step <= 0;
    this.get("next").disabled = this.get("last").disabled = this.step >= last;
  }

  pick(row) {
    this.go(this.run.rows[row].step, row);
    this.get("list").focus({preventScroll: true});
  }

  /** The next step, or the one before, of which something is shown; false if there is none. */
  move(direction) {
    const {shown, place} = this.timeline;
    const at = this.run.steps[this.step];
    if (!at) {
      return false;
    }
    let next = direction > 0 ? place[at.lastRow + 1] : place[at.firstRow] - 1;
    if (next < 0 || next >= shown.length) {
      return false;
    }
    this.go(this.run.rows[shown[next]].step);
    return true;
  }

  moveRow(direction) {
    const {shown, place} = this.timeline;
    const here = place[this.row] + (direction > 0 && !this.timeline.isShown(this.row) ? -1 : 0);
    const next = shown[here + direction];
    if (next !== undefined) {
      this.go(this.run.rows[next].step, next);
    }
  }

  play(isOn) {
    clearInterval(this.timer);
    this.timer = 0;
    if (isOn) {
      if (this.step >= this.run.steps.length - 1) {
        this.go(0);
      }
      this.timer = setInterval(() => this.move(1) || this.play(false), 1000 / Number(this.get("speed").value));
    }
    const button = this.get("play");
    button.setAttribute("aria-label", isOn ? "Pause" : "Play");
    button.classList.toggle("on", isOn);
  }

  /** All words must be in a row; gfn:, actor: ask for one thing. */
  search() {
    const {run, timeline} = this;
    const words = this.get("search").value.toLowerCase().split(/\s+/).filter(word => word !== "");
    this.matches = [];
    const tests = words.map(word => {
      const [, name, value] = /^(gfn|actor):(.*)$/.exec(word) || [];
      if (name === "actor") {
        return index => run.actors[run.rows[index].actor].toLowerCase() === value;
      } else if (name === "gfn") {
        return index => run.isAbout(index, value);
      }
      return index => run.searchable(index).includes(word);
    });
    if (words.length > 0) {
      run.rows.forEach((row, index) => {
        if (tests.every(test => test(index))) {
          this.matches.push(index);
        }
      });
    }
    const found = new Set(this.matches);
    timeline.isMatch = words.length > 0 ? index => found.has(index) : null;
    this.get("found").textContent = words.length === 0 ? "" : this.matches.length + " found";
    timeline.ask();
  }

  match(direction) {
    const shown = this.matches.filter(index => this.timeline.isShown(index));
    if (shown.length === 0) {
      this.get("found").textContent = this.matches.length === 0 ? "" : this.matches.length + " found, all filtered out";
      return;
    }
    const next = direction > 0
      ? shown.find(index => index > this.row)
      : shown.reverse().find(index => index < this.row);
    const row = next === undefined ? shown[0] : next;
    this.go(this.run.rows[row].step, row);
    this.get("found").textContent = this.matches.indexOf(row) + 1 + " of " + this.matches.length;
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
    this.get("theme").textContent = "Theme: " + (next || "system");
  }

  fromHash() {
    const found = /^#step=(\d{1,10})$/.exec(location.hash);
    const step = found ? this.run.stepOfNumber.get(Number(found[1])) : undefined;
    if (step === undefined) {
      return false;
    }
    if (!this.run.steps[this.step] || step !== this.step || this.row === undefined) {
      this.go(step);
    }
    return true;
  }
}

new Page(new Run(readLog()));
