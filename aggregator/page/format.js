"use strict";

// How numbers are read and shown. The server shows them alike: page_format.go.

const NONE = "–";

// parseJSON hands integers past 2^53 on as text: JSON.parse would round them.
function parseJSON(text) {
  if (!/: -?\d{16,}[,}]/.test(text)) return JSON.parse(text);
  return JSON.parse(text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g,
    (token) => /^-?\d{16,}$/.test(token) ? `"${token}"` : token));
}

// minus is a - b, exact also where both are past 2^53.
function minus(a, b) {
  const whole = (v) => typeof v === "string" || Number.isSafeInteger(v);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return whole(a) && whole(b) ? Number(BigInt(a) - BigInt(b)) : Number(a) - Number(b);
}

function grouped(number) {
  const [whole, fraction] = String(number).split(".");
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction ? `${digits}.${fraction}` : digits;
}

const counts = (v) => Number.isFinite(v) && v >= 0;

// showValue groups the digits of an integer, and shows six digits of a float.
function showValue(v) {
  if (typeof v === "string") return grouped(v);
  if (v === null || !Number.isFinite(v)) return NONE;
  const size = Math.abs(v);
  if (Number.isSafeInteger(v)) return grouped(v);
  if (size < 1e-4 || size >= 1e15) return v.toExponential(5);
  const decimals = Math.max(0, 6 - Math.ceil(Math.log10(Math.max(size, 1))));
  return grouped(String(Number(v.toFixed(decimals))));
}

function showRate(v) {
  if (!counts(v)) return NONE;
  if (v === 0) return "0";
  return v >= 1000 ? grouped(v.toFixed(0)) : v.toFixed(2);
}

// showShort is for axes.
function showShort(v) {
  return v >= 10000 ? new Intl.NumberFormat("en", { notation: "compact" }).format(v) : showValue(v);
}

function showShare(v) {
  if (!counts(v)) return NONE;
  if (v === 0) return "0 %";
  return `${(v * 100).toFixed(v < 0.1 ? 2 : 1)} %`;
}

// showSeconds has three digits: the bins know no more.
function showSeconds(s) {
  const digits = (v) => String(Number(v.toPrecision(3)));
  if (!counts(s)) return NONE;
  if (s === 0) return "0 s";
  if (s < 1e-3) return `${digits(s * 1e6)} µs`;
  return s < 1 ? `${digits(s * 1e3)} ms` : `${digits(s)} s`;
}

function showAge(seconds) {
  const s = Math.floor(seconds), m = Math.floor(s / 60), h = Math.floor(m / 60);
  if (!(s >= 0)) return NONE;
  if (s < 60) return `${s} s`;
  if (m < 60) return `${m} min ${s % 60} s`;
  return h < 48 ? `${h} h ${m % 60} min` : `${Math.floor(h / 24)} d ${h % 24} h`;
}

function clock(seconds) {
  const t = new Date(seconds * 1000), two = (n) => String(n).padStart(2, "0");
  return [t.getHours(), t.getMinutes(), t.getSeconds()].map(two).join(":");
}
