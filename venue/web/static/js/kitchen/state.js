/** What the kitchen's screen knows. Components read the signals; actions.js changes them. */

import { computed, signal } from "../vendor.js";
import { lang } from "../i18n.js";
import { EMPTY, allDay, inOrder, pendingOf } from "./board.js";
import { MOST_ON_PAGE, limitFor } from "./fit.js";
import { ordersOf } from "./passing.js";

export const station = signal({ id: "all", name: "" });
/** "loading", "ready", "unreachable", "unknown" (no such station) or "refused". */
export const phase = signal("loading");
export const board = signal(EMPTY);
export const commands = signal([]);
export const link = signal("connecting");
/** True once the screen has been without the box for more than a blink. */
export const cutOff = signal(false);
export const selected = signal(null);
export const sheet = signal(null);
/** Close what lies over the board. */
export const close = () => (sheet.value = null);
export const counts = signal({ open: 0, due: 0, late: 0 });
export const wallClock = signal("");
/** Index of the first ticket of each page up to the present one. */
export const pages = signal([0]);
/** How many tickets of the present page are whole on the screen. */
export const shown = signal(0);
export const step = signal(1);
/** Names of the stations by their name in addresses. */
export const stationNames = signal({});
/** The line that the keys are on, an id, or null for the whole ticket. */
export const selectedLine = signal(null);
/** `{state, by, promised_minutes?, endsAt?}`; `endsAt` is a moment of `performance.now()`. */
export const pacing = signal({ state: "normal", by: "auto" });
/** Printers of this station that fail: `[{name, words}]`. */
export const failing = signal([]);
/** True while the box says that this screen lacks or has too many tickets. */
export const isBehind = signal(false);
/** Whether the device was told to stay awake: true, false, or null where browsers cannot. */
export const awake = signal(null);

export const isExpo = computed(() => station.value.id === "expo");
export const entries = computed(() => (isExpo.value ? ordersOf(board.value) : inOrder(board.value)));
export const pending = computed(() => pendingOf(commands.value));
export const stale = computed(() => commands.value.filter((one) => one.state === "stale"));
export const totals = computed(() => allDay(entries.value, pending.value));
export const start = computed(() => {
  const first = pages.value.at(-1);
  return first < entries.value.length ? first : 0;
});
/** How many cards of the page may be built yet; it grows frame by frame. */
export const built = signal(0);
const limit = computed(() =>
  entries.value.length <= MOST_ON_PAGE ? MOST_ON_PAGE : limitFor(shown.value),
);
const wanted = computed(() => entries.value.slice(start.value, start.value + limit.value));
export const onPage = computed(() => wanted.value.slice(0, built.value));
/** True when no card of the page waits to be built. */
export const isBuilt = computed(() => built.value >= wanted.value.length);
/** How many tickets are after the present page. */
export const rest = computed(() => Math.max(0, entries.value.length - start.value - shown.value));

/** The time of day in the language shown; only for people, no age is made of it. */
export function timeOfDay() {
  return clockFormat.value.format(new Date());
}

const clockFormat = computed(() => {
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(`${lang.value}-u-nu-latn`, shape);
});
