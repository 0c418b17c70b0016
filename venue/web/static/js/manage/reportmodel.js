/** Days of a report, and how its cells are written. Pure but for words. */

import { lang, money, t } from "../i18n.js";

const DAY_MS = 86_400_000;
/** Days back from today where a preset begins, and where it ends. */
export const PRESETS = { today: [0, 0], yesterday: [1, 1], week: [6, 0], month: [29, 0],
  year: [364, 0] };
/** In the order of time or size: columns side by side; all others are bars. */
export const IN_ORDER = new Set(["day", "hour", "cover"]);
/** What a chart draws of each report. */
const DRAWN = { sales: ["total", "received", "gross"], kitchen: ["average"], tables: ["parties"],
  voids: ["void_amount"] };

/** "2026-11-22" so many days earlier. */
export function daysBefore(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}

/** The column that is drawn. */
export function drawnOf({ report, columns }) {
  return columns.find((one) => DRAWN[report].includes(one.name)) ?? columns[0];
}

export const amountOf = (cell) => (typeof cell === "number" ? cell : cell.amount);

/** A cell for people. */
export function cellText(cell, form) {
  if (form === "money") return money(cell);
  if (form === "minutes") return t("reports.minutes", { count: cell });
  if (form === "percent") return `${cell} %`;
  if (form !== "seconds") return String(cell);
  const seconds = String(cell % 60).padStart(2, "0");
  return t("reports.seconds", { minutes: Math.floor(cell / 60), seconds });
}

/** What a row is called. */
export function rowText(by, { key, name }) {
  if (by === "day") return dayText(key);
  if (by === "hour") return `${key}:00`;
  if (by === "service") return t(`reports.service.${key || "none"}`);
  if (by === "tax") return taxText(key);
  if (by !== "tender") return name || t("reports.none");
  const [method, kind] = key.split(" ");
  const words = t(`bill.method.${method}`);
  return kind ? t("reports.unverified", { name: words }) : words;
}

function dayText(date) {
  const style = { day: "numeric", month: "short", weekday: "short", timeZone: "UTC" };
  return new Date(`${date}T00:00:00Z`).toLocaleDateString(`${lang.value}-u-nu-latn`, style);
}

/** "food:1000" -> "food 10 %". */
function taxText(band) {
  const [name, rate] = band.split(":");
  return `${name} ${Number(rate) / 100} %`;
}
