import { h } from "./dom.js";

const NUMBER = new Intl.NumberFormat();
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

export const number = value => NUMBER.format(value);

export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function milliseconds(value) {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  if (value >= 100) return `${Math.round(value)} ms`;
  return value >= 1 ? `${value.toFixed(1)} ms` : `${value === 0 ? 0 : value.toFixed(2)} ms`;
}

export function span(ms) {
  if (ms < 60_000) return milliseconds(ms);
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1000)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** A time as people here write it; pointing at it shows the exact one. */
export function time(iso) {
  return h("time", { datetime: iso, title: iso }, DAY.format(new Date(iso)));
}

export function clock(iso) {
  return h("time", { datetime: iso, title: iso }, CLOCK.format(new Date(iso)));
}

export function ago(iso) {
  const seconds = (new Date(iso) - Date.now()) / 1000;
  const steps = [[60, "second", 1], [3600, "minute", 60], [86_400, "hour", 3600], [2_592_000, "day", 86_400],
    [31_536_000, "month", 2_592_000], [Infinity, "year", 31_536_000]];
  const [, unit, size] = steps.find(([below]) => Math.abs(seconds) < below);
  return h("time", { datetime: iso, title: iso }, RELATIVE.format(Math.round(seconds / size), unit));
}

export const plural = (count, one, many = one + "s") => `${number(count)} ${count === 1 ? one : many}`;

/** The end of an id: its beginning is a time, and alike for all of one hour. */
export const short = id => id.slice(-8);

export function title(conversation) {
  return conversation.title ?? conversation.session_id ?? "Untitled";
}
