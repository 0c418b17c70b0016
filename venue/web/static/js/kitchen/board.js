/**
 * The board as pure functions. A board is `{entries: Map<id, Entry>, gone: Map<id, seq>, offset}`;
 * an Entry is `{ticket, seq, since}` and never changes: a change makes a new one.
 */

import { clockOffset, startedAt } from "./age.js";

/** Two answers may round a ticket's age to either side of a second; its place must not jump. */
const SAME_START_MS = 1_500;
const COOKING = new Set(["fired", "started"]);
const TO_MAKE = new Set(["held", "fired", "started"]);
const REMEMBERED = 500;
const NOTHING_PENDING = {
  tickets: new Map(), lines: new Map(), orders: new Map(), noticed: new Set(), rushed: new Map(),
};

export const EMPTY = { entries: new Map(), gone: new Map(), offset: -Infinity };

const isOpen = (ticket) => ticket.state !== "bumped";

/** The board after a snapshot; news that are younger than the snapshot stay. */
export function withSnapshot(board, { items, seq }, now) {
  const stamps = items.map((ticket) => ticket.at_run_ms).filter((at) => at !== undefined);
  const offset = stamps.length > 0 ? Math.max(...stamps) - now : board.offset;
  const entries = new Map();
  for (const ticket of items) {
    const known = board.entries.get(ticket.id);
    if ((board.gone.get(ticket.id) ?? -1) > seq) continue;
    if (known && known.seq > seq) entries.set(ticket.id, known);
    else entries.set(ticket.id, entryOf(ticket, seq, offset, now, known));
  }
  for (const [id, known] of board.entries) {
    if (known.seq > seq) entries.set(id, known);
  }
  return { ...board, entries, offset };
}

/**
 * The board after news of one ticket; old news change nothing.
 * @param {(ticket: object) => boolean} [keeps] whether a ticket stays on this screen
 */
export function withTicket(board, ticket, seq, now, keeps = isOpen) {
  const known = board.entries.get(ticket.id);
  if (Math.max(known?.seq ?? -1, board.gone.get(ticket.id) ?? -1) > seq) return board;
  const entries = new Map(board.entries);
  if (!keeps(ticket)) {
    entries.delete(ticket.id);
    return { ...board, entries, gone: remember(board.gone, ticket.id, seq) };
  }
  const offset =
    ticket.at_run_ms === undefined ? board.offset : clockOffset(board.offset, ticket.at_run_ms,
      now);
  entries.set(ticket.id, entryOf(ticket, seq, offset, now, known));
  return { ...board, entries, offset };
}

/** The board after the answer to a tap on one line; the news of its ticket follow. */
export function withLine(board, line, seq) {
  for (const [id, entry] of board.entries) {
    if (!entry.ticket.lines.some((other) => other.id === line.id)) continue;
    if (entry.seq >= seq) return board;
    const lines = entry.ticket.lines.map((other) =>
      other.id === line.id ? { ...other, state: line.state } : other,
    );
    const entries = new Map(board.entries);
    entries.set(id, { ...entry, ticket: { ...entry.ticket, lines } });
    return { ...board, entries };
  }
  return board;
}

function entryOf(ticket, seq, offset, now, known) {
  const since = startedAt(ticket, offset, now);
  const isSame = known && known.since !== null && since !== null
    && Math.abs(known.since - since) < SAME_START_MS;
  return { ticket, seq, since: isSame ? known.since : since };
}

function remember(gone, id, seq) {
  const kept = [...gone].slice(-REMEMBERED);
  return new Map(kept).set(id, seq);
}

/** Rushed entries first, then oldest first by when their clock started; held tickets last. */
export function inOrder(board) {
  return sorted([...board.entries.values()]);
}

/** The same for any list of entries. */
export function sorted(entries) {
  const started = (entry) => entry.since ?? Infinity;
  const rushed = (entry) => entry.ticket.rushed_run_ms ?? Infinity;
  const before = (a, b) => (a === b ? 0 : a - b);
  return entries.sort(
    (a, b) =>
      before(rushed(a), rushed(b)) ||
      before(started(a), started(b)) ||
      a.ticket.order_number - b.ticket.order_number ||
      (a.ticket.id < b.ticket.id ? -1 : 1),
  );
}

/** How many of each dish are still to be made, most first; none of training: `[{name, quantity}]`. */
export function allDay(entries, pending = NOTHING_PENDING) {
  const total = new Map();
  for (const { ticket } of entries.filter((one) => !one.ticket.training)) {
    for (const line of ticket.lines) {
      if (!TO_MAKE.has(shownState(line, ticket.id, pending))) continue;
      total.set(line.name, (total.get(line.name) ?? 0) + line.quantity);
    }
  }
  return [...total]
    .map(([name, quantity]) => ({ name, quantity }))
    .sort((a, b) => b.quantity - a.quantity || (a.name < b.name ? -1 : 1));
}

