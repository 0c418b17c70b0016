import assert from "node:assert/strict";
import { test } from "node:test";

import {
  EMPTY, accepted, bodyOf, coursesOf, figureFault, givenBack, isInstant, isSold, priceOf, totalOf,
  withCourse, withHold, withLine, withQuantity,
} from "../../venue/web/static/js/waiter/draft.js";
import {
  actionsOn, byArea, hashOf, heldCourses, nextBooking, ordersToShow, parseAmount, parseHash,
  placed, pressing, shareOf, withAlert, withBooking, withOrder, withPlace, withTable,
} from "../../venue/web/static/js/waiter/model.js";
import { ageParts, printerTone, sizeText } from "../../venue/web/static/js/status/words.js";

const euro = (amount) => ({ amount, currency: "EUR" });
const soup = { id: 1, name: "Soup", price: euro(500), course: 1, modifier_groups: [] };
const steak = {
  id: 2, name: "Steak", price: euro(2000), course: 2,
  modifier_groups: [{ id: 9, min: 0, max: 1, modifiers: [{ id: 90, name: "Fries",
    price: euro(300) }] }],
};
const items = new Map([[1, soup], [2, steak]]);
const wish = (item, more = {}) => ({ item_id: item.id, quantity: 1, modifiers: [], note: "",
  course: item.course, ...more });

test("the same dish of the same course is one line", () => {
  let draft = withLine(withLine(EMPTY, wish(soup)), wish(soup));
  draft = withLine(draft, wish(soup, { course: 2 }));
  assert.deepEqual(draft.lines.map((line) => [line.course, line.quantity]), [[1, 2], [2, 1]]);
});

test("changing the course of a line joins it with its twin", () => {
  let draft = withLine(withLine(EMPTY, wish(soup)), wish(soup, { course: 2 }));
  draft = withCourse(draft, draft.lines[0].key, 2);
  assert.deepEqual(draft.lines.map((line) => [line.course, line.quantity]), [[2, 2]]);
});

test("none of a line is no line, and 99 is the most", () => {
  const draft = withLine(EMPTY, wish(soup));
  assert.equal(withQuantity(draft, draft.lines[0].key, 0).lines.length, 0);
  assert.equal(withQuantity(draft, draft.lines[0].key, 500).lines[0].quantity, 99);
});

test("an order says session, course, hold and the price that was seen", () => {
  let draft = withLine(EMPTY, wish(steak, { modifiers: [90], note: "rare" }));
  draft = withHold({ ...draft, note: " quick " }, 2, true);
  assert.deepEqual(bodyOf(draft, "s1", items), {
    table_session_id: "s1",
    note: "quick",
    lines: [{ item_id: 2, quantity: 1, modifiers: [90], note: "rare", course: 2, seat: null,
      hold: true, expected_price: 2300 }],
  });
  assert.deepEqual(coursesOf(withHold(draft, 2, false)).map((one) => one.isHeld), [false]);
});

test("an order that came back is a draft again, with what has changed", () => {
  const body = bodyOf(withHold(withLine(EMPTY, wish(steak)), 2, true), "s1", items);
  const change = { line: 0, reason: "sold_out", was: 1, now: 0 };
  const draft = givenBack(withLine(EMPTY, wish(soup)), body, [change]);
  assert.deepEqual(draft.lines.map((line) => line.item_id), [2, 1]);
  assert.deepEqual(draft.lines[0].change, change);
  assert.deepEqual(draft.held, [2]);
  const sold = new Map([[1, soup], [2, { ...steak, sold_out: true }]]);
  assert.deepEqual(accepted(draft, sold).lines.map((line) => line.item_id), [1]);
});

const fish = { id: 3, name: "Fish", price: euro(4999), course: 2, pricing: "weight" };
const special = { id: 4, name: "Special", price: euro(0), course: 2, pricing: "open",
  price_min: euro(500), price_max: euro(3000) };
const asked = new Map([[3, fish], [4, special]]);

