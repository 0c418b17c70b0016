import assert from "node:assert/strict";
import { test } from "node:test";
import * as cart from "../../venue/web/static/js/guest/cart.js";
import * as progress from "../../venue/web/static/js/guest/progress.js";
import { bySet } from "../../venue/web/static/js/sets.js";

const price = (amount) => ({ amount, currency: "EUR" });
const cooked = {
  id: 1, required: true, min: 1, max: 1,
  modifiers: [{ id: 11, name: "Rare", price: price(0) }, { id: 12, name: "Done", price: price(0) }],
};
const sides = {
  id: 2, min: 0, max: 2,
  modifiers: [
    { id: 21, name: "Fries", price: price(450) },
    { id: 22, name: "Salad", price: price(400) },
    { id: 23, name: "Rice", price: price(350) },
  ],
};
const steak = { id: 1, name: "Steak", price: price(2890), modifier_groups: [cooked, sides] };
const wine = { id: 2, name: "Wine", price: price(690), modifier_groups: [] };
const items = cart.itemsOf({ sections: [{ items: [steak] }, { items: [wine] }] });
const wish = (item_id, more = {}) => ({ item_id, quantity: 1, modifiers: [], note: "", ...more });

test("the same wish is one line, another choice or note is another", () => {
  let lines = cart.addLine([], wish(1, { modifiers: [11, 21] }));
  lines = cart.addLine(lines, wish(1, { modifiers: [21, 11], quantity: 2 }));
  lines = cart.addLine(lines, wish(1, { modifiers: [12] }));
  lines = cart.addLine(lines, wish(1, { modifiers: [12], note: " no salt " }));
  assert.deepEqual(lines.map(({ quantity, note }) => [quantity, note]), [[3, ""], [1, ""], [1, "no salt"]]);
  assert.equal(cart.quantityOf(lines, 1), 5);
});

test("an edited line keeps its place, or joins its twin", () => {
  let lines = cart.addLine(cart.addLine([], wish(1, { modifiers: [11] })), wish(2));
  lines = cart.addLine(lines, wish(1, { modifiers: [12] }), lines[0].key);
  assert.deepEqual(lines.map((line) => line.item_id), [1, 2]);
  lines = cart.addLine(lines, wish(2), lines[0].key);
  assert.deepEqual(lines.map((line) => line.quantity), [2]);
});

test("nothing of a dish takes its line out, and there is a most", () => {
  const [line] = cart.addLine([], wish(2));
  assert.deepEqual(cart.setQuantity([line], line.key, 0), []);
  assert.equal(cart.setQuantity([line], line.key, 500)[0].quantity, cart.MOST_OF_ONE);
});

test("a price has its choices in it, a total leaves out what is not sold", () => {
  assert.equal(cart.unitPrice(steak, [11, 21]), 3340);
  const lines = [wish(1, { quantity: 2, modifiers: [21] }), wish(2), wish(99)];
  assert.equal(cart.totalOf(lines, items), 2 * 3340 + 690);
  const without = new Map(items).set(2, { ...wine, sold_out: true });
  assert.equal(cart.totalOf(lines, without), 2 * 3340);
});

test("a required group must be chosen, and no group may have too many", () => {
  assert.equal(cart.unmetGroup(steak, []), cooked);
  assert.equal(cart.unmetGroup(steak, [11]), null);
  assert.equal(cart.unmetGroup(steak, [11, 21, 22, 23]), sides);
  assert.deepEqual([steak, wine].map(cart.isQuick), [false, true]);
});

test("tapping choices swaps, adds, refuses one too many, and takes back", () => {
  assert.deepEqual(cart.toggleModifier(cooked, [11, 21], 12), [21, 12]);
  assert.deepEqual(cart.toggleModifier(cooked, [12], 12), [12]);
  assert.deepEqual(cart.toggleModifier(sides, [11, 21], 22), [11, 21, 22]);
  assert.deepEqual(cart.toggleModifier(sides, [21, 22], 23), [21, 22]);
  assert.deepEqual(cart.toggleModifier(sides, [21, 22], 21), [22]);
});

