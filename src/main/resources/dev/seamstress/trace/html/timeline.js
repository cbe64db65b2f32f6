/* The lanes: a row a thing told, of which only those in sight are in the document; and what is drawn behind them. */

const ROW = 22;
const SPARE = 12;
const GUTTER = 54;
const LANE_MIN = 120;
const LAST_LANE_MIN = 380;
const PAPER = 800;
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
    this.scroll = document.getElementById("scroll");
    this.list = document.getElementById("list");
    this.art = document.getElementById("art");
    this.holder = document.getElementById("rows");
    this.names = document.getElementById("lane-names");
    this.drawn = new Map();
    this.free = [];
    this.cursor = 0;
    this.picked = 0;
    this.showsCauses = false;
    this.isMatch = null;
    this.printing = null;
    this.isAsked = false;
    this.character = this.measure();
    this.scroll.addEventListener("scroll", () => this.ask(), {passive: true});
    this.holder.addEventListener("click", event => {
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
    this.names.replaceChildren(...this.laneNames);
    this.filter();
    if (isFirst) {
      new ResizeObserver(() => {
        this.layout();
        this.reveal();
      }).observe(this.scroll);
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
    for (const element of this.drawn.values()) {
      this.discard(element);
    }
    this.drawn.clear();
    document.getElementById("nothing").hidden = this.shown.length > 0 || rows.length === 0;
    this.layout();
  }

  /** How wide a character of a row's text is; all are the same. */
  measure() {
    const probe = this.blank();
    probe.lastChild.textContent = "0".repeat(100);
    this.holder.append(probe);
    const width = (probe.lastChild.getBoundingClientRect().width - 2 * TEXT_PADDING) / 100;
    probe.remove();
    return width;
  }

  discard(element) {
    element.remove();
    this.free.push(element);
  }

  /** Who has nothing to show has no lane. Lanes share what room there is; the last one has more, for its texts cannot run on into another. */
  layout() {
    const count = Math.max(1, this.lanes.length);
    const whole = this.printing ? PAPER : this.scroll.clientWidth;
    const room = whole - GUTTER - LAST_LANE_MIN;
    this.lane = count > 1 ? Math.max(LANE_MIN, Math.min(330, Math.floor(room / (count - 1)))) : LANE_MIN;
    this.width = Math.max(whole, GUTTER + this.lane * (count - 1) + LAST_LANE_MIN);
    this.list.style.width = this.names.style.width = this.width + "px";
    this.list.style.height = Math.max(ROW, this.shown.length * ROW) + "px";
    this.laneNames.forEach((lane, actor) => {
      lane.hidden = this.laneOf[actor] < 0;
      lane.style.left = this.x(actor) + "px";
      lane.style.width = (this.laneOf[actor] === count - 1 ? this.width - this.x(actor) : this.lane) - 6 + "px";
    });
    for (const element of this.drawn.values()) {
      this.put(element);
    }
    this.render();
  }

  x(actor) {
    return GUTTER + this.laneOf[actor] * this.lane;
  }

  ask() {
    if (!this.isAsked) {
      this.isAsked = true;
      requestAnimationFrame(() => {
        this.isAsked = false;
        this.render();
      });
    }
  }

  /** The places in sight and a few more. */
  range() {
    if (this.printing) {
      return this.printing;
    }
    const top = Math.floor(this.scroll.scrollTop / ROW) - SPARE;
    const bottom = Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / ROW) + SPARE;
    return [Math.max(0, top), Math.min(this.shown.length - 1, bottom)];
  }

  render() {
    const [from, to] = this.range();
    for (const [place, element] of this.drawn) {
      if (place < from || place > to) {
        this.drawn.delete(place);
        this.discard(element);
      }
    }
    for (let place = from; place <= to; place++) {
      if (!this.drawn.has(place)) {
        const element = this.free.pop() || this.blank();
        this.fill(element, place);
        this.drawn.set(place, element);
        this.holder.append(element);
      }
    }
    for (const element of this.drawn.values()) {
      this.mark(element);
    }
    const current = this.drawn.get(this.place[this.picked]);
    if (current && Number(current.dataset.row) === this.picked) {
      this.list.setAttribute("aria-activedescendant", current.id);
    } else {
      this.list.removeAttribute("aria-activedescendant");
    }
    this.draw(from, to);
  }

  blank() {
    const element = make("div", "row");
    element.setAttribute("role", "option");
    element.append(make("span", "number"), make("span", "away"), make("span", "text"));
    return element;
  }

  fill(element, place) {
    const index = this.shown[place];
    const row = this.run.rows[index];
    const isFirst = place === 0 || this.run.rows[this.shown[place - 1]].step !== row.step;
    const [number, who, text] = element.children;
    element.id = "row" + index;
    element.dataset.fork = isFirst && this.alignment && this.alignment.fork === row.step ? "yes" : "no";
    element.dataset.row = index;
    element.setAttribute("aria-setsize", this.shown.length);
    element.setAttribute("aria-posinset", place + 1);
    element.style.top = (this.printing ? place - this.printing[0] : place) * ROW + "px";
    number.textContent = isFirst ? this.run.steps[row.step].number : "";
    who.textContent = (isFirst ? ", " : "step " + this.run.steps[row.step].number + ", ")
      + this.run.actors[row.actor] + ": ";
    text.replaceChildren(make("span", "peer", peerText(this.run, row)), this.run.text(index));
    text.title = this.run.text(index);
    this.put(element);
  }

  textBegin(row) {
    return this.x(row.actor) + 20 + 7 * Math.min(row.depth, 5);
  }

  /** Where the text of a row ends; of one that is not shown, where its lane begins. */
  textEnd(index) {
    const row = this.run.rows[index];
    if (!this.isShown(index)) {
      return this.x(row.actor) + 20;
    }
    const length = peerText(this.run, row).length + this.run.text(index).length;
    const begin = this.textBegin(row);
    return begin + Math.min(this.width - begin - 8, length * this.character + 2 * TEXT_PADDING);
  }

  put(element) {
    const row = this.run.rows[element.dataset.row];
    const left = this.textBegin(row);
    element.lastChild.style.left = left + "px";
    element.lastChild.style.maxWidth = Math.max(80, this.width - left - 8) + "px";
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
  }

  /** Lanes, slices, locks and arrows of the places from..to. */
  draw(from, to) {
    const origin = this.printing ? from * ROW : 0;
    const top = Math.max(0, from) * ROW - origin;
    const height = Math.max(1, to - from + 1) * ROW;
    this.art.style.top = top + "px";
    this.art.setAttribute("width", this.width);
    this.art.setAttribute("height", height);
    const pieces = [];
    const y = row => this.place[row] * ROW - from * ROW;
    const clamp = value => Math.max(-ROW, Math.min(height + ROW, value));
    const shape = (name, className, attributes) => {
      const element = document.createElementNS(SVG, name);
      element.setAttribute("class", className);
      for (const key of Object.keys(attributes)) {
        element.setAttribute(key, attributes[key]);
      }
      pieces.push(element);
    };
    const isThere = what => this.laneOf[what.actor] >= 0;
    this.lanes.forEach(actor => {
      shape("line", "lane-line", {x1: this.x(actor) + .5, x2: this.x(actor) + .5, y1: 0, y2: height});
    });
    if (to >= from && this.shown.length > 0) {
      const firstRow = from === 0 ? 0 : this.shown[from];
      const lastRow = to === this.shown.length - 1 ? this.run.rows.length - 1 : this.shown[to];
      const bar = (span, className, x, width) => {
        const begin = clamp(y(span.from));
        const end = clamp(Math.max(y(span.to), y(span.from)) + (this.isShown(span.to) ? ROW : 0));
        if (end > begin) {
          shape("rect", className, {x, width, y: begin + 1, height: Math.max(2, end - begin - 2), rx: 2});
        }
      };
      for (const lock of this.run.locks.crossing(firstRow, lastRow).filter(isThere)) {
        const width = lock.isFirst ? 6 : 2;
        bar(lock, "lock " + (["read", "wait"].includes(lock.mode) ? lock.mode : "write"),
          this.x(lock.actor) + (lock.isFirst ? 3 : 10), width);
      }
      for (const slice of this.run.slices.crossing(firstRow, lastRow).filter(isThere)) {
        bar(slice, "slice s-" + (slice.what.startsWith("call") ? "call" : slice.what),
          this.x(slice.actor) + 14 + 7 * Math.min(slice.depth, 5), 3);
      }
      for (const message of this.run.arrows.crossing(firstRow, lastRow)) {
        this.arrow(message, y, shape);
      }
    }
    this.art.replaceChildren(...pieces);
  }

  isShown(row) {
    return this.place[row] < this.place[row + 1];
  }

  /** From the row that sends to the row of the arrival; a message that never arrives has a short tail. */
  arrow(message, y, shape) {
    const isNow = message.sent === this.cursor || message.arrived === this.cursor;
    const {actors, kinds} = this.filters;
    const isHidden = [message.from, message.to].some(actor => actors.has(actor) || this.laneOf[actor] < 0);
    if (isHidden || kinds.has(MESSAGE) && kinds.has(SEND)) {
      return;
    }
    const kind = "arrow" + (isNow ? " now" : "");
    const y1 = y(message.sendRow) + ROW / 2;
    if (message.arrivalRow < 0) {
      shape("path", kind + " lost", {d: "M" + (this.x(message.from) + 11) + " " + y1 + "v" + ROW / 2});
      return;
    }
    const y2 = y(message.arrivalRow) + ROW / 2;
    const [from, to] = [this.x(message.from), this.x(message.to)];
    if (from === to) {
      const x = from + 11;
      shape("path", kind, {d: "M" + x + " " + y1 + "C" + (x - 8) + " " + y1 + " " + (x - 8) + " " + y2 + " " + x + " " + y2});
      return;
    }
    const isRight = to > from;
    const x1 = isRight ? Math.min(this.textEnd(message.sendRow) + 3, to - 26) : from - 2;
    const x2 = isRight ? to - 2 : this.textEnd(message.arrivalRow) + 3;
    if (!isRight && x2 > from - 26) { // the text that takes it goes on below where it comes from
      const [x, end] = [from - 14, y2 - ROW / 2 + 1];
      shape("path", kind, {d: "M" + x1 + " " + y1 + "Q" + x + " " + y1 + " " + x + " " + end});
      shape("path", kind, {d: "M" + (x - 4) + " " + (end - 6) + "L" + x + " " + end + "L" + (x + 4) + " " + (end - 6)});
      return;
    }
    const bend = (isRight ? 1 : -1) * Math.min(70, Math.abs(x2 - x1) / 2);
    const back = x2 + (isRight ? -7 : 7);
    shape("path", kind, {d: "M" + x1 + " " + y1 + "C" + (x1 + bend) + " " + y1 + " " + (x2 - bend) + " " + y2 + " "
      + x2 + " " + y2});
    shape("path", kind, {d: "M" + back + " " + (y2 - 4) + "L" + x2 + " " + y2 + "L" + back + " " + (y2 + 4)});
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
    const top = this.place[row] * ROW;
    const height = this.scroll.clientHeight - this.names.offsetHeight;
    const margin = Math.min(4 * ROW, height / 4);
    if (top < this.scroll.scrollTop + margin) {
      this.scroll.scrollTop = top - margin;
    } else if (top + ROW > this.scroll.scrollTop + height - margin) {
      this.scroll.scrollTop = top + ROW + margin - height;
    }
    const lane = this.run.rows.length > 0 ? this.laneOf[this.run.rows[row].actor] : 0;
    const left = GUTTER + Math.max(0, lane) * this.lane;
    if (left + LANE_MIN > this.scroll.scrollLeft + this.scroll.clientWidth || left - GUTTER < this.scroll.scrollLeft) {
      this.scroll.scrollLeft = left - GUTTER;
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
    const middle = this.place[this.picked] || 0;
    this.printing = isPrinting ? [Math.max(0, middle - 30), Math.min(this.shown.length - 1, middle + 15)] : null;
    for (const element of this.drawn.values()) {
      this.discard(element);
    }
    this.drawn.clear();
    this.layout();
    if (isPrinting) {
      this.list.style.height = (this.printing[1] - this.printing[0] + 1) * ROW + "px";
    }
  }
}
