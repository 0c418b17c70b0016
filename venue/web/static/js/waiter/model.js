/** What the waiter's screen knows, as pure functions: lists in, lists out. */

/** Put a new or changed thing into a list by its id; what it does not say stays. */
export function withOne(list, one) {
  const place = list.findIndex((other) => other.id === one.id);
  if (place < 0) return [...list, one];
  return list.map((other, index) => (index === place ? { ...other, ...one } : other));
}

/** The table as the box tells it now, whole: a closed one has no session left. */
export function withTable(tables, table) {
  const place = tables.findIndex((other) => other.id === table.id);
  return place < 0 ? [...tables, table] : tables.with(place, table);
}

/** An order, unless the list knows a younger state of it; ended ones leave the list. */
export function withOrder(orders, order) {
  const known = orders.find((other) => other.id === order.id);
  if (known && known.seq > order.seq) return orders;
  if (["completed", "rejected"].includes(order.status)) {
    return orders.filter((other) => other.id !== order.id);
  }
  return withOne(orders, order);
}

/** Alerts with one more, oldest first; the same id is the same alert told anew. */
export function withAlert(alerts, alert) {
  return [...alerts.filter((other) => other.id !== alert.id), alert].sort((a,
    b) => a.since - b.since);
}

/** Parties without a table as the box tells one now; one whose place is free again leaves. */
export function withPlace(places, place) {
  const rest = places.filter((other) => other.id !== place.id);
  return place.session_id ? [...rest, place] : rest;
}

/** What the floor calls a table or a party without one: `{key, values}` of a text. */
export function titleOf(table) {
  const { kind = "table", number } = table;
  return { key: kind === "table" ? "common.table" : `places.title.${kind}`, values: { number } };
}

/** The next reservation of a table that begins within `soonS` seconds or is late; else null. */
export function nextBooking(bookings, tableId, soonS) {
  return bookings.find((one) => one.table_id === tableId && one.state === "booked"
    && one.in_s < soonS) ?? null;
}

/** Reservations with one changed, soonest first. */
export function withBooking(bookings, one) {
  return [...bookings.filter((other) => other.id !== one.id), one]
    .sort((a, b) => a.starts_at.localeCompare(b.starts_at) || a.id - b.id);
}

/** Where tables stand: as drawn, and those not drawn yet in rows: `Map(id -> {x, y, ..})`. */
export function placed(tables) {
  const columns = Math.max(2, Math.ceil(Math.sqrt(tables.length * 1.5)));
  const rows = Math.max(1, Math.ceil(tables.length / columns));
  return new Map(tables.map((table, index) => [table.id, table.position ?? {
    x: Math.round(((index % columns) + 0.5) * (1000 / columns)),
    y: Math.round((Math.floor(index / columns) + 0.5) * (1000 / rows)),
    rotation: 0,
    shape: table.seats > 5 ? "long" : "square",
  }]));
}

/** Tables by area in the venue's order: `[{name, tables}]`; areas without tables are left out. */
export function byArea(tables, areas) {
  const names = [...new Set([...areas.map((area) => area.name), ...tables.map((one) => one.area)])];
  return names
    .map((name) => ({ name, tables: tables.filter((one) => one.area === name) }))
    .filter((area) => area.tables.length > 0);
}

/** What a table wants of us, most pressing first; null when all is well. */
export function pressing(table) {
  if (table.unseen > 0) return "unseen";
  if (table.waiting > 0) return "waiting";
  if (table.awaiting > 0) return "awaiting";
  if (table.state === "bill_requested" || table.bill_requested) return "bill";
  return table.ready > 0 ? "ready" : null;
}

/** Orders that wait for us first, then the newest. */
export function ordersToShow(orders) {
  const rank = (order) => ({ awaiting_staff: 0, escalated: 1 })[order.status] ?? 2;
  return [...orders].sort((a, b) => rank(a) - rank(b) || b.number - a.number);
}

/** What may be done to a line in its state, the usual one first. */
export function actionsOn(line, may) {
  const usual = { held: ["fire"], done: ["serve"] }[line.state] ?? [];
  const cooked = ["fired", "started", "done", "served"].includes(line.state) ? ["refire"] : [];
  const comped = ["fired", "started", "done", "served"].includes(line.state)
    && line.total?.amount > 0 ? ["comp"] : [];
  const edited = ["held", "fired"].includes(line.state) ? ["edit"] : [];
  const moved = ["voided", "void_seen"].includes(line.state) ? [] : ["move"];
  const taken = ["held", "fired", "started", "done"].includes(line.state) ? ["void"] : [];
  const needs = { fire: "kitchen.fire", serve: "orders.serve", refire: "kitchen.fire",
    void: "kitchen.void", move: "orders.move", comp: "bills.settle", edit: "orders.edit" };
  return [...usual, ...edited, ...cooked, ...moved, ...comped, ...taken].filter((action) => may.has(needs[action]));
}

/** Courses that have held lines: `[{course, ids}]`. */
export function heldCourses(orders) {
  const held = orders
    .filter((order) => order.status !== "awaiting_staff" && order.status !== "rejected")
    .flatMap((order) => order.lines)
    .filter((line) => line.state === "held");
  const courses = [...new Set(held.map((line) => line.course))].sort((a, b) => a - b);
  return courses.map((course) => ({
    course,
    ids: held.filter((line) => line.course === course).map((line) => line.id),
  }));
}

/** Whole minor units of what a person typed ("12,5" -> 1250); null when it is no amount. */
export function parseAmount(text, exponent) {
  const found = /^\s*(\d{0,9})(?:[.,](\d*))?\s*$/.exec(text);
  if (!found) return null;
  const [, whole, part = ""] = found;
  if ((whole === "" && part === "") || part.length > exponent) return null;
  return Number(`${whole || "0"}${part.padEnd(exponent, "0")}`);
}

/** An equal part of what is owed; the last payer takes what is left. */
export function shareOf(owed, people) {
  return Math.max(1, Math.ceil(owed / Math.max(1, people)));
}

/** The tabs in their order. */
export const TABS = ["tables", "places", "bookings", "alerts", "orders"];

/** Where the address says we are: `#tables/5/order` -> {tab, tableId, isOrdering}. */
export function parseHash(hash) {
  const [tab, id, rest] = hash.replace(/^#/, "").split("/");
  return {
    tab: TABS.includes(tab) ? tab : "tables",
    tableId: /^\d+$/.test(id ?? "") ? Number(id) : null,
    isOrdering: rest === "order",
  };
}

/** The address of a place; the reverse of `parseHash`. */
export function hashOf({ tab, tableId = null, isOrdering = false }) {
  if (tableId === null) return `#${tab}`;
  return `#${tab}/${tableId}${isOrdering ? "/order" : ""}`;
}
