/** When a dish is served and how long things take, in words. Pure. */

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

function dayName(day, lang) {
  const format = new Intl.DateTimeFormat(lang, { weekday: "short", timeZone: "UTC" });
  return format.format(MONDAY + DAYS.indexOf(day) * DAY_MS);
}

/** Days in a row as one span: "Mon–Fri, Sun". */
function daysText(days, lang) {
  const runs = [];
  for (const day of DAYS.filter((one) => days.includes(one))) {
    const last = runs.at(-1);
    if (last && DAYS.indexOf(day) === DAYS.indexOf(last.at(-1)) + 1) last.push(day);
    else runs.push([day]);
  }
  const span = (run) => {
    const [first, last] = [dayName(run[0], lang), dayName(run.at(-1), lang)];
    if (run.length === 1) return first;
    return `${first}${run.length === 2 ? ", " : "\u2013"}${last}`;
  };
  return runs.map(span).join(", ");
}

/** `{days, from?, to?}` of the menu as words: "12:00–15:00, Mon–Fri"; "" for always. */
export function hoursText(hours, lang) {
  if (!hours) return "";
  const parts = [];
  // Times stand in the order they are read, also in a line that runs from right to left.
  if (hours.from) parts.push(`\u2066${hours.from}\u2013${hours.to}\u2069`);
  if (hours.days?.length < DAYS.length) parts.push(daysText(hours.days, lang));
  return parts.join(", ");
}

/** Whole minutes left of a pause of so many seconds that was told at `at` (performance.now). */
export function minutesLeft(seconds, at, now = performance.now()) {
  return Math.max(1, Math.ceil((seconds - (now - at) / 1000) / 60));
}