test("a dish by weight costs what the box will say, half a cent rounded up", () => {
  const of = (grams) => priceOf(fish, { modifiers: [], grams });
  assert.deepEqual([1000, 350, 1, 2, 10].map(of), [4999, 1750, 5, 10, 50]);
  assert.equal(priceOf(special, { modifiers: [], price: 1234 }), 1234);
});

test("a weight or a price must be there and within its limits", () => {
  assert.equal(isInstant(fish) || isInstant(special), false);
  assert.equal(isInstant(soup), true);
  assert.deepEqual([null, 0, 1, 50_000, 50_001].map((grams) => figureFault(fish, grams)),
    ["missing", "range", null, null, "range"]);
  assert.deepEqual([null, 499, 500, 3000, 3001].map((price) => figureFault(special, price)),
    ["missing", "range", null, null, "range"]);
  assert.equal(figureFault(soup, undefined), null);
});

test("two weights of one dish are two lines, and an order that came back keeps them", () => {
  let draft = withLine(EMPTY, wish(fish, { grams: 300 }));
  draft = withLine(draft, wish(fish, { grams: 450 }));
  draft = withLine(draft, wish(special, { price: 1500 }));
  assert.equal(draft.lines.length, 3);
  assert.equal(totalOf(draft.lines, asked), 1500 + 2250 + 1500);
  const body = bodyOf(draft, "s1", asked);
  assert.deepEqual(body.lines.map(({ grams, price, expected_price: seen }) => [grams, price, seen]),
    [[300, undefined, 1500], [450, undefined, 2250], [undefined, 1500, 1500]]);
  assert.deepEqual(bodyOf(givenBack(EMPTY, body), "s1", asked), body);
});

test("staff order what guests cannot: by weight, or with an age to look at", () => {
  assert.equal(isSold({ ...fish, min_age: 18 }), true);
  assert.equal(isSold({ ...fish, sold_out: true }), false);
  const draft = withLine(EMPTY, wish(fish, { grams: 300 }));
  assert.equal(accepted(draft, asked).lines.length, 1);
});

test("a closed table loses what its party had", () => {
  const tables = [{ id: 1, state: "open", session_id: "s" }];
  assert.deepEqual(withTable(tables, { id: 1, state: "free" }), [{ id: 1, state: "free" }]);
  assert.equal(withTable(tables, { id: 2, state: "free" }).length, 2);
});

test("an older word on an order is not taken, an ended order leaves", () => {
  const orders = [{ id: "a", seq: 5, status: "sent" }];
  assert.equal(withOrder(orders, { id: "a", seq: 4, status: "acknowledged" }), orders);
  assert.equal(withOrder(orders, { id: "a", seq: 6, status: "acknowledged" })[0].status,
    "acknowledged");
  assert.deepEqual(withOrder(orders, { id: "a", seq: 6, status: "completed" }), []);
});

test("an alert told again is one alert, and the oldest is first", () => {
  const alerts = withAlert(withAlert([], { id: "a", since: 50 }), { id: "b", since: 20 });
  assert.deepEqual(withAlert(alerts, { id: "a", since: 10 }).map((one) => one.id), ["a", "b"]);
});

test("tables stand by area in the venue's order", () => {
  const tables = [{ id: 1, area: "Terrace" }, { id: 2, area: "Hall" }];
  const names = byArea(tables, [{ name: "Hall" }, { name: "Empty" }]).map((area) => area.name);
  assert.deepEqual(names, ["Hall", "Terrace"]);
});

test("the most pressing thing of a table comes first", () => {
  assert.equal(pressing({ unseen: 1, waiting: 2, state: "open" }), "unseen");
  assert.equal(pressing({ unseen: 0, waiting: 2, awaiting: 1, state: "open" }), "waiting");
  assert.equal(pressing({ unseen: 0, waiting: 0, state: "bill_requested" }), "bill");
  assert.equal(pressing({ unseen: 0, waiting: 0, state: "open" }), null);
});

test("orders that wait for us are first, then the newest", () => {
  const orders = [{ number: 1, status: "sent" }, { number: 2, status: "awaiting_staff" },
    { number: 3, status: "sent" }];
  assert.deepEqual(ordersToShow(orders).map((one) => one.number), [2, 3, 1]);
});

