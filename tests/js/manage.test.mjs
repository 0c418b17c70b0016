import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changedFields, decimalOf, isSet, minorOf, moved, sizePrices, toggled,
} from "../../venue/web/static/js/manage/model.js";
import { parsePath, pathOf } from "../../venue/web/static/js/manage/paths.js";

test("an address and its place are the same thing said twice", () => {
  for (const [screen, key] of [["overview", null], ["menu", null], ["menu", "side/chips"]]) {
    assert.deepEqual(parsePath(pathOf(screen, key)), { screen, key });
  }
  assert.deepEqual(parsePath("/manage/nowhere"), { screen: "overview", key: null });
});

test("a row is moved within the list and not out of it", () => {
  assert.deepEqual(moved(["a", "b", "c"], 0, 2), ["b", "c", "a"]);
  assert.deepEqual(moved(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
  const list = ["a", "b"];
  assert.equal(moved(list, 0, -1), list);
  assert.equal(moved(list, 1, 2), list);
});

test("only what was changed is sent", () => {
  const values = { name: "Soup", days: [], price: "6.00" };
  assert.deepEqual(changedFields(values, { name: "Soup", days: ["mon"], name_ru: "" }), {
    days: ["mon"],
  });
});

test("codes stay in the order of the law", () => {
  assert.deepEqual(toggled(["milk"], "gluten", ["gluten", "eggs", "milk"]), ["gluten", "milk"]);
  assert.deepEqual(toggled(["milk"], "milk", ["gluten", "milk"]), []);
});

test("prices are whole minor units", () => {
  assert.equal(minorOf("12,5", 2), 1250);
  assert.equal(minorOf("12.505", 2), null);
  assert.equal(minorOf("1200", 0), 1200);
  assert.equal(decimalOf(5, 2), "0.05");
  assert.equal(decimalOf(-1250, 2), "-12.50");
  assert.equal(decimalOf(1200, 0), "1200");
  assert.deepEqual(sizePrices([450, 300, 600]), { base: 300, extras: [150, 0, 300] });
});

test("a dish of dishes is a set, by its parts or by its choices", () => {
  const item = (values) => ({ key: "x", values: { parts: [], groups: [], ...values } });
  const records = {
    modifier: [{ key: "g/m", values: { group: "g", item: "soup", active: true } }],
  };
  assert.equal(isSet(records, item({ parts: ["soup"] })), true);
  assert.equal(isSet(records, item({ groups: ["g"] })), true);
  assert.equal(isSet(records, item({ groups: ["h"] })), false);
});
