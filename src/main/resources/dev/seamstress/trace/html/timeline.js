/* The lanes: a row a thing told. */

const GUTTER = 54;
const LANE_MIN = 120;
const LANE_MAX = 330;
const LAST_LANE_MIN = 380;
const SLIM_LANE = 30;
const TEXT_PADDING = 4;
const SVG = "http://www.w3.org/2000/svg";

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) {
    element.className = className;
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}

/** Who has sent what a row takes, or gets what it sends. */
function peerText(run, row) {
  const {from, to} = row.entry;
  return row.kind === SEND ? "\u25B8 " + run.actors[to] + " "
    : row.kind === MESSAGE && from !== to ? run.actors[from] + " \u25B8 " : "";
}

class Timeline {
  constructor(filters, onPick) {
    this.filters = filters;
    this.alignment = null;
    this.lines = new Lines(this, {scroll: document.getElementById("scroll"), list: document.getElementById("list"),
      holder: document.getElementById("rows"), names: document.getElementById("lane-names")});
    this.cursor = 0;
    this.picked = 0;
    this.showsCauses = false;
    this.isMatch = null;
    this.isPrinting = false;
    this.drawing = new Drawing(this, this.measure());
    this.lines.holder.addEventListener("click", event => {
      const row = event.target.closest(".row");
      if (row) {
        onPick(Number(row.dataset.row));
      }
    });
  }

  /** Shows a run; the first one begins it all. */
  use(run, which) {
    const isFirst = this.run === undefined;
    this.run = run;
    this.which = which;
    this.laneNames = run.actors.map(name => {
      const lane = make("div", "lane-name");
      lane.append(make("b", "", name), make("span", "lane-lock"));
      return lane;
    });
    this.lines.names.replaceChildren(...this.laneNames);
    this.filter();
    if (isFirst) {
      new ResizeObserver(() => {
        this.layout();
        this.reveal();
      }).observe(this.lines.scroll);
    }
  }

  /** Which rows are shown, anew. */
  filter() {
    const rows = this.run.rows;
    this.shown = [];
    this.place = new Int32Array(rows.length + 1);
    rows.forEach((row, index) => {
      this.place[index] = this.shown.length;
      if (this.filters.shows(row)) {
        this.shown.push(index);
      }
    });
    this.place[rows.length] = this.shown.length;
    const isSeen = this.run.actors.map(() => false);
    this.shown.forEach(index => isSeen[rows[index].actor] = true);
    this.lanes = this.run.actors.map((name, actor) => actor).filter(actor => isSeen[actor]);
    this.laneOf = this.run.actors.map((name, actor) => this.lanes.indexOf(actor));
    document.getElementById("nothing").hidden = this.shown.length > 0 || rows.length === 0;
    this.layout();
  }

  /** How wide a character of a row's text is; all are the same. */
  measure() {
    const probe = this.blank();
    probe.lastChild.textContent = "0".repeat(100);
    this.lines.holder.append(probe);
    const width = (probe.lastChild.getBoundingClientRect().width - 2 * TEXT_PADDING) / 100;
    probe.remove();
    return width;
  }

  /**
   * Lanes share what room there is; the last one has more, for its texts cannot run on into another. If there is too
   * little, lanes are slim, and all texts stand beside the last one. Who has nothing to show has no lane.
   */
  layout() {
    const count = Math.max(1, this.lanes.length);
    const middle = this.place[this.picked] || 0;
    this.lines.reset(this.shown.length,
      this.isPrinting ? [Math.max(0, middle - 30), Math.min(this.shown.length - 1, middle + 15)] : null);
    const whole = this.lines.width;
    const room = whole - GUTTER - LAST_LANE_MIN;
    this.isSlim = this.isPrinting || room < (count - 1) * LANE_MIN;
    this.lines.scroll.classList.toggle("slim", this.isSlim);
    const share = count > 1 ? Math.floor(room / (count - 1)) : LANE_MIN;
    this.lane = this.isSlim ? SLIM_LANE : Math.max(LANE_MIN, Math.min(LANE_MAX, share));
    this.width = Math.max(whole, GUTTER + this.lane * (count - 1) + LAST_LANE_MIN);
    this.lines.list.style.width = this.lines.names.style.width = this.width + "px";
    this.laneNames.forEach((lane, actor) => {
      lane.hidden = this.laneOf[actor] < 0;
      lane.style.left = this.x(actor) + "px";
      const isOpen = this.laneOf[actor] === count - 1 && !this.isSlim;
      lane.style.width = (isOpen ? this.width - this.x(actor) : this.lane) - (this.isSlim ? 1 : 6) + "px";
    });
    this.lines.render();
  }

