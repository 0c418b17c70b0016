/** Days, places and the geometry of the tape chart. Pure. */

const PAGES = new Set(["chart", "new", "folios"]);
const DAY_MS = 86_400_000;

/** "/desk/bookings/17" -> {screen: "booking", key: "17"}; an unknown one is the today board. */
export function parsePath(path) {
  const [first = "", second = null] = path.replace(/^\/desk\/?/, "").split("/").filter(Boolean);
  if (first === "bookings" && second) return { screen: "booking", key: second };
  if (first === "folios" && second) return { screen: "folio", key: second };
  return { screen: PAGES.has(first) ? first : "today", key: null };
}

/** The day `count` days after another, both as 2026-05-31. */
export function addDays(day, count) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one to another; below 0 when it is before. */
export function daysBetween(first, last) {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS);
}

/** A chart as told, its spans as objects: a full house has thousands, so they travel as lists. */
export function spansOf(chart) {
  return { ...chart, spans: chart.spans.map((values) => {
    const span = Object.fromEntries(chart.columns.map((name, n) => [name, values[n]]));
    return { ...span, arrival: span.arrival ?? span.starts, departure: span.departure ?? span.ends };
  }) };
}

/**
 * The chart's rows: first the lanes of stays without a room, then the rooms in their order.
 * @param {{first: string, rooms: object[], spans: object[]}} chart
 * @returns {{room: object | null, spans: object[]}[]}
 */
export function rowsOf({ rooms, spans }) {
  const byRoom = new Map(rooms.map((room) => [room.id, []]));
  const lanes = [];
  for (const span of [...spans].sort((a, b) => (a.starts < b.starts ? -1 : 1))) {
    if (span.room_id !== null) {
      byRoom.get(span.room_id)?.push(span);
      continue;
    }
    const lane = lanes.find((one) => one.at(-1).ends <= span.starts);
    if (lane) lane.push(span);
    else lanes.push([span]);
  }
  return [
    ...lanes.map((all) => ({ room: null, spans: all })),
    ...rooms.map((room) => ({ room, spans: byRoom.get(room.id) })),
  ];
}

/** Which of `count` rows of `size` px are to be drawn, some above and below the visible ones. */
export function windowOf(scrolled, visible, size, count, spare = 4) {
  const from = Math.max(0, Math.floor(scrolled / size) - spare);
  return { from, to: Math.min(count, Math.ceil((scrolled + visible) / size) + spare) };
}

/** What may be done with a stay by dragging, by its state. */
export const DRAGS = {
  confirmed: { room: "assign", shift: true, extend: true },
  assigned: { room: "move", shift: true, extend: true },
  checked_in: { room: "move", shift: false, extend: true },
};

/**
 * The change that a drag means, or null for none.
 * @param {object} span a stay
 * @param {{days: number, room: object | null, edge: boolean}} drag
 */
export function changeOf(span, { days, room, edge }) {
  const can = DRAGS[span.state];
  if (!can) return null;
  if (edge || days !== 0) {
    if (days === 0 || (!edge && !can.shift)) return null;
    const arrival = edge ? span.arrival : addDays(span.arrival, days);
    const departure = addDays(span.departure, days);
    return arrival < departure ? { action: "dates", arrival, departure } : null;
  }
  if (!room || room.id === span.room_id) return null;
  return { action: can.room, room };
}

/** Minor units of all nights of several kinds of rooms; null when one has no price. */
export function totalOf(kinds, counts) {
  let total = 0;
  for (const kind of kinds) {
    const count = counts[kind.id] ?? 0;
    if (count > 0 && !kind.total) return null;
    total += count * (kind.total?.amount ?? 0);
  }
  return total;
}

// Follow a rule of their own, so that a person cannot take one back or move it.
const FIXED = new Set(["deposit", "allowance"]);

/**
 * All that is on an account, oldest first: restaurant charges and lines.
 * `isBack`: takes another back; `isFree`: may be taken back or moved.
 * @param {{charges: object[], lines: object[], open: boolean}} folio
 */
export function entriesOf({ charges, lines, open }) {
  const taken = new Set(lines.map((line) => line.reverses).filter(Boolean));
  const all = charges.map((one) => ({ ...one, key: `charge:${one.id}`, kind: "restaurant",
    isBack: one.amount.amount < 0, isTaken: false, isFree: false,
    total: { ...one.amount, amount: one.amount.amount + one.tip.amount } }));
  for (const line of lines) {
    const isBack = line.reverses !== null;
    const isTaken = taken.has(line.id);
    all.push({ ...line, total: line.amount, isBack, isTaken,
      isFree: open && !isBack && !isTaken && !FIXED.has(line.kind) });
  }
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
