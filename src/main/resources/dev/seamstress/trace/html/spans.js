/* What lasts from one place to another, such as a lock that is held. */

/** Intervals of whole numbers, found by what they cross. */
class Spans {
  constructor() {
    this.from = [];
    this.to = [];
    this.of = [];
    this.blocks = new Map();
  }

  add(from, to, what) {
    const id = this.of.push(what) - 1;
    this.from.push(from);
    this.to.push(to);
    for (let block = from >> 8; block <= to >> 8; block++) {
      const ids = this.blocks.get(block);
      if (ids) {
        ids.push(id);
      } else {
        this.blocks.set(block, [id]);
      }
    }
  }

  /** What crosses from..to, both included, in the order in which it was added. */
  crossing(from, to) {
    const found = new Set();
    for (let block = from >> 8; block <= to >> 8; block++) {
      for (const id of this.blocks.get(block) || []) {
        if (this.from[id] <= to && this.to[id] >= from) {
          found.add(id);
        }
      }
    }
    return [...found].sort((a, b) => a - b).map(id => this.of[id]);
  }
}
