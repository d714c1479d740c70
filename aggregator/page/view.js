"use strict";

// What the page shows of what page.js has gathered.

const text = (key) => ({ value: (d) => d[key], show: (d) => d[key] ?? "" });
const number = (key, show) => ({ name: key, value: (d) => d[key], show: (d) => show(d[key]) });

// inside puts an element into a cell, for the text to go into.
function inside(cell, tag, set = {}) {
  return cell.appendChild(Object.assign(document.createElement(tag), set));
}

const routesTable = new Table("routes", [
  { name: "route", text: true, value: (d) => d.key, show: (d) => d.key },
  number("rate", showRate), number("errors", showShare), number("p50", showSeconds),
  number("p90", showSeconds), number("p99", showSeconds), number("total", showValue),
], place.get("routes") ?? "-rate", (order) => go("routes", order));

const processesTable = new Table("processes", [
  { name: "process", text: true, value: (d) => d.pid, show: (d) => d.key,
    make: (cell) => inside(cell, "a"),
    after: (a, d) => {
      a.href = link("process", d.key);
      if (d.key === place.get("process")) a.setAttribute("aria-current", "true");
    } },
  { name: "program", ...text("program"), text: true },
  { name: "state", ...text("state"), text: true, show: (d) => d.state,
    make: (cell) => inside(cell, "span", { className: "state" }),
    after: (span, d) => {
      span.dataset.state = d.state;
      span.title = d.reason ?? "";
    } },
  number("age", showAge), number("rate", showRate), number("errors", showShare),
  number("p50", showSeconds), number("p99", showSeconds),
  { name: "odd", ...text("odd"), text: true,
    after: (cell, d) => { cell.className = d.odd && "odd"; } },
  { name: "user", ...text("user"), text: true },
  number("stats", showValue), number("ms", (ms) => showSeconds(ms / 1000)),
], place.get("processes") ?? "process", (order) => go("processes", order));

const statsTable = new Table("stats", [
  { name: "stat", text: true, value: (d) => d.key, show: (d) => d.key,
    make: (cell, key) => inside(cell, "button", {
      type: "button", className: "name", onclick: () => go("chart", key) }) },
  number("sum", showValue), number("rate", (v) => v === null ? "" : showRate(v)),
  { make: sparkIn, after: (svg, d) => spark(svg, history10.line(d.key)) },
], place.get("sort") ?? "stat", (order) => go("sort", order));
statsTable.columns[1].value = (d) => Number(d.sum ?? NaN);

function sparkIn(cell) {
  const make = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = cell.appendChild(make("svg"));
  svg.setAttribute("viewBox", "0 0 120 20");
  svg.setAttribute("aria-hidden", "true");
  svg.appendChild(make("polyline"));
  return svg;
}

const charts = {
  requests: new Chart("chart-requests", { show: showRate, short: showShort }),
  errors: new Chart("chart-errors", { show: showShare }),
  flight: new Chart("chart-flight", { show: showValue, short: showShort }),
  latency: new Chart("chart-latency", { show: showSeconds }),
  outcomes: new Chart("chart-outcomes", { show: showRate, short: showShort, stacked: true }),
  codes: new Chart("chart-codes", { show: showRate, short: showShort, stacked: true }),
  stat: new Chart("chart-stat", { show: showValue, short: showShort }),
};

function render() {
  if (!polls) return;
  renderHTTP();
  renderProcesses();
  renderStats();
  renderStat();
}

function renderHTTP() {
  $("http").hidden = !prefix;
  if (!prefix) return;
  const times = history10.span;
  const one = (label, color, name) => ({ label, color, points: history10.line(name) });
  charts.requests.draw(times, [one("requests", "--accent", `${prefix}_requests_total`)]);
  charts.errors.draw(times, [one("errors", "--bad", derived.errors)]);
  charts.flight.draw(times, [one("in flight", "--accent", `${prefix}_requests_in_flight`)]);
  charts.latency.draw(times, [one("p50", "--p50", derived.p50), one("p90", "--p90", derived.p90),
    one("p99", "--p99", derived.p99)]);
  const parts = (family, label, color) => partsOf(newest.counters, `${prefix}_${family}`, label)
    .map((p, i) => one(p.label, color(p.label, i), p.name));
  charts.outcomes.draw(times,
    parts("outcomes_total", "outcome", (name) => `--${name.replaceAll("_", "-")}`));
  charts.codes.draw(times, parts("responses_total", "code", (code, i) => `--s${code[0]}-${i % 3}`));
  routesTable.update(routesOf(minute, prefix), LISTED);
  $("routes-span").textContent = `last ${Math.round(minute.seconds)} s`;
}

function renderProcesses() {
  markOutliers(processes);
  processesTable.update(processes, LISTED);
  $("processes-span").textContent = `last ${Math.round(minute.seconds)} s`;
  if (place.has("program")) return; // then the list is not that of all
  const programs = [...new Set(processes.map((p) => p.program))].filter(Boolean).sort();
  const shown = [...$("programs").querySelectorAll("a")].slice(1).map((a) => a.dataset.program);
  if (programs.join("\n") === shown.join("\n")) return;
  $("programs").replaceChildren($("programs").firstElementChild, ...programs.map((program) => {
    const item = document.createElement("li");
    const a = inside(item, "a", { href: link("program", program), textContent: program });
    a.dataset.program = program;
    return item;
  }));
}

function renderStats() {
  const find = (place.get("find") ?? "").toLowerCase(), bins = place.get("bins") === "1";
  const rows = [];
  for (const [key, sum] of stats) {
    const { lower, bin } = about(key);
    if ((bin && !bins) || !lower.includes(find)) continue;
    rows.push({ key, sum, rate: newest.counters.has(key) ? newest.rate(key) : null });
  }
  const most = place.get("all") === "1" ? Infinity : LISTED;
  statsTable.update(rows, most);
  $("listed").textContent = rows.length ? `${grouped(rows.length)} of ${grouped(stats.size)}` :
    "No stat has that in its name.";
  $("more").hidden = rows.length <= most;
  $("more").querySelector("span").textContent = grouped(rows.length - most);
  $("more").querySelector("a").href = link("all", "1");
}

function renderStat() {
  const name = place.get("chart"), { figure, outputs } = charts.stat;
  figure.hidden = !name;
  if (!name) return;
  const counts = newest.counters.has(name);
  charts.stat.show = counts ? showRate : showValue;
  figure.querySelector("figcaption").textContent = name + (counts ? " per second" : "");
  const line = { label: "now", color: "--accent", points: history10.line(name) };
  charts.stat.draw(history10.span, [line]);
  if (!stats.has(name)) outputs[0].textContent = "There is no such stat now.";
}

$("pause").hidden = false;
$("pause").addEventListener("click", () => pause(!paused));
$("close").addEventListener("click", () => go("chart", ""));
$("filter").addEventListener("submit", (event) => event.preventDefault());
$("filter").find.addEventListener("input", (event) => go("find", event.target.value));
$("filter").bins.addEventListener("change", (event) => go("bins", event.target.checked ? "1" : ""));
document.addEventListener("visibilitychange", () => document.hidden || paused ? plan() : tick());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
  Object.values(charts).forEach((chart) => chart.uplot?.redraw(false)));
tick();
