import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff, createInbox, takeFrame } from "../../venue/web/static/js/live.js";

const items = (...seqs) => seqs.map((seq) => ({ seq, kind: "order" }));
const inboxAt = (after) => {
  const seen = [];
  const gaps = [];
  const inbox = createInbox({
    after,
    onNews: (item) => seen.push(item.seq),
    onGap: (through) => gaps.push(through),
  });
  return { inbox, seen, gaps };
};

test("a frame that follows is taken whole", () => {
  const step = takeFrame(10, { prev: 10, through: 13, items: items(11, 13) });
  assert.deepEqual(step, { through: 13, items: items(11, 13), gap: false });
});

test("a frame after a hole is not taken", () => {
  const step = takeFrame(10, { prev: 11, through: 13, items: items(13) });
  assert.deepEqual(step, { through: 10, items: [], gap: true });
});

test("what was seen before is skipped, and the position never goes back", () => {
  const step = takeFrame(12, { prev: 9, through: 13, items: items(10, 12, 13) });
  assert.deepEqual(step, { through: 13, items: items(13), gap: false });
  assert.equal(takeFrame(20, { prev: 9, through: 13, items: items(10) }).through, 20);
});

test("an empty frame moves the position", () => {
  assert.equal(takeFrame(10, { prev: 10, through: 15, items: [] }).through, 15);
});

test("after a gap the replay brings everything, each once", () => {
  const { inbox, seen, gaps } = inboxAt(10);
  inbox.take({ prev: 12, through: 13, items: items(13) });
  inbox.take({ prev: 10, through: 13, items: items(11, 12, 13) });
  inbox.take({ prev: 13, through: 14, items: items(14) });
  assert.deepEqual(gaps, [10]);
  assert.deepEqual(seen, [11, 12, 13, 14]);
});

test("news during a reload come after the snapshot, and only the newer ones", () => {
  const { inbox, seen } = inboxAt(10);
  inbox.hold();
  inbox.take({ prev: 10, through: 11, items: items(11) });
  inbox.take({ prev: 11, through: 12, items: items(12) });
  assert.deepEqual(seen, []);
  inbox.release(11);
  assert.deepEqual(seen, [12]);
  assert.equal(inbox.through(), 12);
});

test("a snapshot of a restored box may be older than what was seen", () => {
  const { inbox, seen } = inboxAt(50);
  inbox.hold();
  inbox.release(7);
  inbox.take({ prev: 7, through: 8, items: items(8) });
  assert.deepEqual(seen, [8]);
});

test("tries come 50 ms a step apart, 2 s at most, spread by half", () => {
  assert.deepEqual([1, 2, 40, 1000].map((attempt) => backoff(attempt, 0)), [50, 100, 2000, 2000]);
  assert.deepEqual([1, 2, 40, 1000].map((attempt) => backoff(attempt, 1)), [25, 50, 1000, 1000]);
});
