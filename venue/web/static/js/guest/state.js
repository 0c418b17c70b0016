/** What the guest's screen knows: signals, set by actions.js and read by the components. */

import { computed, signal } from "../vendor.js";
import { itemsOf } from "./cart.js";

/** Who we are: the answer of `/api/v1/me`. */
export const me = signal(null);
/** The answer of `/api/v1/menu`. */
export const menu = signal(null);
/** The ORDERs of the table, oldest first. */
export const orders = signal([]);
/** Chosen and not sent: the lines of cart.js. */
export const lines = signal([]);
/** The note for the kitchen. */
export const note = signal("");
/** Sealed orders that the box refused: `{id, body, problem}`. */
export const returned = signal([]);
/** State of the last call by kind: `{waiter: "open"}`. */
export const calls = signal({});
/** The table session: `{id, state, paused}`. */
export const session = signal({});
/** The open sheet: null or `{kind, ...}`. */
export const sheet = signal(null);
/** "connecting" | "live" | "stale" | "refused". */
export const link = signal("connecting");
/** Cut off for long enough to say so. */
export const cutOff = signal(false);
/** Grows with every change of the table's bill. */
export const billNews = signal(0);
/** Sealed commands not yet answered. */
export const sealed = signal([]);
/** False: what is sealed will not survive a reload. */
export const durable = signal(true);

export const items = computed(() => (menu.value ? itemsOf(menu.value) : new Map()));
export const guestState = computed(() => me.value?.guest?.state ?? "over");
export const currency = computed(() => me.value?.venue.currency ?? "EUR");
export const mayOrder = computed(() => guestState.value === "joined" && !session.value.paused);
