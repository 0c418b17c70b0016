import assert from "node:assert/strict";
import { test } from "node:test";

import { inTurn } from "../../venue/web/static/js/inturn.js";

test("of two readings the older one is not painted over the newer one", () => {
  const turn = inTurn();
  const first = turn.ask();
  const second = turn.ask();
  assert.equal(turn.isNewest(second), true);
  assert.equal(turn.isNewest(first), false);
});

test("readings that come as they were asked for are all painted", () => {
  const turn = inTurn();
  const first = turn.ask();
  const second = turn.ask();
  assert.equal(turn.isNewest(first), true);
  assert.equal(turn.isNewest(second), true);
});

test("a command's answer is newer than any reading under way, and older than the next", () => {
  const turn = inTurn();
  const under = turn.ask();
  turn.overtake();
  assert.equal(turn.isNewest(under), false);
  assert.equal(turn.isNewest(turn.ask()), true);
});
