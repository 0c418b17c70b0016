import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  addWords, directionOf, errorText, fill, lang, t,
} from "../../venue/web/static/js/i18n.js";

const words = (code) =>
  JSON.parse(readFileSync(new URL(`../../venue/web/static/text/${code}.json`, import.meta.url)));
const guestKeys = (code) =>
  Object.keys(words(code)).filter((key) => /^(guest|common)\./.test(key)).sort();

test("the forms of a plural follow the language", () => {
  const eggs = { one: "{count} яйцо", few: "{count} яйца", many: "{count} яиц", other: "{count} яйца" };
  const said = [1, 2, 5, 11, 21, 22, 100].map((count) => fill(eggs, { count }, "ru"));
  assert.deepEqual(said, ["1 яйцо", "2 яйца", "5 яиц", "11 яиц", "21 яйцо", "22 яйца", "100 яиц"]);
});

test("a form that a language has and the text lacks falls back to other", () => {
  assert.equal(fill({ one: "one", other: "{count}" }, { count: 3 }, "ar"), "3");
});

test("a hole without a value stays visible", () => {
  assert.equal(fill("Table {number}", {}, "en"), "Table {number}");
});

test("a missing word falls back to English, then to its key", () => {
  addWords("en", { "x.a": "A {n}" });
  addWords("ru", {});
  lang.value = "ru";
  assert.equal(t("x.a", { n: 1 }), "A 1");
  assert.equal(t("x.b"), "x.b");
  lang.value = "en";
});

test("a refusal is told by its code, else in the box's words, else plainly", () => {
  addWords("en", { "error.a.b": "Known", "error.unknown": "Unknown" });
  assert.equal(errorText({ status: 409, code: "a.b", message: "said" }), "Known");
  assert.equal(errorText({ status: 409, code: "a.c", message: "said" }), "said");
  assert.equal(errorText({ status: 409, code: "a.c", detail: "said" }), "said");
  assert.equal(errorText(new TypeError("x")), "Unknown");
});

test("languages know their direction", () => {
  assert.deepEqual(["ar", "he", "en", "ru"].map(directionOf), ["rtl", "rtl", "ltr", "ltr"]);
});

test("English and Russian have the same keys, Arabic all that guests see", () => {
  assert.deepEqual(Object.keys(words("ru")).sort(), Object.keys(words("en")).sort());
  assert.deepEqual(guestKeys("ar"), guestKeys("en"));
});

test("a text's holes are the same in every language", () => {
  const holes = (text) =>
    [...new Set(Object.values(typeof text === "string" ? { text } : text).join().match(/\{\w+\}/g))];
  const english = words("en");
  for (const code of ["ru", "ar"]) {
    for (const [key, text] of Object.entries(words(code))) {
      const known = new Set(holes(english[key] ?? ""));
      assert.deepEqual(holes(text).filter((hole) => !known.has(hole)), [], `${code} ${key}`);
    }
  }
});
