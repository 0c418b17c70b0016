/** A breakfast card as it is filled in. Pure: what the box told in, what it is sent out. */

import { toggleModifier, unitPrice, unmetGroup } from "../guest/cart.js";

/** What a card holds before anybody writes on it; `told` is the box's answer. */
export function draftOf({ card, times, people }) {
  const isKept = card && card.state === "open";
  return {
    version: card?.version ?? 0,
    slot: isKept ? card.slot : (times.find((at) => at >= "08:30") ?? times.at(-1) ?? ""),
    people: card?.people ?? Math.max(1, people ?? 1),
    diet: card?.diet ?? "",
    note: card?.note ?? "",
    lines: isKept ? card.lines.map(({ item_id, quantity, modifiers }) => ({
      item_id, quantity, modifiers: modifiers.map(({ id }) => id) })) : [],
  };
}

/** The line of a dish, if it is wanted. */
export const lineOf = (draft, id) => draft.lines.find((line) => line.item_id === id);

/** The draft with so many of a dish; what must be one and is the only choice is chosen at once. */
export function withQuantity(draft, item, quantity) {
  const others = draft.lines.filter((line) => line.item_id !== item.id);
  if (quantity <= 0) return { ...draft, lines: others };
  const line = lineOf(draft, item.id);
  if (line) {
    return { ...draft, lines: draft.lines.map((one) => (one === line ? { ...one, quantity } : one)) };
  }
  const forced = item.modifier_groups.filter(({ min, modifiers }) => min === 1 && modifiers.length === 1);
  const modifiers = forced.map((group) => group.modifiers[0].id);
  return { ...draft, lines: [...draft.lines, { item_id: item.id, quantity, modifiers }] };
}

/** The draft with a choice of a dish taken or left. */
export function withChoice(draft, item, group, id) {
  const lines = draft.lines.map((line) => (line.item_id === item.id
    ? { ...line, modifiers: toggleModifier(group, line.modifiers, id) } : line));
  return { ...draft, lines };
}

/** The first group of a wanted dish in which something must still be chosen, or null. */
export function unmetOf(draft, dishes) {
  for (const item of dishes) {
    const line = lineOf(draft, item.id);
    const group = line && unmetGroup(item, line.modifiers);
    if (group) return { item, group };
  }
  return null;
}

/** Whether a dish can be had at the card's time. */
export const isOffered = (item) => item.available && !item.sold_out;

/** Wanted dishes that cannot be had at the card's time. */
export function goneOf(draft, dishes) {
  const offered = new Set(dishes.filter(isOffered).map(({ id }) => id));
  return draft.lines.filter((line) => !offered.has(line.item_id));
}

/** Minor units of everything wanted; shown only, the box prices it in the morning. */
export function totalOf(draft, dishes) {
  return dishes.reduce((sum, item) => {
    const line = lineOf(draft, item.id);
    return sum + (line ? unitPrice(item, line.modifiers) * line.quantity : 0);
  }, 0);
}
