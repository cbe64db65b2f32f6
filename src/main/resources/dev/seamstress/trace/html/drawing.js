/* What is drawn behind the texts of the timeline: lanes, locks, what an actor is in the middle of, and messages. */

const HEAD = 7;
const BEND_MAX = 70;
const OWN_BEND = 8;
const SHORT = 26;

class Drawing {
  /** `character`: how wide each character of a text is. */
  constructor(timeline, character) {
    this.timeline = timeline;
    this.character = character;
    this.art = document.getElementById("art");
  }

  /** Draws the places from..to. */
  draw(from, to) {
    const {run, shown, lanes, lines, width} = this.timeline;
    this.height = Math.max(1, to - from + 1) * ROW;
    this.from = from;
    this.pieces = [];
    this.art.style.top = lines.top(Math.max(0, from)) + "px";
    this.art.setAttribute("width", width);
    this.art.setAttribute("height", this.height);
    for (const actor of lanes) {
      const x = this.timeline.x(actor) + .5;
      this.shape("line", "lane-line", {x1: x, x2: x, y1: 0, y2: this.height});
    }
    if (to >= from && shown.length > 0) {
      const firstRow = from === 0 ? 0 : shown[from];
      const lastRow = to === shown.length - 1 ? run.rows.length - 1 : shown[to];
      this.spans(firstRow, lastRow);
      if (this.timeline.isSlim) {
        this.spots(from, to);
      }
      for (const message of run.arrows.crossing(firstRow, lastRow)) {
        this.message(message);
      }
    }
    this.art.replaceChildren(...this.pieces);
  }

  shape(name, className, attributes) {
    const element = document.createElementNS(SVG, name);
    element.setAttribute("class", className);
    for (const key of Object.keys(attributes)) {
      element.setAttribute(key, attributes[key]);
    }
    this.pieces.push(element);
  }

  path(className, ...words) {
    this.shape("path", className, {d: words.join(" ")});
  }

  /** The top of a row. */
  y(row) {
    return (this.timeline.place[row] - this.from) * ROW;
  }

  /** Locks, then what an actor is in the middle of. */
  spans(firstRow, lastRow) {
    const {run, laneOf} = this.timeline;
    const isThere = span => laneOf[span.actor] >= 0;
    for (const lock of run.locks.crossing(firstRow, lastRow).filter(isThere)) {
      const mode = ["read", "wait"].includes(lock.mode) ? lock.mode : "write";
      this.bar(lock, "lock " + mode, lock.isFirst ? 3 : 10, lock.isFirst ? 6 : 2);
    }
    for (const slice of run.slices.crossing(firstRow, lastRow).filter(isThere)) {
      const what = slice.what.startsWith("call") ? "call" : slice.what;
      this.bar(slice, "slice s-" + what, 14 + 7 * Math.min(slice.depth, 5), 3);
    }
  }

  bar(span, className, left, width) {
    const clamp = value => Math.max(-ROW, Math.min(this.height + ROW, value));
    const begin = clamp(this.y(span.from));
    const end = clamp(Math.max(this.y(span.to), this.y(span.from)) + (this.timeline.isShown(span.to) ? ROW : 0));
    if (end > begin) {
      const x = this.timeline.x(span.actor) + left;
      this.shape("rect", className, {x, width, y: begin + 1, height: Math.max(2, end - begin - 2), rx: 2});
    }
  }

  /** Whose row it is, where the texts do not stand in the lanes. */
  spots(from, to) {
    for (let place = from; place <= to; place++) {
      const index = this.timeline.shown[place];
      const x = this.timeline.x(this.timeline.run.rows[index].actor) + 11;
      this.shape("circle", "spot", {cx: x, cy: this.y(index) + ROW / 2, r: 3.5});
    }
  }

  /** From the row that sends to the row of the arrival; a message that never arrives has a short tail. */
  message(message) {
    const {cursor, filters: {actors, kinds}, laneOf, isSlim} = this.timeline;
    const isHidden = [message.from, message.to].some(actor => actors.has(actor) || laneOf[actor] < 0);
    if (isHidden || kinds.has(MESSAGE) && kinds.has(SEND)) {
      return;
    }
    const kind = "arrow" + (message.sent === cursor || message.arrived === cursor ? " now" : "");
    const [from, to] = [this.timeline.x(message.from), this.timeline.x(message.to)];
    const y1 = this.y(message.sendRow) + ROW / 2;
    const y2 = this.y(message.arrivalRow) + ROW / 2;
    if (message.arrivalRow < 0) {
      this.path(kind + " lost", "M", from + 11, y1, "v", ROW / 2);
    } else if (from === to) {
      const [x, bend] = [from + 11, from + 11 - OWN_BEND];
      this.path(kind, "M", x, y1, "C", bend, y1, bend, y2, x, y2);
    } else if (isSlim) {
      const spot = to > from ? 4 : -4;
      this.path(kind, "M", from + 11 + spot, y1, "L", to + 11 - spot, y2);
    } else if (to > from) {
      this.arrow(kind, Math.min(this.textEnd(message.sendRow) + 3, to - SHORT), y1, to - 2, y2);
    } else {
      const end = this.textEnd(message.arrivalRow) + 3;
      if (end > from - SHORT) { // the text that takes it goes on below where it comes from
        this.hook(kind, from - 2, y1, y2 - ROW / 2 + 1);
      } else {
        this.arrow(kind, from - 2, y1, end, y2);
      }
    }
  }

  arrow(kind, x1, y1, x2, y2) {
    const sign = Math.sign(x2 - x1);
    const bend = sign * Math.min(BEND_MAX, Math.abs(x2 - x1) / 2);
    const back = x2 - sign * HEAD;
    this.path(kind, "M", x1, y1, "C", x1 + bend, y1, x2 - bend, y2, x2, y2);
    this.path(kind, "M", back, y2 - 4, "L", x2, y2, "L", back, y2 + 4);
  }

  hook(kind, x1, y1, y2) {
    const x = x1 - 12;
    this.path(kind, "M", x1, y1, "Q", x, y1, x, y2);
    this.path(kind, "M", x - 4, y2 - 6, "L", x, y2, "L", x + 4, y2 - 6);
  }

  /** Where the text of a row ends; of one that is not shown, where its lane begins. */
  textEnd(index) {
    const {run, width} = this.timeline;
    const row = run.rows[index];
    if (!this.timeline.isShown(index)) {
      return this.timeline.x(row.actor) + 20;
    }
    const length = peerText(run, row).length + run.text(index).length;
    const begin = this.timeline.textBegin(row);
    return begin + Math.min(width - begin - 8, length * this.character + 2 * TEXT_PADDING);
  }
}
