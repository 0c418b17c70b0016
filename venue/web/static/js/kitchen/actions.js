/** What happens on the kitchen's screen: news come in, taps go out. */

import { batch, effect } from "../vendor.js";
import { get, request } from "../api.js";
import { begin } from "../boot.js";
import { errorText, t } from "../i18n.js";
import { toast } from "../kit.js";
import { follow } from "../live.js";
import { openQueue } from "../queue.js";
import { play, unlockOnTouch } from "../sound.js";
import { shownState, soundOf, tapOn, withLine, withSnapshot, withTicket } from "./board.js";
import {
  board, built, commands, counts, cutOff, entries, link, onPage, pages, pending, phase, rest,
    selected,
  sheet, shown, start, station, wallClock, timeOfDay,
} from "./state.js";
import { countsOf, everySecond, touchFaces } from "./ticking.js";

const CALM_MS = 1_500;
const AGAIN_MS = 2_000;
const BACK_TO_OLDEST_MS = 20_000;
const TAKEN_BACK = new Set(["voided", "void_seen"]);

let queue = null;

/** Start the screen of a station; resolves once its board is shown and followed. */
export async function run(slug) {
  station.value = { id: slug, name: "" };
  const { me } = await untilReached(begin);
  const device = me.device?.id ?? me.staff_id ?? 0;
  queue = await openQueue({ name: `kitchen ${device}`, onAnswer });
  effect(() => {
    commands.value = queue.commands.value;
  });
  unlockOnTouch();
  keepAwake();
  everySecond(tick);
  const seq = await firstBoard();
  if (seq !== null) listen(seq);
}

async function untilReached(action) {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!error.isTransient) throw error;
      phase.value = "unreachable";
      await new Promise((wake) => setTimeout(wake, AGAIN_MS));
    }
  }
}

async function firstBoard() {
  try {
    return await untilReached(loadBoard);
  } catch (error) {
    phase.value = error.status === 404 ? "unknown" : "refused";
    return null;
  }
}

/** Fetch the whole board; resolves to its `seq`. */
export async function loadBoard() {
  const slug = encodeURIComponent(station.value.id);
  const answer = await get(`/api/v1/kitchen/${slug}/tickets`);
  batch(() => {
    station.value = answer.station;
    board.value = withSnapshot(board.value, answer, performance.now());
    phase.value = "ready";
  });
  return answer.seq;
}

