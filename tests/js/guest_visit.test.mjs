import assert from "node:assert/strict";
import { test } from "node:test";
import * as cart from "../../venue/web/static/js/guest/cart.js";
import * as diet from "../../venue/web/static/js/guest/diet.js";
import { forgetOthers, keep, kept } from "../../venue/web/static/js/guest/keep.js";
import { srcsetOf } from "../../venue/web/static/js/guest/photo.js";
import * as shared from "../../venue/web/static/js/guest/shared.js";
import { hoursText, minutesLeft } from "../../venue/web/static/js/guest/times.js";

const price = (amount) => ({ amount, currency: "EUR" });
const line = (id, more = {}) => ({
  id, item_id: 1, quantity: 1, modifiers: [], note: "", guest_id: 7, state: "open", ...more,
});
const counter = (from = 0) => {
  let n = from;
  return () => (n += 1);
};

test("the box is told of new, changed and gone lines, each with a later revision", () => {
  const told = new Map([["a", shared.factsOf(line("a"))], ["b", shared.factsOf(line("b"))]]);
  const lines = [line("a", { quantity: 3 }), line("c")];
  const changes = shared.changesBetween(told, lines, new Set(), counter(5));
  assert.deepEqual(
    changes.map(({ id, quantity, revision }) => [id, quantity, revision]),
    [["a", 3, 6], ["c", 1, 7], ["b", 0, 8]],
  );
  assert.deepEqual(shared.changesBetween(told, [line("a"), line("b")], new Set(), counter()), []);
});

test("what is on its way in an order is neither changed nor gone", () => {
  const told = new Map([["a", shared.factsOf(line("a"))]]);
  assert.deepEqual(shared.changesBetween(told, [], new Set(["a"]), counter()), []);
  assert.equal(shared.changesBetween(told, [], new Set(), counter())[0].quantity, 0);
});

test("the others' lines follow the news; one's own never appear among them", () => {
  const others = [line("a", { guest_id: 8 }), line("b", { guest_id: 8 })];
  const news = [
    line("a", { guest_id: 8, quantity: 4 }), line("b", { guest_id: 8, state: "sent" }),
    line("c", { guest_id: 9 }), line("d", { guest_id: 7 }),
  ];
  const after = shared.withLines(others, news, 7);
  assert.deepEqual(after.map(({ id, quantity }) => [id, quantity]), [["a", 4], ["c", 1]]);
  assert.deepEqual(shared.byGuest(after).map(([id, some]) => [id, some.length]), [[8, 1], [9, 1]]);
});

const wine = { id: 2, price: price(690), modifier_groups: [] };
const rare = { id: 5, min: 1, max: 1, modifiers: [{ id: 51, name: "Rare", price: price(0) }] };
const steak = { id: 1, price: price(2000), modifier_groups: [rare] };
const items = cart.itemsOf({ sections: [{ items: [steak, wine] }] });

test("a shared order names whose each dish is and comes back to its owner alone", () => {
  const lines = [line("a", { item_id: 2 }), line("b", { item_id: 2, guest_id: 8 })];
  const body = cart.sharedBody(lines, "", items);
  assert.deepEqual(body.lines.map((one) => one.draft_id), ["a", "b"]);
  assert.deepEqual(cart.linesFrom(body, [], 7).map((one) => one.id), ["a"]);
  const sent = [{ line: 0, reason: "already_sent" }];
  assert.deepEqual(cart.linesFrom(body, sent, 7), []);
});

test("the same again leaves out what is not to be had as it was", () => {
  const ordered = (item_id, modifiers = [], state = "served") =>
    ({ item_id, quantity: 2, modifiers: modifiers.map((id) => ({ id })), note: "n", state });
  const order = {
    lines: [ordered(1, [51]), ordered(1, [99]), ordered(1), ordered(2, [], "voided"), ordered(3)],
  };
  const { lines, missing } = cart.againLines(order, items);
  assert.deepEqual(lines, [{ item_id: 1, quantity: 2, modifiers: [51], note: "n" }]);
  assert.equal(missing, 3);
});

test("what needs a person is not sold by phone", () => {
  for (const more of [{ min_age: 18 }, { pricing: "weight" }, { pricing: "open" }]) {
    assert.equal(cart.isSold({ ...wine, ...more }), false);
  }
  assert.equal(cart.isSold({ ...wine, min_age: 0, pricing: "fixed" }), true);
});

