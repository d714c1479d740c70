"use strict";

// What the page remembers, none of which grows with time.

const POINTS = 300; // ten minutes at two seconds
const SERIES = 10000; // that have a history; the others have numbers only

// A History keeps the last points of many lines: one ring of times, and one of
// the same length for each line.
class History {
  constructor() {
    this.head = -1;
    this.length = 0;
    this.times = new Float64Array(POINTS);
    this.lines = new Map();
  }

  // begin makes room for the next points, and lets go of lines that end here:
  // those of stats that are no more.
  begin(time, stats) {
    this.head = (this.head + 1) % POINTS;
    this.length = Math.min(this.length + 1, POINTS);
    this.times[this.head] = time;
    for (const [name, line] of this.lines) {
      if (typeof name === "string" && !stats.has(name)) this.lines.delete(name);
      else line[this.head] = NaN;
    }
  }

  put(name, value) {
    let line = this.lines.get(name);
    if (!line) {
      if (this.lines.size >= SERIES) return;
      this.lines.set(name, line = new Float32Array(POINTS).fill(NaN));
    }
    line[this.head] = value;
  }

  // read returns points from the oldest on. Where there is none, it is null.
  read(ring) {
    const points = new Array(this.length);
    const first = this.head - this.length + 1 + POINTS;
    for (let i = 0; i < this.length; i++) {
      const v = ring ? ring[(first + i) % POINTS] : NaN;
      points[i] = Number.isNaN(v) ? null : v;
    }
    return points;
  }

  line(name) { return this.read(this.lines.get(name)); }

  get span() { return this.read(this.times); }
}

// A Meter says how much counters have grown over the last few samples. Samples
// of another process, or of another start of it, have nothing to do with those.
class Meter {
  constructor(steps) {
    this.steps = steps;
    this.samples = [];
  }

  take(id, time, counters) {
    if (this.samples.length && this.samples.at(-1).id !== id) this.samples = [];
    this.samples.push({ id, time, counters });
    if (this.samples.length > this.steps + 1) this.samples.shift();
  }

  get counters() { return this.samples.at(-1).counters; }

  get seconds() { return this.samples.at(-1).time - this.samples[0].time; }

  // grown is NaN for what is no counter. One that is new began at zero.
  grown(name) {
    const now = this.counters.get(name);
    if (now === undefined || this.samples.length < 2) return NaN;
    return minus(now, this.samples[0].counters.get(name) ?? 0);
  }

  rate(name) { return this.grown(name) / this.seconds; }
}

// about takes a name apart, once for as long as it is in use.
const known = new Map();

function about(name) {
  let info = known.get(name);
  if (!info) {
    if (known.size > 4 * SERIES) known.clear();
    known.set(name, info = takeApart(name));
  }
  return info;
}

// takeApart is for names like family{key="value"}. Any other is its own family.
function takeApart(name) {
  const info = { family: name, labels: new Map(), lower: name.toLowerCase(), bin: null };
  const [, family, inner] = /^([^"{][^{]*)\{(.*)\}$/s.exec(name) ?? [];
  if (inner === undefined) return info;
  info.family = family;
  for (const [, key, value] of inner.matchAll(/([^=",]+)="((?:[^"\\]|\\.)*)"/gs)) {
    info.labels.set(key, value.replace(/\\(.)/gs, (_, c) => c === "n" ? "\n" : c));
  }
  const range = info.labels.get("range");
  if (range && family.endsWith("_bucket")) info.bin = edges(range);
  return info;
}

// edges of "0.005..0.0063", "..0" and "1e+15..".
function edges(range) {
  const [lower, upper] = range.split("..");
  return { lower: lower ? Number(lower) : -Infinity, upper: upper ? Number(upper) : Infinity };
}

// quantile reads off bins what the server would: see quantile.go.
function quantile(bins, thousandths) {
  const total = bins.reduce((sum, b) => sum + b.n, 0);
  const rank = Math.ceil(total * thousandths / 1000);
  let before = 0;
  for (const { lower, upper, n } of bins.toSorted((a, b) => a.lower - b.lower)) {
    if (n > 0 && before + n >= rank) {
      if (lower === -Infinity) return 0;
      return upper === Infinity ? lower : lower + (upper - lower) * (rank - before) / n;
    }
    before += n;
  }
  return NaN;
}
