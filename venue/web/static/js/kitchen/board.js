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
const NOTHING_PENDING = { tickets: new Map(), lines: new Map() };

export const EMPTY = { entries: new Map(), gone: new Map(), offset: -Infinity };

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

/** The board after news of one ticket; old news change nothing. */
export function withTicket(board, ticket, seq, now) {
  const known = board.entries.get(ticket.id);
  if (Math.max(known?.seq ?? -1, board.gone.get(ticket.id) ?? -1) > seq) return board;
  const entries = new Map(board.entries);
  if (ticket.state === "bumped") {
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

/** Entries oldest first by when their clock started; held tickets last. */
export function inOrder(board) {
  const started = (entry) => entry.since ?? Infinity;
  return [...board.entries.values()].sort(
    (a, b) =>
      started(a) - started(b) ||
      a.ticket.order_number - b.ticket.order_number ||
      (a.ticket.id < b.ticket.id ? -1 : 1),
  );
}

/** How many of each dish are still to be made, most first: `[{name, quantity}]`. */
export function allDay(entries, pending = NOTHING_PENDING) {
  const total = new Map();
  for (const { ticket } of entries) {
    for (const line of ticket.lines) {
      if (!TO_MAKE.has(shownState(line, ticket.id, pending))) continue;
      total.set(line.name, (total.get(line.name) ?? 0) + line.quantity);
    }
  }
  return [...total]
    .map(([name, quantity]) => ({ name, quantity }))
    .sort((a, b) => b.quantity - a.quantity || (a.name < b.name ? -1 : 1));
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

/** Taps without an answer yet: `{tickets: Map<id, action>, lines: Map<id, action>}`. */
export function pendingOf(commands) {
  const found = { tickets: new Map(), lines: new Map() };
  for (const { path } of commands) {
    const [, , , kind, id, action] = path.split("/");
    if (kind === "tickets") found.tickets.set(decodeURIComponent(id), action);
    if (kind === "order-lines") found.lines.set(decodeURIComponent(id), action);
  }
  return found;
}

const SHOWN_AFTER = { bump: "done", recall: "started", start: "started", "void-seen": "void_seen" };

/** The state to show for a line, with the taps under way. */
export function shownState(line, ticketId, pending) {
  const own = pending.lines.get(line.id);
  if (own) return SHOWN_AFTER[own];
  const whole = pending.tickets.get(ticketId);
  if (whole === "bump" && COOKING.has(line.state)) return "done";
  if (whole === "recall" && line.state === "done") return "started";
  return line.state;
}

/** What a tap on a line does in that state; null where a tap does nothing. */
export function tapOn(state) {
  if (state === "voided") return "void-seen";
  if (COOKING.has(state)) return "bump";
  return state === "done" ? "recall" : null;
}

/** What news of a ticket should sound like: "new", "alarm" (taken back, allergy) or null. */
export function soundOf(known, ticket) {
  const count = (lines, state) => lines.filter((line) => line.state === state).length;
  const before = known?.ticket.lines ?? [];
  if (ticket.state === "bumped") return null;
  if (count(ticket.lines, "voided") > count(before, "voided")) return "alarm";
  const isNew = !known || (known.since === null && ticket.age_s !== null);
  if (!isNew) return ticket.lines.length > before.length ? "new" : null;
  return ticket.allergy || ticket.lines.some((line) => line.allergy) ? "alarm" : "new";
}
