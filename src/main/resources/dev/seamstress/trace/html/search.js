/* What the search finds, in each run. */

class Search {
  constructor(runs) {
    this.runs = runs;
    this.isOn = false;
    this.matches = runs.map(() => []);
    this.found = runs.map(() => new Set());
  }

  /** All words must be in a row; gfn:, actor: ask for one thing. */
  look(text) {
    const words = text.toLowerCase().split(/\s+/).filter(word => word !== "");
    this.isOn = words.length > 0;
    this.matches = this.runs.map(run => {
      const tests = words.map(word => test(run, word));
      const matches = [];
      if (this.isOn) {
        run.rows.forEach((row, index) => {
          if (tests.every(each => each(index))) {
            matches.push(index);
          }
        });
      }
      return matches;
    });
    this.found = this.matches.map(matches => new Set(matches));
  }

  isMatch(which, index) {
    return this.found[which].has(index);
  }

  /** The next match of those that are shown, or the one before, and round at the ends; undefined if there is none. */
  next(which, row, direction, isShown) {
    const shown = this.matches[which].filter(isShown);
    const next = direction > 0
      ? shown.find(index => index > row)
      : shown.reverse().find(index => index < row);
    return next === undefined ? shown[0] : next;
  }
}

function test(run, word) {
  const [, name, value] = /^(gfn|actor):(.*)$/.exec(word) || [];
  if (name === "actor") {
    return index => run.actors[run.rows[index].actor].toLowerCase() === value;
  } else if (name === "gfn") {
    return index => run.isAbout(index, value);
  }
  return index => run.searchable(index).includes(word);
}