  x(actor) {
    return GUTTER + this.laneOf[actor] * this.lane;
  }

  ask() {
    this.lines.ask();
  }

  draw(from, to) {
    this.drawing.draw(from, to);
  }

  blank() {
    const element = make("div", "row");
    element.setAttribute("role", "option");
    const text = make("span", "text");
    text.append(make("span", "peer"), "");
    element.append(make("span", "number"), text);
    return element;
  }

  fill(element, place) {
    const index = this.shown[place];
    const row = this.run.rows[index];
    const isFirst = place === 0 || this.run.rows[this.shown[place - 1]].step !== row.step;
    const [number, text] = element.children;
    element.id = "row" + index;
    element.dataset.fork = isFirst && this.alignment && this.alignment.fork === row.step ? "yes" : "no";
    element.dataset.row = index;
    element.setAttribute("aria-setsize", this.shown.length);
    element.setAttribute("aria-posinset", place + 1);
    number.textContent = isFirst ? this.run.steps[row.step].number : "";
    text.firstChild.textContent = peerText(this.run, row);
    text.lastChild.data = this.run.text(index);
    element.setAttribute("aria-label", "step " + this.run.steps[row.step].number + ", "
      + this.run.actors[row.actor] + ": " + text.textContent);
    text.title = this.run.text(index);
    const left = this.textBegin(row);
    text.style.left = left + "px";
    text.style.maxWidth = Math.max(80, this.width - left - 8) + "px";
  }

  textBegin(row) {
    const lane = this.isSlim ? GUTTER + this.lanes.length * this.lane - 14 : this.x(row.actor);
    return lane + 20 + 7 * Math.min(row.depth, 5);
  }

  mark(element) {
    const index = Number(element.dataset.row);
    const row = this.run.rows[index];
    const isPicked = index === this.picked;
    let name = "row k" + row.kind;
    if (row.entry.event === "seambusy" || row.entry.event === "fault_retry") {
      name += " refused";
    }
    name += row.step === this.cursor ? " now" : "";
    name += element.dataset.fork === "yes" ? " fork" : "";
    name += isPicked ? " picked" : "";
    name += this.isMatch && this.isMatch(this.which, index) ? " match" : "";
    if (this.showsCauses && row.step !== this.cursor) {
      name += this.run.isBefore(row.step, this.cursor) ? " past"
        : this.run.isBefore(this.cursor, row.step) ? " future" : " apart";
    }
    if (element.className !== name) {
      element.className = name;
    }
    element.setAttribute("aria-selected", isPicked ? "true" : "false");
    return isPicked ? element.id : undefined;
  }

  isShown(row) {
    return this.place[row] < this.place[row + 1];
  }

  /** Moves the cursor to a row, and the row into sight. */
  go(step, row) {
    this.cursor = step;
    this.picked = row;
    this.laneNames.forEach((lane, actor) => {
      const text = this.lockText(actor);
      lane.lastChild.textContent = text;
      lane.lastChild.className = "lane-lock " + text.split(" ")[0];
      lane.title = this.run.actors[actor] + (text ? ": " + text : "");
    });
    this.reveal();
    this.ask();
  }

  /** Scrolls to the cursor's row if it is not well in sight. */
  reveal() {
    const row = this.picked;
    const {scroll} = this.lines;
    this.lines.reveal(this.place[row]);
    const lane = this.run.rows.length > 0 ? this.laneOf[this.run.rows[row].actor] : 0;
    const left = this.isSlim ? GUTTER : GUTTER + Math.max(0, lane) * this.lane;
    if (left + LANE_MIN > scroll.scrollLeft + scroll.clientWidth || left - GUTTER < scroll.scrollLeft) {
      scroll.scrollLeft = left - GUTTER;
    }
  }

  /** What the actor has of locks at the end of the cursor's step. */
  lockText(actor) {
    if (this.run.rows.length === 0) {
      return "";
    }
    const row = this.run.steps[this.cursor].lastRow;
    return this.run.locks.crossing(row, row)
      .filter(lock => lock.actor === actor && lock.from <= row && (lock.to > row || row === this.run.rows.length - 1))
      .map(lock => (lock.mode === "wait" ? "wait for " : lock.mode + " ") + lock.lock)
      .join(", ");
  }

  /** A window around the cursor, or all in sight again. */
  print(isPrinting) {
    this.isPrinting = isPrinting;
    this.layout();
  }
}
