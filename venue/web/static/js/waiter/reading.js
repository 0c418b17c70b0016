/** What the waiter's screen reads: the floor, the open table,
  the news. And commands with answers. */

import { batch, effect, signal } from "../vendor.js";
import { get, post } from "../api.js";
import { errorText, lang, money, t } from "../i18n.js";
import { toast } from "../kit.js";
import { inTurn } from "../inturn.js";
import { follow } from "../live.js";
import { play } from "../sound.js";
import { withAlert, withBooking, withOrder, withPlace, withTable } from "./model.js";
import {
  alerts, areas, beat, bookings, cutOff, detail, isLoaded, link, may, me, menu, orders, people,
  place, places, stamped, table, tables,
} from "./state.js";

const CALM_MS = 1_500;
const BEAT_MS = 15_000;
const SOON_MS = 150;
const RECOUNT_MS = 400;
const ORDERS_A_PAGE = 100;
const MOST_PAGES = 10;

/**
 * Show the floor and follow it.
 * @param {() => void} onBack called each time the box is there (again)
 * @throws {ApiError}
 */
export async function openFloor(onBack) {
  setInterval(() => (beat.value += 1), BEAT_MS);
  const seq = await loadFloor();
  listen(seq, onBack);
  followTable();
}

/** The newest news that the screen has taken. */
let seenSeq = 0;

/**
 * True once where news came while something was read: painted now it would take them back. What is
 * read next was begun behind those news; a box that was restored counts from a lower number.
 */
function isOlder(seq) {
  if (seq >= seenSeq) return false;
  seenSeq = 0;
  return true;
}

/** Fetch tables, alerts and orders; resolves to the oldest `seq` of the three. */
async function loadFloor() {
  const [floor, found, active] = await Promise.all([
    get("/api/v1/tables"), get("/api/v1/alerts"), activeOrders(), loadBookings(), loadPeople(),
  ]);
  const seq = Math.min(floor.seq, found.seq, active.seq);
  if (isOlder(seq)) return loadFloor();
  batch(() => {
    takeFloor(floor);
    areas.value = floor.areas.map((area) => (typeof area === "string" ? { name: area } : area));
    alerts.value = found.items.map(stamped).sort((a, b) => a.since - b.since);
    orders.value = active.items.map(stamped);
    isLoaded.value = true;
  });
  refreshTable();
  return seq;
}

function takeFloor(floor) {
  tables.value = floor.items.map(stamped);
  places.value = (floor.places ?? []).map(stamped);
}

async function loadBookings() {
  if (!may.value.has("reservations.manage")) return;
  const found = await get("/api/v1/table-reservations").catch(() => null);
  if (found) bookings.value = found.items;
}

