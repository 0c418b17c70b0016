import assert from "node:assert/strict";
import { test } from "node:test";
import {
  draftOf, goneOf, lineOf, totalOf, unmetOf, withChoice, withQuantity,
} from "../../venue/web/static/js/breakfast/card.js";

const eur = (amount) => ({ amount, currency: "EUR" });
const group = (id, min, max, ...prices) => ({ id, min, max, required: min > 0,
  modifiers: prices.map((price, at) => ({ id: id * 10 + at, price: eur(price) })) });
const dish = (id, price, ...groups) => ({ id, price: eur(price), available: true, sold_out: false,
  modifier_groups: groups });
const times = ["07:00", "08:30", "09:00"];
const empty = draftOf({ card: null, times, people: 2 });

test("a new card has a usual time and as many guests as sleep in the room", () => {
  assert.deepEqual([empty.slot, empty.people, empty.version, empty.lines], ["08:30", 2, 0, []]);
  assert.equal(draftOf({ card: null, times: ["07:00"], people: 0 }).slot, "07:00");
  assert.equal(draftOf({ card: null, times: [], people: 1 }).slot, "");
});

test("a withdrawn card is filled in anew, over the version that was seen", () => {
  const card = { state: "withdrawn", version: 3, slot: "09:00", people: 1, diet: "nuts", note: "",
    lines: [{ item_id: 1, quantity: 1, modifiers: [] }] };
  const draft = draftOf({ card, times, people: 2 });
  assert.deepEqual([draft.version, draft.slot, draft.lines, draft.diet], [3, "08:30", [], "nuts"]);
  const open = draftOf({ card: { ...card, state: "open" }, times, people: 2 });
  assert.deepEqual([open.slot, open.lines.length], ["09:00", 1]);
});

test("dishes come and go, and the only choice of a dish is taken at once", () => {
  const tea = dish(1, 300, group(1, 1, 1, 0));
  const once = withQuantity(empty, tea, 1);
  assert.deepEqual(lineOf(once, 1), { item_id: 1, quantity: 1, modifiers: [10] });
  assert.equal(lineOf(withQuantity(once, tea, 3), 1).quantity, 3);
  assert.deepEqual(withQuantity(once, tea, 0).lines, []);
  assert.deepEqual(empty.lines, []);
});

test("what must be chosen is found, and choices have their price", () => {
  const eggs = dish(2, 700, group(2, 1, 1, 0, 150));
  const wanted = withQuantity(empty, eggs, 2);
  assert.equal(unmetOf(wanted, [eggs]).group.id, 2);
  const chosen = withChoice(wanted, eggs, eggs.modifier_groups[0], 21);
  assert.equal(unmetOf(chosen, [eggs]), null);
  assert.equal(totalOf(chosen, [eggs]), 2 * (700 + 150));
});

test("a dish that is not sold at the card's time is named", () => {
  const late = { ...dish(3, 500), available: false };
  const wanted = withQuantity(withQuantity(empty, dish(4, 100), 1), dish(3, 500), 1);
  assert.deepEqual(goneOf(wanted, [dish(4, 100), late]).map((line) => line.item_id), [3]);
});
