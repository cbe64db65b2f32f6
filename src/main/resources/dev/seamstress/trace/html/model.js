/* What the page knows of the run: steps, rows, messages, spans, entries, and who knew what when. */

/**
 * The run. Steps and rows are counted from 0 in the order of the log; `steps[i].number` is what the log calls a step.
 * A row is an entry of the log; what an actor does by itself has a row only if nothing else is told of the step.
 */
class Run {
  constructor(entries) {
    this.head = entries[0];
    this.actors = this.head.actors;
    this.end = null;
    this.steps = [];
    this.rows = [];
    this.first = [];
    this.messages = new Map();
    this.waiting = [];
    this.stateEntries = [];
    this.broken = [];
    this.stepOfNumber = new Map();
    this.words = [];
    for (const entry of entries) {
      this.take(entry);
    }
    this.finish();
  }

  take(entry) {
    switch (entry.t) {
      case "head":
        break;
      case "end":
        this.end = entry;
        break;
      case "first":
        this.first.push(entry);
        break;
      case "state":
        this.stateEntries.push(entry);
        break;
      case "waiting":
        this.waiting.push(entry);
        break;
      case "step":
        this.begin(entry);
        break;
      case "sent":
        this.row(entry, entry.from);
        this.messages.set(entry.id, {from: entry.from, to: entry.to, text: entry.text, sendRow: this.rows.length - 1,
          sent: this.steps.length - 1, arrivalRow: -1, arrived: Infinity});
        break;
      case "broken":
        this.breaks(entry);
        break;
      default:
        this.row(entry, entry.actor);
    }
  }

  begin(entry) {
    const index = this.steps.length;
    this.stepOfNumber.set(entry.step, index);
    this.steps.push({number: entry.step, entry, actor: entry.to, firstRow: this.rows.length, lastRow: 0, own: 0});
    this.rows.push({step: index, actor: entry.to, kind: kindOf(entry), entry, depth: 0});
    let message = this.messages.get(entry.id);
    if (!message) {
      const sent = this.stepOfNumber.get(entry.sent);
      message = {from: entry.from, to: entry.to, text: entry.go ? "" : entry.text, sendRow: -1,
        sent: sent === undefined ? -1 : sent, arrivalRow: -1, arrived: Infinity};
      this.messages.set(entry.id, message);
    }
    message.arrived = index;
    message.arrivalRow = this.rows.length - 1;
    this.steps[index].message = message;
  }

  row(entry, actor) {
    if (this.steps.length === 0) { // a log that was made by hand
      this.begin({t: "step", step: entry.step, id: -1, from: actor, to: actor, sent: -1, go: true});
    }
    const last = this.rows[this.rows.length - 1];
    const row = {step: this.steps.length - 1, actor, kind: kindOf(entry), entry, depth: 0};
    if (last.kind === SILENT && last.step === row.step) {
      this.rows[this.rows.length - 1] = row;
    } else {
      this.rows.push(row);
    }
  }

  /** A rule is told at the end of the log, and belongs to the step that broke it. */
  breaks(entry) {
    const step = this.stepOfNumber.get(entry.step);
    this.broken.push({entry, step: step === undefined ? this.steps.length - 1 : step});
  }

  finish() {
    this.placeBroken();
    let row = 0;
    const counts = new Array(this.actors.length).fill(0);
    this.steps.forEach((step, index) => {
      step.firstRow = row;
      while (row < this.rows.length && this.rows[row].step === index) {
        row++;
      }
      step.lastRow = row - 1;
      step.own = counts[step.actor]++;
    });
    for (const message of this.messages.values()) {
      message.sendRow = -1;
      message.arrivalRow = -1;
    }
    this.rows.forEach((each, index) => {
      if (each.entry.t === "sent") {
        this.messages.get(each.entry.id).sendRow = index;
      } else if (each.entry.t === "step") {
        this.steps[each.step].message.arrivalRow = index;
      }
    });
    this.pending = new Spans();
    this.arrows = new Spans();
    const last = this.steps.length;
    for (const message of this.messages.values()) {
      this.pending.add(message.sent + 1, Math.min(message.arrived, last), message);
      if (message.sendRow >= 0) {
        const to = message.arrivalRow >= 0 ? message.arrivalRow : message.sendRow;
        this.arrows.add(Math.min(message.sendRow, to), Math.max(message.sendRow, to), message);
      }
    }
    for (const each of this.waiting) {
      const sent = this.stepOfNumber.get(each.sent);
      const from = sent === undefined ? -1 : sent;
      this.pending.add(from + 1, last, {from: each.actor, to: each.actor, text: "", sent: from, arrived: Infinity});
    }
    this.states = this.stateEntries.length === 0 ? null
      : new States(this.stateEntries, this.actors, this.stepOfNumber);
    this.failure = this.findFailure();
    this.findSlices();
    this.findEntries();
    this.findClocks();
  }

