"use strict";

// The page keeps itself up to date: it asks for the JSON every two seconds, and
// shows what has become of it. What it shows is in its address.

const INTERVAL = 2000, LONGEST = 30000;
const MINUTE = 30; // polls
const LISTED = 200; // stats that are listed at first

const $ = (id) => document.getElementById(id);
const place = new URLSearchParams(location.search);
const history10 = new History();
const newest = new Meter(1), minute = new Meter(MINUTE);
const meters = new Map(); // of processes
const derived = { // lines that no stat can have the name of
  errors: Symbol("errors"), p50: Symbol("p50"), p90: Symbol("p90"), p99: Symbol("p99"),
};
let stats = new Map(), processes = [], prefix = "", time = NaN;
let timer = 0, failures = 0, polls = 0, paused = false, busy = false;

// link is the page's address with one thing changed.
function link(key, value) {
  const next = new URLSearchParams(place);
  if (key === "program") next.delete("process");
  value ? next.set(key, value) : next.delete(key);
  return `?${next}`;
}

function go(key, value) {
  value ? place.set(key, value) : place.delete(key);
  history.replaceState(null, "", place.size ? `?${place}` : location.pathname);
  for (const a of $("programs").querySelectorAll("a")) a.href = link("program", a.dataset.program);
  render();
}

// Away is what is wrong when there is no answer with numbers.
class Away extends Error {}

// ask gets one of the views. A page in the way, of a proxy that wants a password,
// is not JSON.
async function ask(view, more = []) {
  const query = new URLSearchParams([["view", view], ...more]);
  for (const program of place.getAll("program")) query.append("program", program);
  const { answer, text } = await get(`?${query}`);
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    throw new Away(`The server answers ${answer.status} and no numbers: reload the page`);
  }
  const body = parseJSON(text);
  if (!answer.ok) throw new Away(body.error);
  return body;
}

async function get(url) {
  const signal = AbortSignal.timeout(15000), headers = { Accept: "application/json" };
  try {
    const answer = await fetch(url, { headers, signal, cache: "no-store" });
    return { answer, text: await answer.text() };
  } catch {
    throw new Away("The server does not answer");
  }
}

// poll asks for the sums and for the processes, and takes both in. It returns what
// there is to say.
async function poll() {
  const match = place.getAll("match").map((m) => ["match", m]);
  const sum = await ask("json", match);
  const growth = new Map(Object.entries(sum.growth));
  prefix = prefixOf(growth);
  const some = [`${prefix}_requests_total`, `${prefix}_outcomes_total{*`,
    `${prefix}_request_duration_seconds_bucket{*`].map((m) => ["match", m]);
  const list = await ask("processes", [["values", "1"], ...(place.get("process") ? match : some)]);
  time = sum.timestamp;
  processes = list.processes.map((p) => measure(p, growth));
  tellState(sum.processes);
  if (!place.get("process")) {
    take(sum.since, new Map(Object.entries(sum.stats)), growth);
    return "";
  }
  const picked = processes.find((p) => p.key === place.get("process"));
  take(picked?.id, picked?.all ?? new Map(), picked?.counters ?? new Map());
  return picked ? "" : "This process is not there any more.";
}

// measure is what is known about one process. Its counters are those of its
// values that have a growth.
function measure(p, growth) {
  const key = p.file.replace(/^.*\//s, "").replace(/\.stats$/, "");
  const all = new Map(Object.entries(p.values ?? {}));
  const counters = new Map([...all].filter(([name]) => growth.has(name)));
  const id = `${p.file} ${p.start}`;
  const meter = meters.get(id) ?? new Meter(MINUTE);
  meters.set(id, meter);
  meter.take(id, time, only(counters, prefix));
  const { rate, errors, p50, p99 } = trafficOf(meter, prefix);
  const age = p.start > 0 ? time - p.start : NaN;
  return { ...p, key, id, all, counters, rate, errors, p50, p99, age };
}

// take puts one more point to each line.
function take(id, values, counters) {
  const ids = new Set(processes.map((p) => p.id));
  for (const key of meters.keys()) if (!ids.has(key)) meters.delete(key);
  stats = values;
  const last = history10.times[history10.head];
  const gap = time - last > 3 * INTERVAL / 1000;
  if (gap) history10.begin((time + last) / 2, stats); // and no line across it
  history10.begin(time, stats);
  newest.take(id, time, counters);
  minute.take(id, time, only(counters, prefix));
  for (const [name, value] of stats) {
    history10.put(name, counters.has(name) ? newest.rate(name) : Number(value ?? NaN));
  }
  const t = trafficOf(newest, prefix);
  for (const key of Object.keys(derived)) history10.put(derived[key], t[key]);
  polls++;
}

function tellState({ complete, slow, torn }) {
  $("problems").hidden = complete;
  $("problems").querySelector("span").textContent = [
    slow && `${slow} did not answer in time`, torn && `${torn} answered with a piece only`,
  ].filter(Boolean).join(", ") || "a limit left something out";
  $("time").textContent = clock(time);
}

// tick is one round: ask, show, and plan the next.
async function tick() {
  if (busy) return;
  busy = true;
  try {
    const note = await poll();
    say(note || (failures ? "The server answers again." : ""));
    failures = 0;
    if (polls > 1) render(); // one sample has no rates: what the server made of it is better
  } catch (error) {
    failures++;
    if (!(error instanceof Away)) console.error(error);
    say(`${error.message}. Trying again in ${wait() / 1000} s.`);
  }
  busy = false;
  plan();
}

function wait() {
  if (polls === 1 && !failures) return INTERVAL / 2;
  return Math.min(INTERVAL * 2 ** failures, LONGEST);
}

function plan() {
  clearTimeout(timer);
  document.documentElement.dataset.live = paused ? "paused" : failures ? "away" : "live";
  if (!paused && !document.hidden) timer = setTimeout(tick, wait());
}

function say(text) {
  if ($("message").textContent !== text) $("message").textContent = text;
}

function pause(yes) {
  paused = yes;
  $("pause").setAttribute("aria-pressed", yes);
  $("pause").textContent = yes ? "Resume" : "Pause";
  yes ? plan() : tick();
}
