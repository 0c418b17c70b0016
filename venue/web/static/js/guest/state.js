/** What the guest's screen knows: signals, set by actions.js and read by the components. */

import { computed, signal } from "../vendor.js";
import { itemsOf } from "./cart.js";
import { NOTHING } from "./diet.js";

/** Who we are: the answer of `/api/v1/me`. */
export const me = signal(null);
/** Whether the venue sells eSIMs here. */
export const sellsEsims = signal(false);
/** The answer of `/api/v1/menu`. */
export const menu = signal(null);
/** The ORDERs of the table, oldest first. */
export const orders = signal([]);
/** Chosen and not sent: the lines of cart.js. */
export const lines = signal([]);
/** What the others at the table have chosen and not sent: lines of `/api/v1/draft`. */
export const others = signal([]);
/** The table's phones by id: `{id, number, name}`. */
export const people = signal(new Map());
/** By order line, the guest whose choice it was; of lines out of the shared basket. */
export const who = signal({});
/** The note for the kitchen. */
export const note = signal("");
/** When room service is wanted, such as `19:30`; empty: as soon as possible. */
export const slot = signal("");
/** What the guest avoids: see diet.js. */
export const filter = signal(NOTHING);
/** Sealed orders that the box refused: `{id, body, problem}`. */
export const returned = signal([]);
/** The last call of each kind: `{waiter: {state, by, age_s, at}}`. */
export const calls = signal({});
/** The table session: `{id, state, paused}`. */
export const session = signal({});
/** How the kitchen takes orders: `{state, promised_minutes?, until_s?, at}`. */
export const pacing = signal({ state: "normal" });
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
/** "shared", "own" or "view": see guest.order_mode in the settings. */
export const mode = computed(() => me.value?.ordering?.mode ?? "own");
/** The house takes no orders now: outside its hours. */
export const isClosed = computed(() => (menu.value?.opening?.state ?? "open") !== "open");
/** Why nothing can be sent now, the key of its words; null when it can. */
export const obstacle = computed(() => {
  if (mode.value === "view") return "view_only";
  if (guestState.value === "waiting") return "send_after_admission";
  if (guestState.value === "needs_pin") return "send_after_pin";
  if (session.value.paused || pacing.value.state === "paused") return "paused_short";
  return isClosed.value ? "closed_short" : null;
});
export const mayOrder = computed(() => guestState.value === "joined" && obstacle.value === null);
/** Draft lines that are on their way in an order. */
export const flying = computed(() => {
  const bodies = [...sealed.value, ...returned.value].map((command) => command.body);
  return new Set(bodies.flatMap(({ lines: some }) => some.map((line) => line.draft_id)));
});
/** What the others have chosen and nobody has sent. */
export const othersOpen = computed(() => others.value.filter((one) => !flying.value.has(one.id)));
