/** An order a waiter is taking and has not sent. Pure; prices and choices as in guest/cart.js. */

import { acceptChanges, isQuick, keyOf, unitPrice } from "../guest/cart.js";

export const COURSES = [1, 2, 3, 4];
export const MOST_GRAMS = 50_000;
const MOST_OF_ONE = 99;
const GRAMS_A_KILO = 1_000;

/** `held`: courses that the kitchen shall see but not yet cook. */
export const EMPTY = { lines: [], note: "", held: [] };

/** Lines are one line when dish, choices, note, course, seat, weight and price are the same. */
export function lineKey(line) {
  const asked = `${line.grams ?? ""} ${line.price ?? ""}`;
  return `${line.course} ${line.seat ?? ""} ${asked} ${keyOf(line)}`;
}

/** True when staff may order it now: an age to look at or a scale to read stops guests alone. */
export function isSold(item) {
  return !item.sold_out && item.available !== false;
}

/** What a line of this dish must say beside its choices: "grams", "price" or null. */
export function figureOf(item) {
  return { weight: "grams", open: "price" }[item.pricing] ?? null;
}

/** A dish that needs neither a choice nor a figure before it goes into the order. */
export function isInstant(item) {
  return figureOf(item) === null && isQuick(item);
}

/**
 * Why a weight (grams) or a price (minor units) cannot be taken, null when it can: "missing", or
 * "range" outside of what the menu allows.
 */
export function figureFault(item, value) {
  if (figureOf(item) === null) return null;
  if (value === null || value === undefined || Number.isNaN(value)) return "missing";
  const [least, most] = item.pricing === "weight" ? [1, MOST_GRAMS]
    : [item.price_min?.amount ?? 0, item.price_max?.amount ?? Infinity];
  return value < least || value > most ? "range" : null;
}

/** Minor units of one of a line: by its weight, by its typed price, or by the menu. */
export function priceOf(item, line) {
  const extra = unitPrice(item, line.modifiers) - item.price.amount;
  if (item.pricing === "open") return (line.price ?? 0) + extra;
  if (item.pricing !== "weight") return item.price.amount + extra;
  // Half a unit is rounded up, in whole numbers as the box does it.
  const twice = 2 * item.price.amount * (line.grams ?? 0) + GRAMS_A_KILO;
  return Math.floor(twice / (2 * GRAMS_A_KILO)) + extra;
}

/** Minor units of all lines that can be had now. */
export function totalOf(lines, items) {
  return lines.reduce((total, line) => {
    const item = items.get(line.item_id);
    return item && isSold(item) ? total + priceOf(item, line) * line.quantity : total;
  }, 0);
}

/** Add a line, or more of one that is there; `replaces` is the key of a line being edited. */
export function withLine(draft, line, replaces = null) {
  const key = lineKey(line);
  const rest = draft.lines.filter((other) => other.key !== replaces);
  const twin = rest.find((other) => other.key === key);
  if (twin) return withQuantity({ ...draft, lines: rest }, key, twin.quantity + line.quantity);
  return { ...draft, lines: [...rest, { change: null, ...line, key }] };
}

/** Set how many; 0 takes the line out. */
export function withQuantity(draft, key, quantity) {
  const kept = quantity > 0 ? draft.lines : draft.lines.filter((line) => line.key !== key);
  const wanted = Math.min(quantity, MOST_OF_ONE);
  return {
    ...draft,
    lines: kept.map((line) => (line.key === key ? { ...line, quantity: wanted } : line)),
  };
}

/** Serve a line with another course. */
export function withCourse(draft, key, course) {
  const line = draft.lines.find((other) => other.key === key);
  return line ? withLine(draft, { ...line, course }, key) : draft;
}

/** Hold a course back, or send it with the rest. */
export function withHold(draft, course, isHeld) {
  const others = draft.held.filter((other) => other !== course);
  return { ...draft, held: isHeld ? [...others, course] : others };
}

/** Lines by course: `[{course, isHeld, lines}]`, first course first. */
export function coursesOf({ lines, held }) {
  const courses = [...new Set(lines.map((line) => line.course))].sort((a, b) => a - b);
  return courses.map((course) => ({
    course,
    isHeld: held.includes(course),
    lines: lines.filter((line) => line.course === course),
  }));
}

/** The draft with what cannot be had left out, once the waiter has seen it. */
export function accepted(draft, items) {
  return { ...draft, lines: acceptChanges(draft.lines, items, isSold) };
}

/** The body of `POST /api/v1/orders`; `expected_price` is what the waiter saw for one. */
export function bodyOf({ lines, note, held }, sessionId, items) {
  return {
    table_session_id: sessionId,
    lines: lines.map((line) => ({
      item_id: line.item_id,
      quantity: line.quantity,
      modifiers: line.modifiers,
      note: line.note,
      course: line.course,
      seat: line.seat ?? null,
      hold: held.includes(line.course),
      expected_price: priceOf(items.get(line.item_id), line),
      ...askedOf(line),
    })),
    note: note.trim(),
  };
}

/** Weight and typed price of a line, as far as it has them. */
function askedOf({ grams, price }) {
  return { ...(grams !== undefined && { grams }), ...(price !== undefined && { price }) };
}

/** A draft made again of an order that came back, before what was chosen since. */
export function givenBack(draft, body, changes = []) {
  const lines = body.lines.map((line, index) => {
    const { item_id, quantity, modifiers, note, course, seat = null } = line;
    const change = changes.find((one) => one.line === index) ?? null;
    return { item_id, quantity, modifiers, note, course, seat, ...askedOf(line), change,
      key: lineKey(line) };
  });
  const held = body.lines.filter((line) => line.hold).map((line) => line.course);
  const newer = draft.lines.filter((line) => !lines.some((other) => other.key === line.key));
  return {
    lines: [...lines, ...newer],
    note: draft.note || body.note,
    held: [...new Set([...draft.held, ...held])],
  };
}
