/** Taps: sealed on this device at once, sent when the box can be reached, each once. */

import { batch, effect } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { toast } from "../kit.js";
import { openQueue } from "../queue.js";
import { attentionOf, isRushed, shownState, tapOn, unnoticed, withLine, withTicket } from "./board.js";
import { select } from "./paging.js";
import { board, commands, entries, isExpo, pending, phase, selected } from "./state.js";

const WORDS_S = 8;

let queue = null;
let reload = null;

/**
 * Open the queue of this device; it goes on with what an earlier visit left.
 * @param {() => Promise<unknown>} onRefused fetches the board again: what it shows was wrong
 */
export async function openTaps(device, onRefused) {
  reload = onRefused;
  queue = await openQueue({ name: `kitchen ${device}`, onAnswer });
  effect(() => {
    commands.value = queue.commands.value;
  });
}

/** The box is there again: send what waits now. */
export function sendTaps() {
  queue.flush();
}

function onAnswer(command, { status, body }) {
  if (status >= 400) {
    toast(errorText({ ...body, status, message: body?.detail }), { icon: "triangle-alert",
      seconds: WORDS_S });
    if (status === 401 || status === 403) phase.value = "refused";
    reload().catch(() => undefined);
    return;
  }
  const now = performance.now();
  const keeps = isExpo.value ? () => true : undefined;
  if (body.ticket) board.value = withTicket(board.value, body.ticket, body.seq, now, keeps);
  if (body.line) board.value = withLine(board.value, body.line, body.seq);
}

async function seal(path) {
  try {
    await queue.seal(path, {});
  } catch (error) {
    console.error("seal", error);
    toast(t("kitchen.not_saved"), { icon: "triangle-alert", seconds: WORDS_S });
  }
}

const onTicket = (id, action) => seal(`/api/v1/tickets/${encodeURIComponent(id)}/${action}`);
const onLine = (id, action) => seal(`/api/v1/order-lines/${encodeURIComponent(id)}/${action}`);
const onOrder = (id, action) => seal(`/api/v1/orders/${encodeURIComponent(id)}/${action}`);

function ticketOf(id) {
  return entries.value.find((entry) => entry.ticket.id === id)?.ticket;
}

/**
 * The whole ticket is done, or comes back when the tap before was not sent yet. What asks for a
 * tap comes first: nobody bumps an allergy unread.
 */
export function bumpTicket(id) {
  const ticket = ticketOf(id);
  if (!ticket) return undefined;
  if (isExpo.value) return serveOrder(ticket);
  const isBumped = pending.value.tickets.get(id) === "bump";
  if (!isBumped && unnoticed(ticket, pending.value).length > 0) return onTicket(id, "notice");
  if (selected.value === id && !isBumped) select(1);
  return onTicket(id, isBumped ? "recall" : "bump");
}

/** The warning of a whole ticket was read. */
export function noticeTicket(id) {
  return onTicket(id, "notice");
}

/** Everything of an order that is done goes to the table. */
function serveOrder(ticket) {
  const isReady = ticket.lines.some((line) => shownState(line, ticket.id, pending.value) === "done");
  if (isReady) return onOrder(ticket.id, "serve");
  toast(t("kds.nothing_ready"), { icon: "info" });
  return undefined;
}

/** Bring a bumped ticket back, on the pass a served order. */
export function recallTicket({ id, order_id: order }) {
  return isExpo.value ? onOrder(order, "unserve") : onTicket(id, "recall");
}

/** Let a ticket jump the line, or no longer. */
export function rushTicket(id) {
  const ticket = ticketOf(id);
  if (!ticket) return;
  const action = isRushed(ticket, pending.value) ? "calm" : "rush";
  for (const one of ticket.tickets ?? [ticket]) onTicket(one.id, action);
}

/** A tap on a line: "I have read it", done, not done after all, "I saw that it was taken back". */
export function tapLine(ticketId, line) {
  const state = shownState(line, ticketId, pending.value);
  if (!isExpo.value && attentionOf(line, ticketId, pending.value)) return onLine(line.id, "notice");
  const action = isExpo.value ? passOn(state) : tapOn(state);
  return action ? onLine(line.id, action) : undefined;
}

/** On the pass a tap carries a dish out that is done, or takes that back. */
function passOn(state) {
  if (state === "done") return "serve";
  return state === "served" ? "recall" : null;
}

/** Somebody begins with a dish, or leaves it again. */
export function startLine(ticketId, line) {
  const state = shownState(line, ticketId, pending.value);
  if (isExpo.value) return undefined;
  if (attentionOf(line, ticketId, pending.value)) return onLine(line.id, "notice");
  if (state === "fired") return onLine(line.id, "start");
  return state === "started" ? onLine(line.id, "recall") : undefined;
}

/** "fire" a held line, "refire" one that has to be cooked again. */
export function orderLine(line, action) {
  return onLine(line.id, action);
}

/** Taps that became old while the box was away: send them all the same, or forget them. */
export function settleStale(isWanted) {
  batch(() => {
    for (const { id } of commands.value.filter((one) => one.state === "stale")) {
      if (isWanted) queue.want(id);
      else queue.drop(id);
    }
  });
}
