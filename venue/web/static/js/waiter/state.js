/** What the waiter's screen knows. Components read the signals; actions.js changes them. */

import { computed, signal } from "../vendor.js";
import { itemsOf } from "../guest/cart.js";
import { hashOf, parseHash } from "./model.js";

export const me = signal(null);
export const tables = signal([]);
/** Parties without a table: tabs, takeaway, delivery, rooms. */
export const places = signal([]);
export const areas = signal([]);
/** Today's reservations of tables, soonest first. */
export const bookings = signal([]);
/** Colleagues by id: `{id, name, role}`. */
export const people = signal(new Map());
export const alerts = signal([]);
export const orders = signal([]);
export const menu = signal(null);
/** The open table: `{sessionId, session, orders, bill, isLost}`; null while a free one is shown. */
export const detail = signal(null);
export const drafts = signal({});
export const commands = signal([]);
/** Orders that the box refused: `[{id, body, problem}]`. */
export const returned = signal([]);
export const link = signal("connecting");
export const cutOff = signal(false);
export const isLoaded = signal(false);
export const sheet = signal(null);
export const place = signal(parseHash(location.hash));
/** Grows every quarter of a minute: ages in words are told anew. */
export const beat = signal(0);

export const may = computed(() => new Set(me.value?.permissions ?? []));
export const currency = computed(() => me.value?.venue.currency ?? "EUR");
export const items = computed(() => (menu.value ? itemsOf(menu.value) : new Map()));
export const table = computed(
  () => [...tables.value, ...places.value].find((one) => one.id === place.value.tableId) ?? null,
);
export const stale = computed(() => commands.value.filter((one) => one.state === "stale"));
export const awaiting = computed(
  () => orders.value.filter((one) => one.status === "awaiting_staff").length,
);

/** Minor units as money of this venue. */
export const asMoney = (amount) => ({ amount, currency: currency.value });

/** Go somewhere; the browser's back button leads back. */
export function go(next) {
  location.hash = hashOf({ tab: place.value.tab, ...next });
}

/** Go to where one came from, without a new step in the history. */
export function goBack(next) {
  location.replace(hashOf({ tab: place.value.tab, ...next }));
}

addEventListener("hashchange", () => {
  place.value = parseHash(location.hash);
});

/** Seconds of something now that was `age_s` old when it was received. */
export function ageOf(thing) {
  return beat.value >= 0 ? Math.max(0, (performance.now() - thing.since) / 1000) : 0;
}

/** A thing with `since`: when it began, on the clock that nobody can set. */
export function stamped(thing) {
  return { ...thing, since: performance.now() - (thing.age_s ?? 0) * 1000 };
}
