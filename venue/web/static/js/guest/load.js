/** Fetching what the screen shows, and asking again until it is there. */

import { batch } from "../vendor.js";
import { get, post } from "../api.js";
import { lang } from "../i18n.js";
import { calls, guestState, me, menu, mode, orders, pacing, session } from "./state.js";

const AGAIN_MS = 3_000;

/** The menu in the language now shown. @throws {ApiError} */
export async function loadMenu() {
  menu.value = await get(`/api/v1/menu?lang=${lang.value}`);
}

/** The newest of our orders' news that was painted. */
let heardSeq = 0;

/** An order's news is painted: a reading that was begun before must not take it back. */
export function heardOrder(seq) {
  heardSeq = Math.max(heardSeq, seq);
}

/** The table's orders; resolves to the `seq` of the snapshot. @throws {ApiError} */
export async function loadOrders() {
  const answer = await get("/api/v1/table-order");
  if (answer.seq < heardSeq) {
    // Begun behind that news the next one has it; a box that was restored counts from lower.
    heardSeq = 0;
    return loadOrders();
  }
  batch(() => {
    orders.value = answer.orders;
    session.value = { ...session.value, ...answer.session };
  });
  return answer.seq;
}

/** How the kitchen takes orders; a box that does not say takes them as ever. @throws {ApiError} */
export async function loadPacing() {
  try {
    pacing.value = { ...(await get("/api/v1/pacing")), at: performance.now() };
  } catch (error) {
    if (error.status === 0 || error.status >= 500) throw error;
    pacing.value = { state: "normal" };
  }
}

/** Who we are, what is called for and how this house orders. */
export function learn(fresh) {
  const at = performance.now();
  const known = Object.entries(fresh.calls ?? {}).map(([kind, call]) => [kind, { ...call, at }]);
  batch(() => {
    me.value = fresh;
    session.value = { ...session.value, ...fresh.session };
    calls.value = Object.fromEntries(known);
  });
}

/** Ask again who we are: after joining, after the table was closed. @throws {ApiError} */
export async function refreshMe() {
  learn(await get("/api/v1/me?as=guest"));
  if (guestState.value === "joined") await loadOrders();
}

/** Everything; resolves to the `seq` from which news may follow it. @throws {ApiError} */
export async function loadAll() {
  await Promise.all([loadMenu(), refreshMe(), loadPacing()]);
  const seq = guestState.value === "joined" ? await loadOrders() : me.value.seq;
  return Math.min(seq, menu.value.seq);
}

/** Ask to be let in to the table, with its PIN where one is wanted. @throws {ApiError} */
export async function join(pin) {
  await post("/api/v1/join", pin ? { pin } : {});
  await refreshMe();
}

/** What news made necessary is asked for until it is there. */
export async function surely(load) {
  try {
    await load();
  } catch {
    setTimeout(() => surely(load), AGAIN_MS);
  }
}

/** True where the phones of a table share one basket and this one may. */
export const isShared = () => mode.value === "shared" && guestState.value === "joined";
