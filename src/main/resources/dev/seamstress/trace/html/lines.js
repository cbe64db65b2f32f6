/* A long list of lines, of which only those in sight, and a few more, are in the document. */

const ROW = 22;
const SPARE = 6;
const PAPER = 700;

/**
 * The lines in sight. A line that scrolls out of sight is used again for one that comes into it; the lines stand in the
 * document as they stand on the screen. The owner knows what is in them: `blank()` makes a line, `fill(line, place)`
 * puts in what stands at a place, `mark(line, place)` how it looks now, and returns the id of the option in it that is
 * picked, if one is; `draw(from, to)` is told which places are in sight.
 */
class Lines {
  constructor(owner, {scroll, list, holder, names}) {
    Object.assign(this, {owner, scroll, list, holder, names});
    this.count = 0;
    this.paper = null;
    this.drawn = new Map();
    this.isAsked = false;
    scroll.addEventListener("scroll", () => this.ask(), {passive: true});
  }

  /** How wide the list can be without being scrolled. */
  get width() {
    return this.paper ? PAPER : this.scroll.clientWidth;
  }

  /** There are `count` lines now, of which a printer gets `paper`, the first and the last; what is in them has changed. */
  reset(count, paper) {
    this.count = count;
    this.paper = paper;
    this.drawn.forEach(line => line.remove());
    this.drawn.clear();
    const [first, last] = paper || [0, count - 1];
    this.list.style.height = Math.max(1, last - first + 1) * ROW + "px";
  }

  /** Draws with the next frame. */
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
    const top = Math.floor(this.scroll.scrollTop / ROW) - SPARE;
    const bottom = Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / ROW) + SPARE;
    return this.paper || [Math.max(0, top), Math.min(this.count - 1, bottom)];
  }

  /** How far a place is from the list's top. */
  top(place) {
    return (place - (this.paper ? this.paper[0] : 0)) * ROW;
  }

  render() {
    const [from, to] = this.range();
    const before = this.drawn;
    const free = [...before].filter(([place]) => place < from || place > to).map(([place, line]) => line);
    let [below, picked] = [null, undefined];
    this.drawn = new Map();
    for (let place = to; place >= from; place--) { // upwards, as they are kept: then none moves when all are new
      const line = before.get(place) || free.shift() || this.owner.blank();
      if (!before.has(place)) {
        this.owner.fill(line, place);
        line.style.top = this.top(place) + "px";
      }
      picked = this.owner.mark(line, place) || picked;
      if (line.parentNode === null || line.nextSibling !== below) {
        this.holder.insertBefore(line, below);
      }
      this.drawn.set(place, line);
      below = line;
    }
    free.forEach(line => line.remove());
    if (picked) {
      this.list.setAttribute("aria-activedescendant", picked);
    } else {
      this.list.removeAttribute("aria-activedescendant");
    }
    this.owner.draw(from, to);
  }

  /** Scrolls to a place that is not well in sight. */
  reveal(place) {
    const top = place * ROW;
    const height = this.scroll.clientHeight - this.names.offsetHeight;
    const margin = Math.min(4 * ROW, height / 4);
    if (top < this.scroll.scrollTop + margin) {
      this.scroll.scrollTop = top - margin;
    } else if (top + ROW > this.scroll.scrollTop + height - margin) {
      this.scroll.scrollTop = top + ROW + margin - height;
    }
  }
}
