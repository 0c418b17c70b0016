/** Fetching what the screen shows, and asking again until it is there. */

import { batch } from "../vendor.js";
import { get, post } from "../api.js";
import { lang } from "../i18n.js";
import { guestState, me, menu, orders, session } from "./state.js";

const AGAIN_MS = 3_000;

/** The menu in the language now shown. @throws {ApiError} */
export async function loadMenu() {
  menu.value = await get(`/api/v1/menu?lang=${lang.value}`);
}

/** The table's orders; resolves to the `seq` of the snapshot. @throws {ApiError} */
export async function loadOrders() {
  const answer = await get("/api/v1/table-order");
  batch(() => {
    orders.value = answer.orders;
    session.value = { ...session.value, ...answer.session };
  });
  return answer.seq;
}

/** Ask again who we are: after joining, after the table was closed. @throws {ApiError} */
export async function refreshMe() {
  const fresh = await get("/api/v1/me");
  batch(() => {
    me.value = fresh;
    session.value = { ...session.value, ...fresh.session };
  });
  if (guestState.value === "joined") await loadOrders();
}

/** Everything; resolves to the `seq` from which news may follow it. @throws {ApiError} */
export async function loadAll() {
  await Promise.all([loadMenu(), refreshMe()]);
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