test("what may be done to a line follows state and permissions", () => {
  const all = new Set(["kitchen.fire", "orders.serve", "kitchen.void"]);
  assert.deepEqual(actionsOn({ state: "held" }, all), ["fire", "void"]);
  assert.deepEqual(actionsOn({ state: "done" }, all), ["serve", "refire", "void"]);
  assert.deepEqual(actionsOn({ state: "voided" }, all), []);
  assert.deepEqual(actionsOn({ state: "held" }, new Set()), []);
});

test("held courses are fired as one", () => {
  const lines = [{ id: "1", state: "held", course: 2 }, { id: "2", state: "held", course: 2 },
    { id: "3", state: "fired", course: 1 }];
  assert.deepEqual(heldCourses([{ status: "sent", lines }, { status: "awaiting_staff", lines }]), [
    { course: 2, ids: ["1", "2"] },
  ]);
});

test("amounts are read without fractions of machines", () => {
  const read = ["12", "12,5", "12.50", "0.29", ".5", "", "1.234", "abc",
    "-3"].map((text) => parseAmount(text, 2));
  assert.deepEqual(read, [1200, 1250, 1250, 29, 50, null, null, null, null]);
  assert.equal(parseAmount("500", 0), 500);
  assert.equal(parseAmount("1.234", 3), 1234);
});

test("equal parts cover what is owed", () => {
  assert.equal(shareOf(1000, 3), 334);
  assert.equal(shareOf(1000, 1), 1000);
});

test("an address leads back to where it came from", () => {
  for (const hash of ["#tables", "#alerts/5",
    "#tables/12/order"]) assert.equal(hashOf(parseHash(hash)), hash);
  assert.deepEqual(parseHash("#evil/x"), { tab: "tables", tableId: null, isOrdering: false });
});

test("ages, sizes and printers in words of the status page", () => {
  assert.deepEqual(ageParts(5400), { key: "status.hours", count: 1 });
  assert.deepEqual(ageParts(0), { key: "status.seconds", count: 0 });
  assert.equal(sizeText(48_300_000, "en"), "48 MB");
  assert.deepEqual(["ready", "busy", "paper_out"].map(printerTone), ["ok", "warn", "bad"]);
});

test("dishes for different seats are different lines", () => {
  const one = withLine(EMPTY, wish(soup, { seat: 1 }));
  const two = withLine(withLine(one, wish(soup, { seat: 2 })), wish(soup, { seat: 1 }));
  assert.deepEqual(two.lines.map((line) => [line.seat, line.quantity]), [[1, 2], [2, 1]]);
});

test("tables stand where they were drawn, the others in rows inside the drawing", () => {
  const drawn = { id: 1, seats: 2, position: { x: 70, y: 80, rotation: 15, shape: "round" } };
  const spots = placed([drawn, { id: 2, seats: 2 }, { id: 3, seats: 8 }]);
  assert.deepEqual(spots.get(1), drawn.position);
  assert.equal(spots.get(3).shape, "long");
  for (const { x, y } of spots.values()) assert.ok(x > 0 && x < 1000 && y > 0 && y < 1000);
});

test("a party whose place is free again leaves the list", () => {
  const tab = { id: 90, kind: "bar", session_id: "s9" };
  assert.deepEqual(withPlace([], tab), [tab]);
  assert.deepEqual(withPlace([tab], { id: 90, kind: "bar" }), []);
});

test("the next booking of a table is the soonest that is still to come or late", () => {
  const list = [{ id: 2, starts_at: "b", table_id: 5, state: "booked", in_s: 900 },
    { id: 3, starts_at: "c", table_id: 5, state: "booked", in_s: 90_000 }];
  const all = withBooking(list, { id: 1, starts_at: "a", table_id: 5, state: "seated", in_s: -60 });
  assert.deepEqual(all.map(({ id }) => id), [1, 2, 3]);
  assert.equal(nextBooking(all, 5, 3_600)?.id, 2);
  assert.equal(nextBooking(all, 6, 3_600), null);
});
