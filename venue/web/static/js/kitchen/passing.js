/** The pass: whole orders of all stations, from the tickets of the board. Pure, with a cache. */

import { sorted } from "./board.js";

const AT_THE_TABLE = new Set(["served", "void_seen"]);
const OUT = new Set(["voided", "void_seen"]);

let known = new Map();

/** True when nothing of a ticket is still to be cooked or carried. */
export function isServed(ticket) {
  return ticket.lines.every((line) => AT_THE_TABLE.has(line.state));
}

/**
 * Orders as entries of a board, oldest first: `{ticket, since}` where `ticket` stands for the
 * order and `ticket.tickets` are its stations' tickets. Orders wholly at the table are left out.
 * An order of which nothing changed is the very same object as before.
 */
export function ordersOf(board) {
  const groups = new Map();
  for (const entry of board.entries.values()) {
    const { order_id: id } = entry.ticket;
    groups.set(id, [...(groups.get(id) ?? []), entry]);
  }
  const next = new Map();
  for (const [id, parts] of groups) {
    if (parts.every(({ ticket }) => isServed(ticket))) continue;
    const before = known.get(id);
    const isSame = before?.parts.length === parts.length
      && before.parts.every((part, index) => part === parts[index]);
    next.set(id, isSame ? before : { parts, entry: orderEntry(id, parts) });
  }
  known = next;
  return sorted([...next.values()].map(({ entry }) => entry));
}

function orderEntry(id, parts) {
  const tickets = parts.map(({ ticket }) => ticket)
    .sort((a, b) => (a.station < b.station ? -1 : 1));
  const starts = parts.map(({ since }) => since).filter((since) => since !== null);
  const rushes = tickets.map((ticket) => ticket.rushed_run_ms ?? Infinity);
  const rushed = Math.min(...rushes);
  return {
    since: starts.length > 0 ? Math.min(...starts) : null,
    ticket: {
      ...tickets[0],
      id,
      tickets,
      lines: tickets.flatMap((ticket) => ticket.lines),
      target_s: Math.max(...tickets.map((ticket) => ticket.target_s)),
      rushed_run_ms: rushed === Infinity ? null : rushed,
    },
  };
}

/**
 * How far a station is with its part: `{done, all, isReady}`. Lines taken back do not count.
 * @param {(line: object) => string} stateOf the state to show
 */
export function progressOf(lines, stateOf) {
  const own = lines.map(stateOf).filter((state) => !OUT.has(state));
  const done = own.filter((state) => state === "done" || state === "served").length;
  return { done, all: own.length, isReady: done === own.length };
}
