/** What happens on the waiter's screen: news come in, commands go out. */

import { batch, effect } from "../vendor.js";
import { get, post } from "../api.js";
import { begin } from "../boot.js";
import { errorText, lang, money, t } from "../i18n.js";
import { toast } from "../kit.js";
import { follow } from "../live.js";
import { openQueue } from "../queue.js";
import { play, unlockOnTouch } from "../sound.js";
import { bodyOf, EMPTY, givenBack } from "./draft.js";
import { withAlert, withOrder, withTable } from "./model.js";
import {
  alerts, areas, beat, commands, cutOff, detail, drafts, goBack, isLoaded, items, link, me, menu,
  orders, place, returned, sheet, stamped, table, tables,
} from "./state.js";

const CALM_MS = 1_500;
const BEAT_MS = 15_000;
const SOON_MS = 150;
const ORDERS_A_PAGE = 100;
const MOST_PAGES = 10;

let queue = null;

/** Start: who we are, the floor, the news. @throws {ApiError} */
export async function start() {
  const data = await begin();
  me.value = data.me.kind === "guest" ? await get("/api/v1/me?as=staff") : data.me;
  const name = `waiter ${me.value.staff_id ?? me.value.device?.id ?? 0}`;
  queue = await openQueue({ name, onAnswer });
  effect(() => {
    commands.value = queue.commands.value;
  });
  recall(name);
  unlockOnTouch();
  setInterval(() => (beat.value += 1), BEAT_MS);
  const seq = await loadFloor();
  listen(seq);
  followTable();
}

/** Fetch tables, alerts and orders; resolves to the oldest `seq` of the three. */
async function loadFloor() {
  const [floor, found, active] = await Promise.all([
    get("/api/v1/tables"), get("/api/v1/alerts"), activeOrders(),
  ]);
  batch(() => {
    tables.value = floor.items;
    areas.value = floor.areas.map((area) => (typeof area === "string" ? { name: area } : area));
    alerts.value = found.items.map(stamped).sort((a, b) => a.since - b.since);
    orders.value = active.items.map(stamped);
    isLoaded.value = true;
  });
  refreshTable();
  return Math.min(floor.seq, found.seq, active.seq);
}

async function activeOrders() {
  const found = [];
  let cursor = "";
  let seq = Infinity;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const answer = await get(`/api/v1/orders?state=active&limit=${ORDERS_A_PAGE}${after}`);
    found.push(...answer.items);
    seq = Math.min(seq, answer.seq);
    cursor = answer.next_cursor;
    if (!cursor) break;
  }
  return { items: found, seq };
}

/** The last completed orders, newest first. */
export async function completedOrders() {
  return (await get("/api/v1/orders?state=completed&limit=50")).items.map(stamped);
}

export async function loadMenu() {
  menu.value = await get(`/api/v1/menu?lang=${lang.value}`);
}