async function loadPeople() {
  const found = await get("/api/v1/staff/names").catch(() => null);
  if (found) people.value = new Map(found.items.map((one) => [one.id, one]));
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

/** Dishes by id: the own pins, and what the house sells most. */
export const favourites = signal({ pinned: [], popular: [] });

/** Fetch the favourites; without them the order pane shows everything. */
export async function loadFavourites() {
  const found = await get("/api/v1/favourites").catch(() => null);
  if (found) favourites.value = found;
}

/** Pin a dish for oneself, or take the pin away. */
export async function pinDish(id, isPinned) {
  if (await act("/api/v1/favourites", { item_id: id, pinned: isPinned })) await loadFavourites();
}

export async function loadMenu() {
  menu.value = await get(`/api/v1/menu?lang=${lang.value}`);
}

function listen(after, onBack) {
  let wasLive = false;
  const live = follow({
    view: "floor",
    after,
    onNews,
    onReload: loadFloor,
    onConnect: () => {
      onBack();
      if (wasLive) loadFloor().catch(() => undefined);
      wasLive = true;
    },
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

async function leaveIfSignedOut() {
  const now = await get("/api/v1/me?as=staff").catch(() => null);
  if (now && !now.permissions.includes("tables.serve")) location.assign("/pair");
}

const TUNES = { order_unseen: "alarm", printer: "alarm", ready: "new" };

const NEWS = {
  table: (one) => {
    const fresh = stamped(one.table);
    if ((fresh.kind ?? "table") === "table") tables.value = withTable(tables.value, fresh);
    else places.value = withPlace(places.value, fresh);
    if (one.table.id === place.value.tableId) refreshSoon();
  },
  order: ({ order }) => {
    orders.value = withOrder(orders.value, stamped(order));
    recountSoon();
    if (order.session_id && order.session_id === detail.value?.sessionId) refreshSoon();
  },
  bill: () => {
    refreshSoon();
    recountSoon();
  },
  alert: ({ alert }) => {
    const isNew = !alerts.value.some((other) => other.id === alert.id);
    alerts.value = withAlert(alerts.value, stamped(alert));
    if (isNew) play(TUNES[alert.kind] ?? "call");
  },
  alert_gone: ({ id }) => {
    alerts.value = alerts.value.filter((other) => other.id !== id);
  },
  reservation: ({ reservation }) => {
    bookings.value = withBooking(bookings.value, reservation);
  },
  floor: () => loadFloor().catch(() => undefined),
  menu: () => menu.value && loadMenu().catch(() => undefined),
};

let counting = 0;

/** Orders change what tables owe and wait for; many orders at once make one fetch. */
function recountSoon() {
  if (counting) return;
  counting = setTimeout(async () => {
    const floor = await get("/api/v1/tables").catch(() => null);
    counting = 0;
    if (!floor) return;
    if (isOlder(floor.seq)) recountSoon();
    else takeFloor(floor);
  }, RECOUNT_MS);
}

function onNews(item) {
  seenSeq = item.seq;
  NEWS[item.kind]?.(item);
}

/** Fetch the open table again whenever another one is chosen or its party changes. */
function followTable() {
  let known = null;
  effect(() => {
    const id = table.value?.session_id ?? null;
    if (id === known) return;
    known = id;
    detail.value = id ? { sessionId: id, session: null, orders: [], bill: null, bills: [],
      isLost: false }
      : null;
    refreshTable();
  });
}

let soon = 0;

/** Fetch the open table again shortly; many reasons make one fetch. */
export function refreshSoon() {
  clearTimeout(soon);
  soon = setTimeout(refreshTable, SOON_MS);
}

const readings = inTurn();

/** Fetch party, orders and bill of the open table. */
export async function refreshTable() {
  const sessionId = detail.value?.sessionId;
  if (!sessionId) return;
  const reading = readings.ask();
  const fresh = await loadSession(sessionId).catch(() => null);
  if (!readings.isNewest(reading) || detail.value?.sessionId !== sessionId) return;
  detail.value = fresh ? { sessionId, ...fresh, isLost: false }
    : { ...detail.value, isLost: true };
}

/**
 * Show a bill of the open table as a command's answer told it. A reading that was under way would
 * show the bill before a split or a payment again, and the next tap would take the whole.
 */
export function tookBill(bill) {
  const known = detail.value;
  if (!known) return;
  readings.overtake();
  const bills = known.bills.map((one) => (one.id === bill.id ? bill : one));
  const isMain = known.bill?.id === bill.id;
  detail.value = { ...known, bills, bill: isMain ? bill : known.bill };
}

async function loadSession(sessionId) {
  const session = await get(`/api/v1/table-sessions/${sessionId}`);
  const { orders: ordered, bill, bills } = session;
  return { session, orders: ordered.map(stamped), bill, bills };
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
  const codes = { "bills.still_owed": "waiter.still_owed",
    "bills.orders_waiting": "waiter.orders_waiting" };
  const key = codes[error.code];
  if (!key) return errorText(error);
  return t(key, { owed: error.details?.owed ? money(error.details.owed) : "" });
}

/** Sign out; the next person signs in on the same device. */
export async function signOut() {
  const answer = await act("/api/v1/staff/sign-out");
  if (answer) location.assign("/pair");
}
