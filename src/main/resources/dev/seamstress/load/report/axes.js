/* From values to places on the screen. */

/** Evenly spaced; `max` becomes a round number, and there are about `count` ticks. */
function linear(min, max, count) {
  const span = max - min || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map(each => each * power).find(each => each >= rough * 0.999);
  const ticks = [];
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++) {
    ticks.push(i * step);
  }
  return {at: value => (value - min) / span, ticks};
}

/** From 0 to a round number that is `max` or more. */
function upTo(max, count) {
  const {ticks} = linear(0, max || 1, count);
  const step = ticks[1] - ticks[0] || 1;
  const top = Math.ceil((max || 1) / step - 1e-9) * step;
  return linear(0, top, Math.round(top / step));
}

/** Each decade as wide as every other. */
function logarithmic(min, max) {
  const from = Math.floor(Math.log10(min) * 4) / 4;
  const to = Math.max(from + 0.5, Math.ceil(Math.log10(max) * 4) / 4);
  const all = [];
  for (let decade = Math.floor(from); decade <= to; decade++) {
    for (const each of [1, 2, 5]) {
      const value = each * 10 ** decade;
      if (Math.log10(value) >= from - 1e-9 && Math.log10(value) <= to + 1e-9) {
        all.push(value);
      }
    }
  }
  const decades = all.filter(value => Math.abs(Math.log10(value) % 1) < 1e-9);
  return {at: value => (Math.log10(Math.max(value, 10 ** from)) - from) / (to - from), ticks: all.length <= 7 ? all : decades};
}

/** Percents, each nine as wide as every other. */
function nines(max) {
  const of = percent => -Math.log10(1 - Math.min(percent, 99.99999) / 100);
  const end = of(max);
  const ticks = [0, 50, 90, 99, 99.9, 99.99, 99.999].filter(each => of(each) <= end + 1e-9);
  return {at: value => of(value) / end, ticks};
}
