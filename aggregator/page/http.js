"use strict";

// What the middleware's stats say. Each function asks a meter, and so is about
// as much time as that one looks back.

// prefixOf is what the middleware's stats begin with, or "" where there are none.
function prefixOf(counters) {
  const end = `_outcomes_total{outcome="ok"}`;
  const all = [...counters.keys()].filter((name) => name.endsWith(end))
    .map((name) => name.slice(0, -end.length));
  return all.includes("http") ? "http" : all.sort()[0] ?? "";
}

// only keeps what the functions here need.
function only(counters, prefix) {
  return new Map([...counters].filter(([name]) => prefix && name.startsWith(prefix + "_")));
}

class Traffic {
  constructor() {
    this.bins = [];
    this.requests = this.failed = 0;
  }

  get errors() { return this.requests > 0 ? this.failed / this.requests : NaN; }

  get p50() { return quantile(this.bins, 500); }

  get p90() { return quantile(this.bins, 900); }

  get p99() { return quantile(this.bins, 990); }
}

// trafficOf is that of all requests.
function trafficOf(meter, prefix) {
  const t = new Traffic();
  t.seconds = meter.seconds;
  t.requests = meter.grown(`${prefix}_requests_total`);
  t.failed = meter.grown(`${prefix}_outcomes_total{outcome="server_error"}`) +
    meter.grown(`${prefix}_outcomes_total{outcome="panic"}`);
  t.rate = t.requests / meter.seconds;
  t.bins = binsOf(meter, `${prefix}_request_duration_seconds_bucket`);
  return t;
}

function binsOf(meter, family) {
  const bins = [];
  for (const name of meter.counters.keys()) {
    if (!name.startsWith(family)) continue;
    const { bin, family: is } = about(name);
    if (bin && is === family) bins.push({ ...bin, n: meter.grown(name) });
  }
  return bins;
}

// routesOf lists the traffic of each route.
function routesOf(meter, prefix) {
  const routes = new Map();
  const of = (key) => {
    if (!routes.has(key)) routes.set(key, Object.assign(new Traffic(), { key, total: 0 }));
    return routes.get(key);
  };
  for (const [name, value] of meter.counters) {
    const { family, labels, bin } = about(name);
    const route = labels.get("route");
    if (family === `${prefix}_route_requests_total`) {
      const t = of(route), n = meter.grown(name);
      t.requests += n;
      t.total += Number(value);
      if (labels.get("code")?.startsWith("5")) t.failed += n;
    } else if (bin && family === `${prefix}_route_duration_seconds_bucket`) {
      of(route).bins.push({ ...bin, n: meter.grown(name) });
    }
  }
  for (const t of routes.values()) t.rate = t.requests / meter.seconds;
  return [...routes.values()];
}

// The good ones are first: they are the lowest of the stack.
const OUTCOMES = ["ok", "stream", "hijacked", "client_error", "client_closed", "aborted",
  "server_error", "panic"];

// partsOf are the counters of a family that differ by one label, those that ever
// counted.
function partsOf(counters, family, label) {
  const parts = [];
  for (const [name, value] of counters) {
    const info = about(name);
    if (info.family === family && Number(value) > 0) {
      parts.push({ name, label: info.labels.get(label) ?? name });
    }
  }
  const rank = ({ label }) => OUTCOMES.indexOf(label);
  return parts.sort((a, b) => rank(a) - rank(b) || (a.label < b.label ? -1 : 1));
}

// markOutliers says which processes of a program differ from the others: twice
// as much as the median, or half of it. Two cannot tell which one is odd.
function markOutliers(processes) {
  const programs = Map.groupBy(processes, (p) => p.program);
  for (const p of processes) {
    const others = programs.get(p.program);
    p.odd = others.length < 3 ? "" : [
      differs("req/s", p.rate, others.map((o) => o.rate)),
      differs("p50", p.p50, others.map((o) => o.p50)),
      differs("p99", p.p99, others.map((o) => o.p99)),
    ].filter(Boolean).join(", ");
  }
}

function differs(what, value, all) {
  const sorted = all.filter((v) => v >= 0).sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  const factor = value / median;
  if (sorted.length < 3 || !(median > 0) || !(factor >= 2 || factor <= 0.5)) return "";
  return `${what} ${factor.toFixed(1)}× the median`;
}