  /** Where something went wrong first: a rule was broken, or the model ran into a bug of the kernel's; else null. */
  findFailure() {
    const row = this.rows.findIndex(each => each.entry.t === "broken");
    const bug = row >= 0 ? row : this.rows.findIndex(each => each.entry.event === "bug_on");
    return bug < 0 ? null : {step: this.rows[bug].step, text: this.text(bug)};
  }

  placeBroken() {
    if (this.broken.length === 0 || this.steps.length === 0) {
      return;
    }
    const after = new Map();
    for (const each of this.broken) {
      const actor = this.steps[each.step].actor;
      const row = {step: each.step, actor, kind: BROKEN, entry: each.entry, depth: 0};
      after.set(each.step, (after.get(each.step) || []).concat(row));
    }
    const rows = [];
    this.rows.forEach((row, index) => {
      const isLast = index + 1 === this.rows.length || this.rows[index + 1].step !== row.step;
      const breaking = isLast && after.get(row.step);
      if (!(breaking && row.kind === SILENT)) {
        rows.push(row);
      }
      if (breaking) {
        rows.push(...breaking);
      }
    });
    this.rows = rows;
  }

  /** Slices of operations, faults, zaps and calls, which nest; and who holds or waits for which lock. */
  findSlices() {
    this.slices = new Spans();
    this.locks = new Spans();
    const open = this.actors.map(() => []);
    const held = new Map();
    const begin = (actor, what, row) => open[actor].push({what, from: row, actor, depth: open[actor].length});
    const end = (actor, what, row) => {
      const stack = open[actor];
      const at = what === null ? 0 : stack.map(slice => slice.what).lastIndexOf(what);
      while (at >= 0 && stack.length > at) {
        const slice = stack.pop();
        this.slices.add(slice.from, row, Object.assign(slice, {to: row}));
      }
    };
    const close = (key, row) => {
      const span = held.get(key);
      if (span) {
        held.delete(key);
        const to = Math.max(span.from, row);
        this.locks.add(span.from, to, Object.assign(span, {to}));
      }
    };
    this.rows.forEach((row, index) => {
      const entry = row.entry;
      const actor = row.actor;
      const what = {begin: "operation", kvm_page_fault: "fault", zap_begin: "zap", seamcall: "call"}[entry.event];
      if (entry.t === "event" && entry.event === "kvm_entry") {
        end(actor, "fault", index);
      }
      row.depth = open[actor].length;
      if (entry.t !== "event") {
        return;
      }
      if (what) {
        if (what === "fault" || what === "call") {
          end(actor, what === "call" ? "call" + entry.args.call : "fault", index);
        }
        begin(actor, what === "call" ? "call" + entry.args.call : what, index);
      } else if (entry.event === "end") {
        end(actor, "operation", index);
      } else if (entry.event === "zap_end") {
        end(actor, "zap", index);
      } else if (entry.event === "seamret") {
        end(actor, "call" + entry.args.call, index);
      } else if (entry.event === "fault_done" && entry.words && entry.words.ret !== "retry") {
        end(actor, "fault", index);
      } else if (entry.event === "kvm_userspace_exit") {
        end(actor, "fault", index);
      } else if (entry.event.startsWith("lock_")) {
        const isGrant = entry.event === "lock_granted";
        const holder = isGrant && this.actors[entry.args.holder] !== undefined ? entry.args.holder : actor;
        const key = entry.args.lock + " " + holder;
        close(key, isGrant ? index - 1 : index);
        if (entry.event !== "lock_released") {
          const mode = isGrant ? argument(entry, "mode", this.actors) : "wait";
          held.set(key, {from: index, actor: holder, mode, lock: argument(entry, "lock", this.actors),
            isFirst: entry.args.lock === 0});
        }
      }
    });
    const last = Math.max(0, this.rows.length - 1);
    this.actors.forEach((name, actor) => end(actor, null, last));
    [...held.keys()].forEach(key => close(key, last));
  }

