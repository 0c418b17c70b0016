import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decimalText, exponentOf, formatMoney, sum, times, useVenue,
} from "../../venue/web/static/js/money.js";

for (const [amount, exponent, text] of [
  [1150, 2, "11.50"],
  [5, 2, "0.05"],
  [-5, 2, "-0.05"],
  [0, 2, "0.00"],
  [1150, 0, "1150"],
  [1, 9, "0.000000001"],
  [9007199254740991, 2, "90071992547409.91"],
]) {
  test(`${amount} with exponent ${exponent} reads ${text}`, () => {
    assert.equal(decimalText(amount, exponent), text);
  });
}

test("currencies have their own exponent; the venue's word counts", () => {
  assert.deepEqual(["EUR", "JPY", "KWD", "USDT", "TON"].map(exponentOf), [2, 0, 3, 6, 9]);
  useVenue({ currency: "HUF", exponent: 0 });
  assert.equal(exponentOf("HUF"), 0);
});

test("prices are written as the language writes them, with Latin digits", () => {
  const price = { amount: 1150, currency: "EUR" };
  assert.equal(formatMoney(price, "en"), "€11.50");
  assert.equal(formatMoney(price, "ru"), "11,50\u00a0€");
  assert.match(formatMoney(price, "ar"), /11\.50/);
  assert.equal(formatMoney({ amount: 500, currency: "JPY" }, "en"), "¥500");
});

test("chain coins, which Intl does not know, are written plainly", () => {
  assert.equal(formatMoney({ amount: 2500000, currency: "USDT" }, "en"), "2.500000 USDT");
  assert.equal(formatMoney({ amount: 1, currency: "TON" }, "en"), "0.000000001 TON");
});

test("sums and multiples stay whole", () => {
  const ten = { amount: 1010, currency: "EUR" };
  assert.deepEqual(times(ten, 3), { amount: 3030, currency: "EUR" });
  assert.deepEqual(sum([ten, ten], "EUR"), { amount: 2020, currency: "EUR" });
  assert.deepEqual(sum([], "EUR"), { amount: 0, currency: "EUR" });
});