function listen(after) {
  const live = follow({
    view: `kitchen:${station.value.id}`,
    after,
    onNews,
    onReload: loadBoard,
    onConnect: onBack,
    onRefused: () => {
      phase.value = "refused";
    },
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

/** Ages are told anew after each gap: a screen that slept has lost count of the seconds. */
function onBack() {
  queue.flush();
  phase.value = "ready";
  loadBoard().catch(() => undefined);
}

function onNews({ kind, seq, ticket }) {
  if (kind !== "ticket") return;
  const tune = soundOf(board.value.entries.get(ticket.id), ticket);
  board.value = withTicket(board.value, ticket, seq, performance.now());
  if (tune) play(tune);
}

function onAnswer(command, { status, body }) {
  if (status >= 400) {
    toast(errorText({ ...body, status, message: body?.detail }), { icon: "triangle-alert",
      seconds: 8 });
    if (status === 401 || status === 403) phase.value = "refused";
    loadBoard().catch(() => undefined);
    return;
  }
  const now = performance.now();
  if (body.ticket) board.value = withTicket(board.value, body.ticket, body.seq, now);
  if (body.line) board.value = withLine(board.value, body.line, body.seq);
}

function tick(now) {
  touchFaces(now);
  const next = countsOf(entries.value, now);
  const { open, due, late } = counts.value;
  if (next.open !== open || next.due !== due || next.late !== late) counts.value = next;
  wallClock.value = timeOfDay();
}

async function seal(path) {
  try {
    await queue.seal(path, {});
  } catch (error) {
    console.error("seal", error);
    toast(t("kitchen.not_saved"), { icon: "triangle-alert", seconds: 8 });
  }
}

/** The whole ticket is done, or comes back when the tap before was not sent yet. */
export function bumpTicket(id) {
  const isBumped = pending.value.tickets.get(id) === "bump";
  if (selected.value === id && !isBumped) select(1);
  return seal(`/api/v1/tickets/${encodeURIComponent(id)}/${isBumped ? "recall" : "bump"}`);
}

/** Bring a bumped ticket back. */
export function recallTicket(id) {
  return seal(`/api/v1/tickets/${encodeURIComponent(id)}/recall`);
}

/** A tap on a line: done, not done after all, or "I saw that it was taken back". */
export function tapLine(ticketId, line) {
  const action = tapOn(shownState(line, ticketId, pending.value));
  if (action) seal(`/api/v1/order-lines/${encodeURIComponent(line.id)}/${action}`);
}

/** Taps that became old while the box was away: send them all the same, or forget them. */
export function settleStale(isWanted) {
  for (const { id } of commands.value.filter((one) => one.state === "stale")) {
    if (isWanted) queue.want(id);
    else queue.drop(id);
  }
}

/** Move the selection by some tickets on this page; from nowhere it starts at the oldest. */
export function select(by) {
  const ids = onPage.value.slice(0, shown.value).map(({ ticket }) => ticket.id);
  if (ids.length === 0) return;
  const at = ids.indexOf(selected.value);
  const to = at < 0 ? 0 : Math.min(Math.max(at + by, 0), ids.length - 1);
  selected.value = ids[to] === selected.value && by > 0 ? (ids[to - 1] ?? null) : ids[to];
}

/** Bump the nth ticket of this page, from 1. */
export function bumpNth(n) {
  const entry = onPage.value.slice(0, shown.value)[n - 1];
  if (entry) bumpTicket(entry.ticket.id);
}

let backToOldest = 0;

/** Turn the page; after a while without touch the oldest are shown again by themselves. */
export function turnPage(by) {
  if (by > 0 && rest.value > 0) showPages([...pages.value, start.value + shown.value]);
  if (by < 0 && pages.value.length > 1) showPages(pages.value.slice(0, -1));
  stayOnPage();
}

function showPages(next) {
  batch(() => {
    pages.value = next;
    built.value = 0;
    selected.value = null;
  });
}

/** Somebody is working here: leave the page as it is for a while. */
export function stayOnPage() {
  clearTimeout(backToOldest);
  if (pages.value.length > 1) {
    backToOldest = setTimeout(() => showPages([0]), BACK_TO_OLDEST_MS);
  }
}

/** Open the list of tickets bumped of late. */
export async function openRecent() {
  sheet.value = { kind: "recent", items: null };
  const slug = encodeURIComponent(station.value.id);
  const answer = await request("GET", `/api/v1/kitchen/${slug}/recent`).catch(() => null);
  if (sheet.value?.kind !== "recent") return;
  const hasDishes = ({ lines }) => lines.some((line) => !TAKEN_BACK.has(line.state));
  const items = answer?.status === 200 ? answer.body.items.filter(hasDishes) : [];
  sheet.value = { kind: "recent", items, isLost: answer?.status !== 200 };
}

/** Open the list of stations. */
export async function openStations() {
  sheet.value = { kind: "stations", items: null };
  const answer = await request("GET", "/api/v1/kitchen").catch(() => null);
  if (sheet.value?.kind !== "stations") return;
  const items = answer?.status === 200 ? answer.body.stations : [];
  sheet.value = { kind: "stations", items, isLost: answer?.status !== 200 };
}

/** Ask the device not to dim; only secure pages may, others rely on the device's settings. */
async function keepAwake() {
  if (!navigator.wakeLock) return;
  const ask = () => {
    if (document.visibilityState === "visible") navigator.wakeLock.request().catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