  /** The life of each entry of the page tables: what it was at first, and what it became in which step. */
  findEntries() {
    this.entries = new Map();
    this.trees = new Map();
    const life = (tree, root, gfn, level) => {
      const base = baseGfn(gfn, level);
      const column = tree + " " + root;
      const place = level + " " + base;
      if (!this.trees.has(column)) {
        this.trees.set(column, {tree, root});
      }
      if (!this.entries.has(place)) {
        this.entries.set(place, {level, gfn: base, columns: new Map()});
      }
      const columns = this.entries.get(place).columns;
      if (!columns.has(column)) {
        columns.set(column, {steps: [-1], states: ["none"], values: [""]});
      }
      return columns.get(column);
    };
    for (const entry of this.first) {
      const found = life(entry.tree, entry.root, entry.gfn, entry.level);
      found.states[0] = septWord(entry.state);
      found.values[0] = entry.value;
    }
    const becomes = (found, row, state, value) => {
      if (found.states[found.states.length - 1] === state && value === "") {
        return;
      }
      found.steps.push(row.step);
      found.states.push(state);
      found.values.push(value);
    };
    for (const {entry} of this.rows) { // all places first: a table that is split has something to say of what it covers
      if (entry.t === "entry") {
        life(entry.tree, entry.root, entry.gfn, entry.level);
      } else if (entry.event === "sept_changed") {
        life("sept", 0, entry.args.gfn, entry.args.level + 1);
      }
    }
    const places = [...this.entries.values()];
    for (const row of this.rows) {
      const entry = row.entry;
      if (entry.t === "entry") {
        const found = life(entry.tree, entry.root, entry.gfn, entry.level);
        entry.was = found.states[found.states.length - 1];
        becomes(found, row, entry.state, entry.new);
      } else if (entry.event === "sept_changed") {
        const level = entry.args.level + 1;
        const gfn = baseGfn(entry.args.gfn, level);
        const found = life("sept", 0, entry.args.gfn, level);
        const [old, next] = ["old", "new"].map(name => septWord(argument(entry, name, this.actors)));
        becomes(found, row, next, "");
        const isSplit = next === "nl_mapped" && old !== "none" && !old.startsWith("nl_");
        if (isSplit || old.startsWith("nl_") && !next.startsWith("nl_")) {
          places.filter(place => (isSplit ? place.level === level - 1 : place.level < level)
              && baseGfn(place.gfn, level) === gfn)
            .forEach(place => becomes(life("sept", 0, place.gfn, place.level), row,
              isSplit ? old.replace("_blocked", "").replace("blocked", "mapped") : "none", ""));
        }
      }
    }
    this.places = byAddress([...this.entries.values()]);
  }

  /** For each step, how many steps of each actor it can know of; null if that would take too much memory. */
  findClocks() {
    const width = this.actors.length;
    if (this.steps.length * width > 2e7) {
      this.clocks = null;
      return;
    }
    this.clocks = new Int32Array(this.steps.length * width);
    const before = new Array(width).fill(-1);
    this.steps.forEach((step, index) => {
      const at = index * width;
      for (const source of [before[step.actor], step.message.sent]) {
        for (let actor = 0; source >= 0 && actor < width; actor++) {
          this.clocks[at + actor] = Math.max(this.clocks[at + actor], this.clocks[source * width + actor]);
        }
      }
      this.clocks[at + step.actor] = step.own + 1;
      before[step.actor] = index;
    });
  }

  /** True if what happened in step `early` can have had an effect on step `late`. */
  isBefore(early, late) {
    const step = this.steps[early];
    return this.clocks[late * this.actors.length + step.actor] > step.own;
  }

  /** True if the row is about the gfn: it names it, or an entry that covers it and maps no more than 2M. */
  isAbout(index, gfn) {
    if (!/^(0x[0-9a-f]+|[0-9]+)$/.test(gfn)) {
      return false;
    }
    const entry = this.rows[index].entry;
    const named = entry.t === "entry" ? entry.gfn : entry.args && entry.args.gfn;
    if (named === undefined || entry.t !== "entry" && !argumentNames(entry).includes("gfn")) {
      return false;
    }
    const level = entry.t === "entry" ? entry.level : entry.event === "sept_changed" ? entry.args.level + 1 : 1;
    return level <= 2 ? baseGfn(gfn, level) === baseGfn(named, level) : BigInt(named) === BigInt(gfn);
  }

  text(index) {
    return rowText(this.rows[index].entry, this.actors);
  }

  /** All that a step tells, to be compared. */
  told(index) {
    const {firstRow, lastRow} = this.steps[index];
    return this.rows.slice(firstRow, lastRow + 1).map((row, at) => row.actor + " " + this.text(firstRow + at)).join("\n");
  }

  /** The words of each row, in lower case, for the search. */
  searchable(index) {
    if (this.words[index] === undefined) {
      const row = this.rows[index];
      const entry = row.entry;
      const peer = row.kind === SEND ? entry.to : row.kind === MESSAGE ? entry.from : row.actor;
      this.words[index] = (this.actors[row.actor] + " " + this.actors[peer] + " " + this.text(index)).toLowerCase();
    }
    return this.words[index];
  }
}

/** As the tables are walked: what covers others comes before them. */
function byAddress(places) {
  return places.sort((a, b) => a.gfn < b.gfn ? -1 : a.gfn > b.gfn ? 1 : b.level - a.level);
}

/** The module's FREE is an entry with nothing in it, as KVM's none is. */
function septWord(state) {
  return state === "free" ? "none" : state;
}
