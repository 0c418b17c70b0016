import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addDays, changeOf, daysBetween, entriesOf, parsePath, rowsOf, spansOf, totalOf, windowOf,
} from "../../venue/web/static/js/desk/model.js";

const stay = { kind: "stay", id: 1, state: "assigned", room_id: 1, arrival: "2026-05-30",
  departure: "2026-06-01", starts: "2026-05-30", ends: "2026-06-01" };

test("an address names a screen", () => {
  assert.deepEqual(parsePath("/desk"), { screen: "today", key: null });
  assert.deepEqual(parsePath("/desk/bookings/ab"), { screen: "booking", key: "ab" });
  assert.deepEqual(parsePath("/desk/folios"), { screen: "folios", key: null });
  assert.deepEqual(parsePath("/desk/folios/7"), { screen: "folio", key: "7" });
  assert.deepEqual(parsePath("/desk/nonsense"), { screen: "today", key: null });
});

test("days are counted over the end of a month and the change of the clock", () => {
  assert.equal(addDays("2026-02-28", 1), "2026-03-01");
  assert.equal(addDays("2026-03-28", 2), "2026-03-30");
  assert.equal(daysBetween("2026-10-24", "2026-10-26"), 2);
});

test("spans come as lists, and their dates only where they are cut off", () => {
  const chart = { first: "2026-05-30", columns: ["id", "starts", "ends", "arrival", "departure"],
    spans: [[1, "2026-05-30", "2026-06-01", null, null],
      [2, "2026-05-30", "2026-06-01", "2026-05-28", null]] };
  assert.deepEqual(spansOf(chart).spans.map((span) => [span.id, span.arrival, span.departure]),
    [[1, "2026-05-30", "2026-06-01"], [2, "2026-05-28", "2026-06-01"]]);
});

test("stays without a room lie in as few lanes as they need, above the rooms", () => {
  const open = (id, starts, ends) => ({ ...stay, id, room_id: null, starts, ends });
  const rows = rowsOf({ rooms: [{ id: 1 }], spans: [stay, open(2, "2026-06-01", "2026-06-03"),
    open(3, "2026-06-02", "2026-06-04"), open(4, "2026-06-03", "2026-06-05")] });
  assert.deepEqual(rows.map((row) => row.spans.map((one) => one.id)), [[2, 4], [3], [1]]);
});

test("only rows in sight are drawn", () => {
  assert.deepEqual(windowOf(0, 440, 44, 200), { from: 0, to: 14 });
  assert.deepEqual(windowOf(4400, 440, 44, 200), { from: 96, to: 114 });
  assert.deepEqual(windowOf(8360, 440, 44, 200), { from: 186, to: 200 });
});

test("a drag means one change", () => {
  const room = { id: 2 };
  assert.deepEqual(changeOf(stay, { days: 2, room: { id: 1 }, edge: false }),
    { action: "dates", arrival: "2026-06-01", departure: "2026-06-03" });
  assert.deepEqual(changeOf(stay, { days: 1, room: { id: 1 }, edge: true }),
    { action: "dates", arrival: "2026-05-30", departure: "2026-06-02" });
  assert.deepEqual(changeOf(stay, { days: 0, room, edge: false }), { action: "move", room });
  assert.deepEqual(changeOf({ ...stay, state: "confirmed", room_id: null },
    { days: 0, room, edge: false }), { action: "assign", room });
  assert.equal(changeOf(stay, { days: -2, room, edge: true }), null);
  assert.equal(changeOf(stay, { days: 0, room: { id: 1 }, edge: false }), null);
});

test("a guest in house is not moved to other days, and one who left not at all", () => {
  const inHouse = { ...stay, state: "checked_in" };
  assert.equal(changeOf(inHouse, { days: 1, room: null, edge: false }), null);
  assert.equal(changeOf({ ...stay, state: "checked_out" }, { days: 1, room: null, edge: true }),
    null);
});

test("the price of several rooms is exact, and unknown where one has none", () => {
  const kinds = [{ id: 1, total: { amount: 100 } }, { id: 2, total: null }];
  assert.equal(totalOf(kinds, { 1: 3 }), 300);
  assert.equal(totalOf(kinds, { 1: 1, 2: 1 }), null);
});

test("an account shows what may still be taken back", () => {
  const line = (id, kind, more = {}) => ({ id, key: `k${id}`, kind, reverses: null,
    amount: { amount: 5, currency: "EUR" }, at: `2026-05-30T0${id}:00:00Z`, ...more });
  const charges = [{ id: 9, amount: { amount: 100, currency: "EUR" },
    tip: { amount: 10, currency: "EUR" }, at: "2026-05-30T02:30:00Z" }];
  const lines = [line(1, "room"), line(2, "minibar"), line(3, "deposit"),
    line(4, "minibar", { reverses: 2 })];
  const told = entriesOf({ charges, lines, open: true });
  assert.deepEqual(told.map((one) => one.key), ["k1", "k2", "charge:9", "k3", "k4"]);
  assert.deepEqual(told.filter((one) => one.isFree).map((one) => one.key), ["k1"]);
  assert.deepEqual(told.map((one) => one.isTaken), [false, true, false, false, false]);
  assert.equal(told[2].total.amount, 110);
  assert.ok(entriesOf({ charges, lines, open: false }).every((one) => !one.isFree));
});
