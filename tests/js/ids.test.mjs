import assert from "node:assert/strict";
import { test } from "node:test";
import { uuid7 } from "../../venue/web/static/js/ids.js";

test("an id is a UUID of version 7 with its time in front", () => {
  const id = uuid7(0x0123456789ab);
  assert.match(id, /^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids differ, also within one millisecond", () => {
  assert.equal(new Set(Array.from({ length: 1000 }, () => uuid7(1))).size, 1000);
});