const milk = { allergens: ["milk"], diets: ["vegetarian"] };
const avoid = (...allergens) => ({ allergens, diets: [], hide: false });

test("there are the fourteen allergens of the regulation", () => {
  assert.equal(new Set(diet.ALLERGENS).size, 14);
});

for (const [name, item, filter, expected] of [
  ["its own allergen", milk, avoid("milk", "fish"), { contains: ["milk"], fits: false }],
  ["another allergen", milk, avoid("fish"), { contains: [], fits: true }],
  ["traces", { may_contain: ["nuts"] }, avoid("nuts"), { may: ["nuts"], fits: true }],
  ["a diet it is not", milk, { ...avoid(), diets: ["vegan"] }, { lacks: ["vegan"], fits: false }],
  ["vegan as vegetarian", { diets: ["vegan"] }, { ...avoid(), diets: ["vegetarian"] }, { fits: true }],
  ["a forced choice that all has it",
    { modifier_groups: [{ min: 1, modifiers: [{ allergens: ["eggs"] }, { allergens: ["eggs"] }] }] },
    avoid("eggs"), { contains: ["eggs"], fits: false }],
  ["a choice that can be left",
    { modifier_groups: [{ min: 1, modifiers: [{ allergens: ["eggs"] }, { allergens: [] }] }] },
    avoid("eggs"), { contains: [], fits: true }],
]) {
  test(`a dish and ${name}`, () => {
    const found = diet.standing(item, filter);
    for (const key of Object.keys(expected)) assert.deepEqual(found[key], expected[key], key);
  });
}

test("dishes that do not fit are hidden only when asked, and counted", () => {
  const sections = [{ id: 1, items: [milk, { allergens: [] }] }, { id: 2, items: [milk] }];
  assert.equal(diet.filtered(sections, avoid("milk")).hidden, 0);
  const found = diet.filtered(sections, { ...avoid("milk"), hide: true });
  assert.equal(found.hidden, 2);
  assert.deepEqual(found.sections.map((section) => section.id), [1]);
});

test("hours in words, days in a row as one span", () => {
  const plain = (hours, lang = "en") => hoursText(hours, lang).replace(/[\u2066\u2069]/g, "");
  const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  assert.equal(plain({ days: week, from: "12:00", to: "15:00" }), "12:00–15:00");
  assert.equal(plain({ days: week.slice(0, 5), from: "12:00", to: "15:00" }), "12:00–15:00, Mon–Fri");
  assert.equal(plain({ days: ["sat", "sun", "wed"] }), "Wed, Sat, Sun");
  assert.equal(plain({ days: ["mon", "tue", "wed"] }, "ru"), "пн–ср");
  assert.equal(plain(undefined), "");
});

test("a pause counts down and never says nothing", () => {
  assert.equal(minutesLeft(600, 0, 0), 10);
  assert.equal(minutesLeft(600, 0, 599_000), 1);
  assert.equal(minutesLeft(600, 0, 999_000), 1);
});

test("a photo in one size has no list of sizes", () => {
  assert.equal(srcsetOf({ url: "/a" }), undefined);
  assert.equal(srcsetOf({ sizes: [{ url: "/a", w: 208 }, { url: "/b", w: 720 }] }), "/a 208w, /b 720w");
});

test("a phone forgets every visit but its own, and that too when it is over", async () => {
  const store = new Map();
  globalThis.localStorage = new Proxy(
    { getItem: (k) => store.get(k) ?? null, setItem: (k, v) => store.set(k, v),
      removeItem: (k) => store.delete(k) },
    { ownKeys: () => [...store.keys()],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
  );
  const deleted = [];
  globalThis.indexedDB = {
    databases: async () => ["venue guest 1", "venue guest 2", "venue waiter"].map((name) => ({ name })),
    deleteDatabase: (name) => deleted.push(name),
  };
  keep(1, { note: "my allergy" });
  keep(2, { note: "mine" });
  store.set("venue guest 1", "[]");
  store.set("venue sound", "off");
  await forgetOthers(2);
  assert.deepEqual([...store.keys()], ["guest 2", "venue sound"]);
  assert.deepEqual([kept(1), kept(2)], [{}, { note: "mine" }]);
  assert.deepEqual(deleted, ["venue guest 1"]);
  await forgetOthers(null);
  assert.deepEqual([...store.keys()], ["venue sound"]);
});