/** All-day counts apart: `{now, held}`, what is to be cooked and what waits for its course. */
export function splitAllDay(entries, pending = NOTHING_PENDING) {
  const only = (isHeld) => entries.map((entry) => {
    const lines = entry.ticket.lines.filter((line) => (line.state === "held") === isHeld);
    return { ...entry, ticket: { ...entry.ticket, lines } };
  });
  return { now: allDay(only(false), pending), held: allDay(only(true), pending) };
}

/** What a card shows: lines to cook, then the held ones by course; seen voids are left out. */
export function groupsOf(ticket) {
  const lines = ticket.lines.filter((line) => line.state !== "void_seen");
  const held = lines.filter((line) => line.state === "held");
  const courses = [...new Set(held.map((line) => line.course))].sort((a, b) => a - b);
  return {
    now: lines.filter((line) => line.state !== "held"),
    then: courses.map((course) => held.filter((line) => line.course === course)),
  };
}

const WHOLES = { tickets: true, orders: true };
const RUSHES = { rush: true, calm: false };

/**
 * Taps without an answer yet: `lines` is a Map of each line's actions in their order; `tickets`
 * and `orders` are Maps of the last action of each; `noticed` is the Set of ids of lines and tickets whose warning was tapped;
 * `rushed` is a Map of booleans by ticket.
 */
export function pendingOf(commands) {
  const found = {
    tickets: new Map(), lines: new Map(), orders: new Map(), noticed: new Set(), rushed: new Map(),
  };
  for (const { path } of commands) {
    const [, , , kind, coded, action] = path.split("/");
    const id = decodeURIComponent(coded ?? "");
    if (action === "notice") found.noticed.add(id);
    else if (action in RUSHES) found.rushed.set(id, RUSHES[action]);
    else if (kind === "order-lines" && !UNSEEN.has(action)) {
      found.lines.set(id, [...(found.lines.get(id) ?? []), action]);
    } else if (kind in WHOLES) found[kind].set(id, action);
  }
  return found;
}

/** Taps whose effect only the box can show: a new line, another station's dish. */
const UNSEEN = new Set(["refire"]);

/** What a line still asks a tap for: "added", "changed", "fired", "allergy" or "". */
export function attentionOf(line, ticketId, pending) {
  if (!line.attention || !TO_MAKE.has(shownState(line, ticketId, pending))) return "";
  return pending.noticed.has(line.id) || pending.noticed.has(ticketId) ? "" : line.attention;
}

/** The lines of a ticket that ask for a tap. */
export function unnoticed(ticket, pending) {
  return ticket.lines.filter((line) => attentionOf(line, ticket.id, pending) !== "");
}

/** Whether a ticket jumps the line, with the taps under way. */
export function isRushed(ticket, pending) {
  return pending.rushed.get(ticket.id) ?? (ticket.rushed_run_ms ?? null) !== null;
}

const SHOWN_AFTER = {
  bump: "done", recall: "started", start: "started", fire: "fired", serve: "served",
  "void-seen": "void_seen",
};

const RECALLED = { started: "fired", done: "started", served: "done" };

const after = (state, action) =>
  (action === "recall" ? (RECALLED[state] ?? state) : SHOWN_AFTER[action]);

/** The state to show for a line, with the taps under way. */
export function shownState(line, ticketId, pending) {
  const own = pending.lines.get(line.id);
  if (own) return own.reduce(after, line.state);
  const whole = pending.tickets.get(ticketId);
  if (whole === "bump" && COOKING.has(line.state)) return "done";
  if (whole === "recall" && line.state === "done") return "started";
  const order = pending.orders.get(ticketId);
  if (order === "serve" && line.state === "done") return "served";
  return line.state;
}

/** What a tap on a line does in that state; null where a tap does nothing. */
export function tapOn(state) {
  if (state === "voided") return "void-seen";
  if (COOKING.has(state)) return "bump";
  return state === "done" ? "recall" : null;
}

/** What has happened to a ticket that may be heard: "void", "rush", "allergy", "new" or null. */
export function eventOf(known, ticket) {
  const count = (lines, test) => lines.filter(test).length;
  const isVoided = (line) => line.state === "voided";
  const before = known?.ticket.lines ?? [];
  if (ticket.state === "bumped") return null;
  if (count(ticket.lines, isVoided) > count(before, isVoided)) return "void";
  if (isRush(ticket) && !(known && isRush(known.ticket))) return "rush";
  const isNew = !known || (known.since === null && ticket.age_s !== null);
  const asks = (line) => Boolean(line.attention);
  const hasMore = count(ticket.lines, asks) > count(before, asks);
  if (!isNew) return hasMore || ticket.lines.length > before.length ? "new" : null;
  return ticket.allergy || ticket.lines.some((line) => line.allergy) ? "allergy" : "new";
}

function isRush(ticket) {
  return (ticket.rushed_run_ms ?? null) !== null;
}
