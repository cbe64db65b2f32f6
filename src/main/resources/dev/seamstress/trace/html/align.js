/* Two runs beside each other: what is the same in both, what comes at another place, what one of them has alone. */

const FAILING = 0;
const PASSING = 1;

/** With a capital letter. */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A row of one run has a partner in the other: the row of the same actor with the same text, the first the first, the
 * second the second. Partners that keep their order stand on one line; as many as can.
 */
class Alignment {
  constructor(runs) {
    this.runs = runs;
    this.isFailingAndPassing = runs[FAILING].failure !== null && runs[PASSING].failure === null;
    this.names = this.isFailingAndPassing ? ["failing run", "passing run"] : ["first run", "second run"];
    this.isNearest = this.isFailingAndPassing && runs[PASSING].head.choices === "nearest schedule that passes";
    this.partners = runs.map(run => new Int32Array(run.rows.length).fill(-1));
    this.fork = this.findFork();
    this.findPartners();
  }

  /** The first step in which the two differ. */
  findFork() {
    const [one, other] = this.runs;
    let step = 0;
    while (step < one.steps.length && step < other.steps.length && isSameChoice(one.steps[step], other.steps[step])
        && one.told(step) === other.told(step)) {
      step++;
    }
    return step;
  }

  findPartners() {
    const waiting = new Map();
    const key = (run, index) => run.rows[index].actor + " " + run.rows[index].kind + " " + run.text(index);
    const [one, other] = this.runs;
    for (let index = other.rows.length - 1; index >= 0; index--) {
      const name = key(other, index);
      waiting.has(name) ? waiting.get(name).push(index) : waiting.set(name, [index]);
    }
    one.rows.forEach((row, index) => {
      const found = waiting.get(key(one, index));
      if (found && found.length > 0) {
        this.partners[FAILING][index] = found.pop();
        this.partners[PASSING][this.partners[FAILING][index]] = index;
      }
    });
  }

  /**
   * Pieces, from top to bottom: `same` rows, or the rows that each run has between two that are the same. Only what
   * `shows` lets through.
   */
  pieces(shows) {
    const shown = this.runs.map(run => run.rows.map((row, index) => index).filter(index => shows(run.rows[index])));
    const [left, right] = shown;
    const pairs = left.filter(index => this.partners[FAILING][index] >= 0);
    const kept = longestAscending(pairs.map(index => this.partners[FAILING][index])).map(place => pairs[place]);
    const pieces = [];
    let [i, j] = [0, 0];
    const apart = (one, other) => {
      const piece = {isSame: false, rows: [[], []]};
      while (i < left.length && left[i] !== one) {
        piece.rows[FAILING].push(left[i++]);
      }
      while (j < right.length && right[j] !== other) {
        piece.rows[PASSING].push(right[j++]);
      }
      if (piece.rows[FAILING].length + piece.rows[PASSING].length > 0) {
        pieces.push(piece);
      }
    };
    for (const index of kept) {
      apart(index, this.partners[FAILING][index]);
      pieces.push({isSame: true, rows: [[left[i++]], [right[j++]]]});
    }
    apart(-1, -1);
    return pieces;
  }

  /** Where in the other run the same has just happened as at a row of the one. */
  counterpart(which, row) {
    const partners = this.partners[which];
    let at = Math.min(row, partners.length - 1);
    while (at >= 0 && partners[at] < 0) {
      at--;
    }
    return at < 0 ? 0 : partners[at];
  }
}

function isSameChoice(one, other) {
  return one.message.from === other.message.from && one.actor === other.actor;
}

/** The places of a longest part of the numbers that ascends. */
function longestAscending(numbers) {
  const ends = [];
  const before = new Int32Array(numbers.length);
  numbers.forEach((number, place) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = low + high >> 1;
      if (numbers[ends[middle]] < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    before[place] = low > 0 ? ends[low - 1] : -1;
    ends[low] = place;
  });
  const places = [];
  for (let place = ends.length > 0 ? ends[ends.length - 1] : -1; place >= 0; place = before[place]) {
    places.push(place);
  }
  return places.reverse();
}
