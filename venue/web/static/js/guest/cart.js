/** What a guest has chosen and not sent. Pure: lists in, lists out. Prices here are only shown. */

import { uuid7 } from "../ids.js";

export const MOST_LINES = 60;
export const MOST_OF_ONE = 99;

/** Every dish of a menu by its id. */
export function itemsOf(menu) {
  return new Map(menu.sections.flatMap((section) => section.items).map((item) => [item.id, item]));
}

/** Chosen lines are one line when dish, choices and note are the same. */
export function keyOf({ item_id, modifiers, note }) {
  return JSON.stringify([item_id, [...modifiers].sort((a, b) => a - b), note.trim()]);
}

/** Add a line, or more of a line that is there; `replaces` is the key of a line being edited. */
export function addLine(lines, line, replaces = null) {
  const key = keyOf(line);
  const place = lines.findIndex((other) => other.key === replaces);
  const rest = lines.filter((other) => other.key !== replaces);
  const twin = rest.find((other) => other.key === key);
  if (twin) return setQuantity(rest, key, twin.quantity + line.quantity);
  const id = lines.find((other) => other.key === replaces)?.id ?? uuid7();
  const added = { ...line, id, key, note: line.note.trim(), change: null };
  return place < 0 ? [...rest, added] : [...rest.slice(0, place), added, ...rest.slice(place)];
}

/** Set how many; 0 takes the line out. */
export function setQuantity(lines, key, quantity) {
  if (quantity <= 0) return lines.filter((line) => line.key !== key);
  const wanted = Math.min(quantity, MOST_OF_ONE);
  return lines.map((line) => (line.key === key ? { ...line, quantity: wanted } : line));
}

/** How many of a dish are chosen, over all its lines. */
export function quantityOf(lines, itemId) {
  return lines.reduce((n, line) => (line.item_id === itemId ? n + line.quantity : n), 0);
}

/** How many dishes are chosen. */
export function countOf(lines) {
  return lines.reduce((n, line) => n + line.quantity, 0);
}

/** The chosen modifiers of a line, in the menu's order. */
export function chosenOf(item, modifiers) {
  const wanted = new Set(modifiers);
  const all = (item.modifier_groups ?? []).flatMap((group) => group.modifiers);
  return all.filter((modifier) => wanted.has(modifier.id));
}

/** Minor units of one of a line with its choices. */
export function unitPrice(item, modifiers) {
  const extra = chosenOf(item, modifiers).reduce((n, modifier) => n + modifier.price.amount, 0);
  return item.price.amount + extra;
}

/** Minor units of all lines whose dish is still on the menu and sold. */
export function totalOf(lines, items) {
  return lines.reduce((total, line) => {
    const item = items.get(line.item_id);
    return item && isSold(item) ? total + unitPrice(item, line.modifiers) * line.quantity : total;
  }, 0);
}

/** True when a phone may order the dish now. */
export function isSold(item) {
  return !item.sold_out && item.available !== false && !needsStaff(item);
}

/** Dishes that a person must serve: an age to look at, a price by weight or of the day. */
export function needsStaff(item) {
  return (item.min_age ?? 0) > 0 || (item.pricing ?? "fixed") !== "fixed";
}

/** Fewest and most choices of a group. */
export function limitsOf(group) {
  const min = Math.max(group.min ?? 0, group.required ? 1 : 0);
  return { min, max: group.max || group.modifiers.length };
}

/** The first group whose choices are too few or too many; null when all is well. */
export function unmetGroup(item, modifiers) {
  const wanted = new Set(modifiers);
  const isUnmet = (group) => {
    const { min, max } = limitsOf(group);
    const n = group.modifiers.filter((modifier) => wanted.has(modifier.id)).length;
    return n < min || n > max;
  };
  return (item.modifier_groups ?? []).find(isUnmet) ?? null;
}