function listen(after) {
  const live = follow({
    view: "floor",
    after,
    onNews,
    onReload: loadFloor,
    onConnect: onBack,
    onRefused: leaveIfSignedOut,
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

let wasLive = false;

function onBack() {
  queue.flush();
  if (wasLive) loadFloor().catch(() => undefined);
  wasLive = true;
}

async function leaveIfSignedOut() {
  const now = await get("/api/v1/me?as=staff").catch(() => null);
  if (now && !now.permissions.includes("tables.serve")) location.assign("/pair");
}

const NEWS = {
  table: (one) => {
    tables.value = withTable(tables.value, one.table);
    if (one.table.id === place.value.tableId) refreshSoon();
  },
  order: ({ order }) => {
    orders.value = withOrder(orders.value, stamped(order));
    if (order.session_id && order.session_id === detail.value?.sessionId) refreshSoon();
  },
  bill: refreshSoon,
  alert: ({ alert }) => {
    const isNew = !alerts.value.some((other) => other.id === alert.id);
    alerts.value = withAlert(alerts.value, stamped(alert));
    if (isNew) play(alert.kind === "order_unseen" ? "alarm" : "call");
  },
  alert_gone: ({ id }) => {
    alerts.value = alerts.value.filter((other) => other.id !== id);
  },
  menu: () => menu.value && loadMenu().catch(() => undefined),
};

function onNews(item) {
  NEWS[item.kind]?.(item);
}

/** Fetch the open table again whenever another one is chosen or its party changes. */
function followTable() {
  let known = null;
  effect(() => {
    const id = table.value?.session_id ?? null;
    if (id === known) return;
    known = id;
    detail.value = id ? { sessionId: id, session: null, orders: [], bill: null, isLost: false } : null;
    refreshTable();
  });
}

let soon = 0;

function refreshSoon() {
  clearTimeout(soon);
  soon = setTimeout(refreshTable, SOON_MS);
}

/** Fetch party, orders and bill of the open table. */
export async function refreshTable() {
  const sessionId = detail.value?.sessionId;
  if (!sessionId) return;
  try {
    const fresh = await loadSession(sessionId);
    if (detail.value?.sessionId === sessionId) detail.value = { sessionId, ...fresh, isLost: false };
  } catch {
    if (detail.value?.sessionId === sessionId) detail.value = { ...detail.value, isLost: true };
  }
}

async function loadSession(sessionId) {
  const billId = table.value?.bill_id;
  const session = await get(`/api/v1/table-sessions/${sessionId}`);
  const [party, bill] = await Promise.all([
    session.orders ? session : get(`/api/v1/table-order?session=${sessionId}`),
    session.bill ?? (billId ? get(`/api/v1/bills/${billId}`) : null),
  ]);
  return { session, orders: party.orders.map(stamped), bill };
}

/**
 * One command that needs its answer at once; a refusal is said in words.
 * @returns {Promise<object | null>} the answer, or null when it was refused or lost
 */
export async function act(path, body = {}) {
  try {
    const answer = await post(path, body);
    refreshSoon();
    return answer;
  } catch (error) {
    toast(problemText(error), { icon: "triangle-alert", seconds: 6 });
    if (error.status === 401) leaveIfSignedOut();
    return null;
  }
}

/** A refusal in words of this screen, else in everybody's. */
export function problemText(error) {
  const codes = { "bills.still_owed": "waiter.still_owed", "bills.orders_waiting": "waiter.orders_waiting" };
  const key = codes[error.code];
  if (!key) return errorText(error);
  return t(key, { owed: error.details?.owed ? money(error.details.owed) : "" });
}

/** A fact that may wait on this device: fired, served. */
export async function sealAct(path) {
  try {
    await queue.seal(path, {});
  } catch (error) {
    console.error("seal", error);
    toast(t("waiter.not_saved"), { icon: "triangle-alert", seconds: 6 });
  }
}

/** Seal the order of a party: safe on this device first, then sent once. */
export async function sendDraft(sessionId) {
  const draft = drafts.value[sessionId] ?? EMPTY;
  try {
    await queue.seal("/api/v1/orders", bodyOf(draft, sessionId, items.value));
  } catch (error) {
    console.error("seal", error);
    toast(t("waiter.not_saved"), { icon: "triangle-alert", seconds: 6 });
    return;
  }
  batch(() => {
    setDraft(sessionId, EMPTY);
    sheet.value = null;
    goBack({ tableId: place.value.tableId });
  });
}

/** Keep what is being taken for a party. */
export function setDraft(sessionId, draft) {
  const next = { ...drafts.value, [sessionId]: draft };
  if (draft.lines.length === 0 && !draft.note) delete next[sessionId];
  drafts.value = next;
}

function onAnswer(command, { status, body }) {
  const isOrder = command.path === "/api/v1/orders";
  if (status < 400) {
    if (!isOrder) return refreshSoon();
    orders.value = withOrder(orders.value, stamped(body));
    toast(t("waiter.order_sent", { number: body.number, table: body.table.number }), { icon: "check" });
    return refreshSoon();
  }
  const problem = { ...body, status, message: body?.detail };
  if (!isOrder) return toast(problemText(problem), { icon: "triangle-alert", seconds: 8 });
  if (body?.code === "orders.needs_confirmation") return reconsider(command, body);
  returned.value = [...returned.value, { id: command.id, body: command.body, problem }];
  play("alarm");
}

/** Something was sold out or changed its price: the order is the waiter's again. */
async function reconsider(command, problem) {
  await loadMenu().catch(() => undefined);
  const id = command.body.table_session_id;
  const changes = problem.details?.changes ?? [];
  setDraft(id, givenBack(drafts.value[id] ?? EMPTY, command.body, changes));
  play("alarm");
  toast(t("waiter.order_changed"), { icon: "triangle-alert", seconds: 10 });
  const own = tables.value.find((one) => one.session_id === id);
  if (own && own.id === place.value.tableId) sheet.value = { kind: "review" };
}

/** Put a refused order back into the draft of its party. */
export function takeBack(id) {
  const one = returned.value.find((other) => other.id === id);
  const session = one.body.table_session_id;
  setDraft(session, givenBack(drafts.value[session] ?? EMPTY, one.body));
  forget(id);
}

/** Remove a refused order from the screen. */
export function forget(id) {
  returned.value = returned.value.filter((other) => other.id !== id);
}

/** A sealed command that became old: send it all the same, or drop it. */
export const wantStale = (id) => queue.want(id);
export const dropStale = (id) => queue.drop(id);

/** Keep drafts and refused orders over a reload. */
function recall(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "{}");
    drafts.value = kept.drafts ?? {};
    returned.value = kept.returned ?? [];
    effect(() => {
      const now = { drafts: drafts.value, returned: returned.value };
      localStorage.setItem(name, JSON.stringify(now));
    });
  } catch {
    // No storage: they last as long as the page.
  }
}

/** Sign out; the next person signs in on the same device. */
export async function signOut() {
  const answer = await act("/api/v1/staff/sign-out");
  if (answer) location.assign("/pair");
}
