import assert from "node:assert/strict";
import { test } from "node:test";
import * as bill from "../../venue/web/static/js/waiter/billmodel.js";

const eur = (amount) => ({ amount, currency: "EUR" });

test("what a guest is likely to hand over, without twins", () => {
  assert.deepEqual(bill.notesFor(2350, 2), [2350, 2400, 2500, 3000, 4000]);
  assert.deepEqual(bill.notesFor(5000, 2), [5000, 6000, 10000]);
  assert.deepEqual(bill.notesFor(980, 0), [980, 1000]);
});

test("tips are whole or half units, in yen whole ones", () => {
  assert.deepEqual(bill.tipsFor(2350, 2, [5, 10]).map((one) => one.amount), [150, 250]);
  assert.deepEqual(bill.tipsFor(981, 0, [10]).map((one) => one.amount), [99]);
});

test("cash that is rounded to coins takes the whole amount off the bill", () => {
  const known = { payable: eur(1003), payable_in_cash: eur(1005) };
  assert.equal(bill.dueOf(known, null, true), 1005);
  assert.equal(bill.takenOff(1005, known, null, true), 1003);
  assert.equal(bill.takenOff(500, known, null, true), 500);
  const part = { owed: eur(502), owed_in_cash: eur(500) };
  assert.equal(bill.takenOff(500, known, part, true), 502);
});

test("what is left of a payment after refunds, declined ones do not count", () => {
  const payment = { id: 1, kind: "payment", state: "settled", amount: eur(1000), tip: eur(100) };
  const back = (amount, state) => ({ refund_of: 1, state, amount: eur(-amount), tip: eur(0) });
  const known = { tenders: [payment, back(300, "settled"), back(200, "declined")] };
  assert.equal(bill.leftOf(known, payment), 800);
  assert.equal(bill.isReturnable(known, payment), true);
  assert.equal(bill.isReturnable({ tenders: [payment, back(1100, "settled")] }, payment), false);
});

test("a drawing is moves and lines between whole numbers; a tap draws nothing", () => {
  assert.equal(bill.pathOf([[[1, 2], [3, 4]], [[5, 6]]]), "M1 2 L3 4");
});