/** Tap a modifier: a group of one swaps, a full group refuses more, a second tap takes it back. */
export function toggleModifier(group, modifiers, id) {
  const { min, max } = limitsOf(group);
  const own = new Set(group.modifiers.map((modifier) => modifier.id));
  const chosen = modifiers.filter((other) => own.has(other));
  if (modifiers.includes(id)) {
    return max === 1 && min === 1 ? modifiers : modifiers.filter((other) => other !== id);
  }
  if (max === 1) return [...modifiers.filter((other) => !own.has(other)), id];
  return chosen.length < max ? [...modifiers, id] : modifiers;
}

/** A dish that needs no question before it goes into the order. */
export function isQuick(item) {
  return unmetGroup(item, []) === null;
}

/** The body of `POST /api/v1/orders`; `expected_price` is what the guest saw for one. */
export function orderBody(lines, note, items) {
  const body = { lines: lines.map((line) => wishOf(line, items)) };
  return note.trim() ? { ...body, note: note.trim() } : body;
}

/** The body of `POST /api/v1/draft/send`; `guest_id` is for this phone, when it reads it back. */
export function sharedBody(lines, note, items) {
  const body = orderBody(lines, note, items);
  const named = ({ id, guest_id }) => ({ draft_id: id, guest_id });
  return { ...body, lines: body.lines.map((wish, n) => ({ ...wish, ...named(lines[n]) })) };
}

function wishOf(line, items) {
  return {
    item_id: line.item_id,
    quantity: line.quantity,
    modifiers: line.modifiers,
    ...(line.note ? { note: line.note } : {}),
    expected_price: unitPrice(items.get(line.item_id), line.modifiers),
  };
}

/**
 * A guest's own lines of an order body again, each with what the box said has changed about it;
 * what somebody at the table has sent already does not come back.
 */
export function linesFrom(body, changes = [], guestId = undefined) {
  const lines = body.lines.map((line, index) => {
    const { item_id, quantity, modifiers = [], note = "", draft_id, guest_id } = line;
    const change = changes.find((one) => one.line === index) ?? null;
    const key = keyOf({ item_id, modifiers, note });
    return { item_id, quantity, modifiers, note, id: draft_id ?? uuid7(), guest_id, key, change };
  });
  const isOwn = (line) => line.guest_id === undefined || line.guest_id === guestId;
  return lines
    .filter((line) => isOwn(line) && line.change?.reason !== "already_sent")
    .map(({ guest_id: _, ...line }) => line);
}

/**
 * The dishes of an order as new lines, as far as they are still sold with the same choices. A set
 * is missing: its components alone would not be the set, nor at its price.
 */
export function againLines(order, items) {
  const living = order.lines.filter((line) => !["voided", "void_seen"].includes(line.state));
  const sets = new Set(living.filter((line) => line.parent).map((line) => line.parent.no));
  const wanted = living.filter((line) => !line.parent).map((line) => ({
    item_id: line.item_id,
    quantity: line.quantity,
    modifiers: line.modifiers.map((modifier) => modifier.id),
    note: line.note ?? "",
  }));
  const isStillSold = ({ item_id, modifiers }) => {
    const item = items.get(item_id);
    if (!item || !isSold(item)) return false;
    return chosenOf(item, modifiers).length === modifiers.length && !unmetGroup(item, modifiers);
  };
  const lines = wanted.filter(isStillSold);
  return { lines, missing: wanted.length - lines.length + sets.size };
}

/** Put given-back lines before what was chosen since. */
export function giveBack(lines, returned) {
  const kept = lines.filter((line) => !returned.some((other) => other.key === line.key));
  return [...returned, ...kept];
}

/** Others' lines that can be sent: on the menu, sold, with all their choices made. */
export function orderable(lines, items) {
  return lines.filter((line) => {
    const item = items.get(line.item_id);
    return item && isSold(item) && !unmetGroup(item, line.modifiers);
  });
}

/** Leave out what cannot be ordered; for a count-down, take what is left. */
export function acceptChanges(lines, items, isHad = isSold) {
  return lines
    .filter((line) => items.has(line.item_id) && isHad(items.get(line.item_id)))
    .map((line) => {
      const left = line.change?.reason === "sold_out" ? line.change.now : null;
      const quantity = left ? Math.min(line.quantity, left) : line.quantity;
      return { ...line, quantity, change: null };
    })
    .filter((line) => line.quantity > 0);
}