test("the body says what the guest saw, and comes back as lines", () => {
  const lines = [wish(1, { modifiers: [11, 21], note: "no salt" }), wish(2, { quantity: 3 })];
  const body = cart.orderBody(lines, " quick, please ", items);
  assert.deepEqual(body, {
    lines: [
      { item_id: 1, quantity: 1, modifiers: [11, 21], note: "no salt", expected_price: 3340 },
      { item_id: 2, quantity: 3, modifiers: [], expected_price: 690 },
    ],
    note: "quick, please",
  });
  const change = { line: 1, reason: "sold_out", was: 3, now: 2 };
  const back = cart.linesFrom(body, [change]);
  assert.deepEqual(back.map((line) => line.change), [null, change]);
  assert.deepEqual(cart.acceptChanges(back, items).map((line) => line.quantity), [1, 2]);
});

test("what is sold out is left out when the guest agrees", () => {
  const gone = new Map(items).set(2, { ...wine, sold_out: true });
  const lines = cart.linesFrom({ lines: [wish(1), wish(2), wish(99)] });
  assert.deepEqual(cart.acceptChanges(lines, gone).map((line) => line.item_id), [1]);
});

const order = (status, lineStates, more = {}) => ({
  id: "a", seq: 1, status, acknowledged_at: null, total: price(1000),
  lines: lineStates.map((state) => ({ state, quantity: 1 })), ...more,
});

for (const [given, expected] of [
  [order("awaiting_staff", ["fired"]), "waiting_staff"],
  [order("sent", ["fired"]), "received"],
  [order("escalated", ["fired"]), "received"],
  [order("acknowledged", ["fired", "held"], { acknowledged_at: "t" }), "kitchen"],
  [order("acknowledged", ["started", "fired"], { acknowledged_at: "t" }), "cooking"],
  [order("acknowledged", ["done", "fired"], { acknowledged_at: "t" }), "cooking"],
  [order("acknowledged", ["done", "voided"], { acknowledged_at: "t" }), "ready"],
  [order("acknowledged", ["done", "served"], { acknowledged_at: "t" }), "ready"],
  [order("acknowledged", ["served", "void_seen"], { acknowledged_at: "t" }), "served"],
  [order("completed", ["fired"]), "served"],
  [order("rejected", ["fired"]), "rejected"],
  [order("sent", ["voided"]), "cancelled"],
]) {
  const lines = given.lines.map((line) => line.state).join(" ");
  test(`an order ${given.status} with ${lines} is ${expected}`, () => {
    assert.equal(progress.stateOf(given), expected);
  });
}

test("orders are replaced by id, an older view never wins", () => {
  const first = order("sent", ["fired"], { seq: 5 });
  const newer = order("acknowledged", ["fired"], { seq: 9, acknowledged_at: "t" });
  assert.deepEqual(progress.withOrder([first], newer), [newer]);
  assert.deepEqual(progress.withOrder([newer], first), [newer]);
  const other = order("sent", ["fired"], { id: "b" });
  assert.deepEqual(progress.withOrder([newer], other), [newer, other]);
});

test("components of a set stand together, and are not ordered again one by one", () => {
  const parent = { no: 1, item_id: 9, name: "Lunch" };
  const lines = [{ id: "1", parent }, { id: "2" }, { id: "3", parent },
    { id: "4", parent: { ...parent, no: 2 } }];
  const shown = bySet(lines).map(({ set, lines: some }) => [set?.no ?? null,
    some.map((line) => line.id)]);
  assert.deepEqual(shown, [[1, ["1", "3"]], [null, ["2"]], [2, ["4"]]]);
  const again = cart.againLines({ lines: lines.map((line) => ({ ...line, item_id: 1, quantity: 1,
    modifiers: [], state: "served" })) }, new Map([[1, { id: 1, modifier_groups: [] }]]));
  assert.deepEqual([again.lines.length, again.missing], [1, 2]);
});

test("an order whose lines all went to another table leaves the list", () => {
  const mine = order("sent", ["fired"], { seq: 5 });
  assert.deepEqual(progress.withOrder([mine], { ...mine, seq: 6, lines: [] }), []);
  assert.deepEqual(progress.withOrder([mine], { ...mine, seq: 4, lines: [] }), [mine]);
});

test("the summary counts dishes under way and names the furthest state", () => {
  const orders = [
    order("acknowledged", ["done", "fired"], { acknowledged_at: "t" }),
    order("sent", ["fired"]),
    order("acknowledged", ["served"]),
  ];
  const { dishes, made, state } = progress.summary(orders);
  assert.deepEqual({ dishes, made, state }, { dishes: 3, made: 1, state: "cooking" });
  assert.equal(progress.summary([]).state, null);
});

test("the table's total leaves out rejected orders", () => {
  assert.equal(progress.totalOf([order("sent", []), order("rejected", [])]), 1000);
});
