/** What a guest can do, and what the box tells: the only writers of the signals in state.js. */

import { batch, effect } from "../vendor.js";
import { get, post } from "../api.js";
import { begin, chooseLanguage } from "../boot.js";
import { errorText, lang, t } from "../i18n.js";
import { toast } from "../kit.js";
import { follow } from "../live.js";
import { openQueue } from "../queue.js";
import * as cart from "./cart.js";
import { withOrder } from "./progress.js";
import {
  calls, cutOff, durable, guestState, items, lines, link, me, menu, note, orders, returned, sealed,
  session, sheet,
} from "./state.js";

const MENU_JITTER_MS = 500;
const AGAIN_MS = 3_000;
const CALM_MS = 1_500;

let queue = null;

/** Find out who we are, the menu and the table's orders; resolves to the `seq` to go on from. */
export async function start() {
  const data = await begin();
  me.value = data.me;
  session.value = data.me.session ?? {};
  if (data.me.kind !== "guest") return 0;
  await enter();
  if (guestState.value === "over") return 0;
  if (data.menu && data.lang === lang.value) menu.value = data.menu;
  const [, seq] = await Promise.all([menu.value ?? loadMenu(), joinedSeq(data)]);
  remember();
  return Math.min(seq, menu.value.seq);
}

/** After the first paint: send what an earlier visit left, and follow the news. */
export async function connect(seq) {
  if (me.value.kind !== "guest" || guestState.value === "over") return;
  queue = openQueue({ name: `guest ${me.value.guest.id}`, onAnswer });
  const { commands, durable: lasts } = await queue;
  durable.value = lasts;
  effect(() => {
    sealed.value = commands.value;
  });
  listen(seq);
}

async function enter() {
  if (["joined", "over", "needs_pin"].includes(guestState.value)) return;
  await join().catch(() => undefined); // the page shows the state it has; the news tell the next one
}

async function joinedSeq(data) {
  if (guestState.value !== "joined") return me.value.seq;
  if (!data.order) return loadOrders();
  takeOrders(data.order);
  return data.order.seq;
}

/** Ask to be let in to the table, with its PIN where one is wanted. @throws {ApiError} */
export async function join(pin) {
  const answer = await post("/api/v1/join", pin ? { pin } : {});
  await refreshMe();
  return answer.state;
}

/** Ask again who we are: after joining, after the table was closed. */
export async function refreshMe() {
  const fresh = await get("/api/v1/me");
  batch(() => {
    me.value = fresh;
    session.value = { ...session.value, ...fresh.session };
  });
  if (guestState.value === "joined") await loadOrders();
}

export async function loadMenu() {
  menu.value = await get(`/api/v1/menu?lang=${lang.value}`);
}

async function loadOrders() {
  const answer = await get("/api/v1/table-order");
  takeOrders(answer);
  return answer.seq;
}

function takeOrders(answer) {
  batch(() => {
    orders.value = answer.orders;
    session.value = { ...session.value, ...answer.session };
  });
}

function listen(after) {
  const live = follow({
    view: "guest",
    after,
    onNews,
    onReload: async () => {
      await Promise.all([loadMenu(), refreshMe()]);
      const seq = guestState.value === "joined" ? await loadOrders() : me.value.seq;
      return Math.min(seq, menu.value.seq);
    },
    onConnect: async () => (await queue).flush(),
    onRefused: () => surely(refreshMe),
  });
  let calm = 0;
  effect(() => {
    const state = live.state.value;
    link.value = state;
    clearTimeout(calm);
    if (state === "live") cutOff.value = false;
    else calm = setTimeout(() => (cutOff.value = true), CALM_MS);
  });
}

const NEWS = {
  order: ({ order }) => (orders.value = withOrder(orders.value, order)),
  session: ({ state, paused }) => {
    session.value = { ...session.value, state, paused };
    if (state === "closed") surely(refreshMe);
  },
  menu: () => setTimeout(() => surely(loadMenu), Math.random() * MENU_JITTER_MS),
  call: ({ call }) => (calls.value = { ...calls.value, [call.kind]: call.state }),
  joined: () => surely(refreshMe),
};

/** What news made necessary is asked for until it is there. */
async function surely(load) {
  try {
    await load();
  } catch {
    setTimeout(() => surely(load), AGAIN_MS);
  }
}

function onNews(item) {
  NEWS[item.kind]?.(item);
}

/** Seal the order: safe on this phone before anything else happens, then on its way. */
export async function sendOrder() {
  const body = cart.orderBody(lines.value, note.value, items.value);
  try {
    await (await queue).seal("/api/v1/orders", body);
  } catch (error) {
    console.error("seal", error);
    return toast(t("guest.not_saved"), { icon: "triangle-alert", seconds: 8 });
  }
  batch(() => {
    lines.value = [];
    note.value = "";
    sheet.value = { kind: "table" };
  });
}

function onAnswer(command, { status, body }) {
  if (status < 400) {
    orders.value = withOrder(orders.value, body);
    return;
  }
  const changes = body.details?.changes ?? body.changes ?? [];
  if (body.code === "orders.needs_confirmation") return reconsider(command, changes);
  returned.value = [...returned.value, { id: command.id, body: command.body, problem: body }];
  if (status === 401 || status === 410) surely(refreshMe);
}

async function reconsider(command, changes) {
  await loadMenu().catch(() => undefined);
  batch(() => {
    lines.value = cart.giveBack(lines.value, cart.linesFrom(command.body, changes));
    note.value ||= command.body.note ?? "";
    sheet.value = { kind: "cart" };
  });
}

/** Put a refused order back among the chosen dishes. */
export function takeBack(id) {
  const one = returned.value.find((other) => other.id === id);
  const known = cart.linesFrom(one.body).filter((line) => items.value.has(line.item_id));
  batch(() => {
    lines.value = cart.giveBack(lines.value, known);
    note.value ||= one.body.note ?? "";
    forget(id);
    sheet.value = { kind: "cart" };
  });
}

/** Remove a refused order from the screen. */
export function forget(id) {
  returned.value = returned.value.filter((other) => other.id !== id);
}

/** A sealed order that became old: the guest says yes, or no. */
export const sendStale = async (id) => (await queue).want(id);
export const dropStale = async (id) => (await queue).drop(id);

/** Call the waiter or ask for the bill; never sealed: a call of an hour ago helps nobody. */
export async function call(kind) {
  try {
    await post("/api/v1/calls", { kind });
    calls.value = { ...calls.value, [kind]: "open" };
    toast(t(`guest.called.${kind}`), { icon: "check" });
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert" });
  }
}

/** Show another language; the menu follows. */
export async function changeLanguage(code) {
  await chooseLanguage(code);
  await loadMenu();
}

/** Keep what is chosen over a reload. */
function remember() {
  const name = `guest ${me.value.guest.id}`;
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "{}");
    lines.value = (kept.lines ?? []).filter((line) => items.value.has(line.item_id));
    note.value = kept.note ?? "";
    returned.value = kept.returned ?? [];
    effect(() => {
      const now = { lines: lines.value, note: note.value, returned: returned.value };
      localStorage.setItem(name, JSON.stringify(now));
    });
  } catch {
    // No storage: the choice lasts as long as the page.
  }
}
