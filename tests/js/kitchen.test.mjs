import assert from "node:assert/strict";
import { test } from "node:test";

import { ageAt, clockOffset, clockText, startedAt,
  toneOf } from "../../venue/web/static/js/kitchen/age.js";
import {
  EMPTY, allDay, attentionOf, eventOf, groupsOf, inOrder, isRushed, pendingOf, shownState,
  splitAllDay, tapOn, unnoticed, withLine, withSnapshot, withTicket,
} from "../../venue/web/static/js/kitchen/board.js";
import { limitFor, pack } from "../../venue/web/static/js/kitchen/fit.js";
import { dishesFor } from "../../venue/web/static/js/kitchen/dishes.js";
import { ordersOf, progressOf } from "../../venue/web/static/js/kitchen/passing.js";
import { USUAL_KEYS, actionOf, learned } from "../../venue/web/static/js/kitchen/prefs.js";
import { createAcks } from "../../venue/web/static/js/kitchen/acks.js";

const line = (id, state = "fired", more = {}) => ({
  id, state, name: "Soup", quantity: 1, course: 1, modifiers: [], note: "", allergy: false, ...more,
});
const ticket = (id, more = {}) => ({
  id, order_number: 1, age_s: 0, at_run_ms: 100_000, target_s: 600, state: "open",
    lines: [line(`${id}.1`)],
  ...more,
});

test("head changes at the shares of the ticket's own target", () => {
  const tones = [0, 209, 210, 395, 396, 599, 600, 899, 900].map((age) => toneOf(age, 600));
  assert.deepEqual(tones, ["fresh", "fresh", "good", "good", "due", "due", "late", "late", "over"]);
  assert.equal(toneOf(null, 600), "held");
  assert.equal(toneOf(100, 120), "due");
});

test("ages are told in minutes and seconds, hours when it comes to that", () => {
  assert.deepEqual([0, 62, 3599, 3725].map(clockText), ["0:00", "1:02", "59:59", "1:02:05"]);
  assert.equal(clockText(null), "");
});

test("a replayed ticket is as old as it is, not as old as it was said to be", () => {
  const offset = clockOffset(-Infinity, 200_000, 50_000);
  const since = startedAt({ age_s: 0, at_run_ms: 110_000 }, offset, 50_000);
  assert.equal(ageAt(since, 50_000), 90);
});

test("the least delayed answer sets the clock", () => {
  const offset = clockOffset(clockOffset(-Infinity, 1_000, 100), 2_000, 1_400);
  assert.equal(offset, 900);
});

test("a ticket without the box's clock counts from its receipt; a held one does not count", () => {
  assert.equal(startedAt({ age_s: 30 }, -Infinity, 100_000), 70_000);
  assert.equal(startedAt({ age_s: null, at_run_ms: 5 }, 0, 100), null);
});

test("tickets are oldest first and held ones last", () => {
  const items = [
    ticket("b", { age_s: 10, order_number: 2 }), ticket("held", { age_s: null }), ticket("a",
      { age_s: 99 }),
  ];
  const ids = inOrder(withSnapshot(EMPTY, { items, seq: 5 }, 0)).map((entry) => entry.ticket.id);
  assert.deepEqual(ids, ["a", "b", "held"]);
});

test("a snapshot does not undo younger news", () => {
  let board = withSnapshot(EMPTY, { items: [ticket("a"), ticket("b")], seq: 5 }, 0);
  board = withTicket(board, ticket("a", { state: "bumped" }), 8, 0);
  board = withTicket(board, ticket("c"), 9, 0);
  board = withSnapshot(board, { items: [ticket("a"), ticket("b")], seq: 7 }, 0);
  assert.deepEqual([...board.entries.keys()].sort(), ["b", "c"]);
  board = withSnapshot(board, { items: [ticket("a")], seq: 12 }, 0);
  assert.deepEqual([...board.entries.keys()], ["a"]);
});

test("old news change nothing, and a recalled ticket comes back", () => {
  let board = withTicket(EMPTY, ticket("a"), 5, 0);
  assert.equal(withTicket(board, ticket("a", { state: "bumped" }), 4, 0), board);
  board = withTicket(board, ticket("a", { state: "bumped" }), 6, 0);
  assert.equal(board.entries.size, 0);
  assert.equal(withTicket(board, ticket("a"), 5, 0), board);
  assert.equal(withTicket(board, ticket("a"), 7, 0).entries.size, 1);
});

test("a rounded age does not move a ticket", () => {
  const first = withTicket(EMPTY, ticket("a", { age_s: 10, at_run_ms: 100_000 }), 1, 0);
  const next = withTicket(first, ticket("a", { age_s: 10, at_run_ms: 100_900 }), 2, 900);
  assert.equal(next.entries.get("a").since, first.entries.get("a").since);
});

test("the answer to a tap moves its line until the news come", () => {
  const board = withTicket(EMPTY, ticket("a"), 1, 0);
  const next = withLine(board, { id: "a.1", state: "done" }, 2);
  assert.equal(next.entries.get("a").ticket.lines[0].state, "done");
  assert.equal(withLine(next, { id: "x", state: "done" }, 3), next);
});

test("all-day counts what is still to be made, taps under way too", () => {
  const lines = [
    line("a.1", "fired", { quantity: 2 }), line("a.2", "held"), line("a.3", "done"), line("a.4",
      "voided"),
    line("a.5", "fired", { name: "Tea", quantity: 9 }),
  ];
  const entries = inOrder(withTicket(EMPTY, ticket("a", { lines }), 1, 0));
  assert.deepEqual(allDay(entries), [{ name: "Tea", quantity: 9 }, { name: "Soup", quantity: 3 }]);
  const pending = pendingOf([{ path: "/api/v1/order-lines/a.5/bump" }]);
  assert.deepEqual(allDay(entries, pending), [{ name: "Soup", quantity: 3 }]);
});

test("held lines stand under their course and seen voids are gone", () => {
  const lines = [line("1", "held", { course: 3 }), line("2"), line("3", "held", { course: 2 }),
    line("4", "void_seen")];
  const { now, then } = groupsOf(ticket("a", { lines }));
  assert.deepEqual(now.map((one) => one.id), ["2"]);
  assert.deepEqual(then.map((course) => course.map((one) => one.id)), [["3"], ["1"]]);
});

test("a tap is shown before the box has answered, the last one wins", () => {
  const pending = pendingOf([
    { path: "/api/v1/tickets/a/bump" }, { path: "/api/v1/order-lines/a.2/bump" },
    { path: "/api/v1/order-lines/a.2/recall" },
  ]);
  assert.equal(shownState(line("a.1"), "a", pending), "done");
  assert.equal(shownState(line("a.2"), "a", pending), "started");
  assert.equal(shownState(line("a.3", "voided"), "a", pending), "voided");
  assert.equal(shownState(line("b.1"), "b", pending), "fired");
});

test("what a tap does follows the state", () => {
  const states = ["held", "fired", "started", "done", "served", "voided"];
  assert.deepEqual(states.map(tapOn), [null, "bump", "bump", "recall", null, "void-seen"]);
});

test("what may be heard of a ticket: new, rush, allergy, void; the rest is silent", () => {
  const known = { ticket: ticket("a"), since: 0 };
  assert.equal(eventOf(undefined, ticket("a")), "new");
  assert.equal(eventOf(undefined, ticket("a", { lines: [line("1", "fired", { allergy: true })] })),
    "allergy");
  assert.equal(eventOf(known, ticket("a", { lines: [line("a.1", "voided")] })), "void");
  assert.equal(eventOf(known, ticket("a")), null);
  assert.equal(eventOf(known, ticket("a", { state: "bumped" })), null);
  assert.equal(eventOf({ ticket: ticket("a"), since: null }, ticket("a")), "new");
  assert.equal(eventOf(known, ticket("a", { rushed_run_ms: 5 })), "rush");
  const rushed = { ticket: ticket("a", { rushed_run_ms: 5 }), since: 0 };
  assert.equal(eventOf(rushed, ticket("a", { rushed_run_ms: 5 })), null);
  const changed = ticket("a", { lines: [line("a.1", "fired", { attention: "changed" })] });
  assert.equal(eventOf(known, changed), "new");
});

test("rushed tickets stand first, the first rushed before the second", () => {
  const items = [ticket("old", { age_s: 500 }), ticket("late", { age_s: 9, rushed_run_ms: 70 }),
    ticket("soon", { age_s: 1, rushed_run_ms: 60 }), ticket("held", { age_s: null })];
  const ids = inOrder(withSnapshot(EMPTY, { items, seq: 1 }, 0)).map((one) => one.ticket.id);
  assert.deepEqual(ids, ["soon", "late", "old", "held"]);
});

test("a line asks for its tap until it was tapped, here or for the whole ticket", () => {
  const asking = line("a.1", "fired", { attention: "allergy" });
  const one = ticket("a", { lines: [asking, line("a.2")] });
  const none = pendingOf([]);
  assert.deepEqual(unnoticed(one, none).map(({ id }) => id), ["a.1"]);
  for (const path of ["/api/v1/order-lines/a.1/notice", "/api/v1/tickets/a/notice"]) {
    assert.equal(attentionOf(asking, "a", pendingOf([{ path }])), "");
  }
  assert.equal(attentionOf(asking, "a", pendingOf([{ path: "/api/v1/order-lines/a.2/notice" }])),
    "allergy");
  const bumped = pendingOf([{ path: "/api/v1/order-lines/a.1/bump" }]);
  assert.equal(attentionOf(asking, "a", bumped), "");
});

test("a notice changes no state, a rush under way is shown, the last word counts", () => {
  const pending = pendingOf([{ path: "/api/v1/order-lines/a.1/notice" },
    { path: "/api/v1/tickets/a/rush" }, { path: "/api/v1/order-lines/a.2/refire" }]);
  assert.equal(shownState(line("a.1"), "a", pending), "fired");
  assert.equal(shownState(line("a.2", "done"), "a", pending), "done");
  assert.equal(isRushed(ticket("a"), pending), true);
  const calmed = pendingOf([{ path: "/api/v1/tickets/a/rush" }, { path: "/api/v1/tickets/a/calm" }]);
  assert.equal(isRushed(ticket("a", { rushed_run_ms: 3 }), calmed), false);
});

test("a recall goes one step back from wherever the line is", () => {
  const pending = pendingOf([{ path: "/api/v1/order-lines/a.1/recall" }]);
  const back = ["started", "done", "served"].map((state) =>
    shownState(line("a.1", state), "a", pending));
  assert.deepEqual(back, ["fired", "started", "done"]);
});

test("all-day tells what is to cook from what waits for its course", () => {
  const lines = [line("a.1"), line("a.2", "held", { quantity: 4 })];
  const entries = inOrder(withTicket(EMPTY, ticket("a", { lines }), 1, 0));
  assert.deepEqual(splitAllDay(entries), {
    now: [{ name: "Soup", quantity: 1 }], held: [{ name: "Soup", quantity: 4 }],
  });
});

test("the venue's percentages decide the colours", () => {
  const tones = { good: 10, due: 20, late: 100, over: 300 };
  assert.deepEqual([5, 10, 20, 99, 100, 299, 300].map((age) => toneOf(age, 100, tones)),
    ["fresh", "good", "due", "due", "late", "late", "over"]);
});

test("the pass gathers an order's tickets and lets it go when all is at the table", () => {
  const part = (id, station, states, more = {}) => ticket(id, { order_id: "o", station,
    lines: states.map((state, n) => line(`${id}.${n}`, state)), state: "bumped", ...more });
  let board = withTicket(EMPTY, part("o.s2", "hot", ["fired"]), 1, 0, () => true);
  board = withTicket(board, part("o.s1", "cold", ["done", "served"]), 2, 0, () => true);
  const [order] = ordersOf(board);
  assert.deepEqual(order.ticket.tickets.map(({ station }) => station), ["cold", "hot"]);
  assert.equal(order.ticket.lines.length, 3);
  assert.equal(ordersOf(board)[0], order);
  const progress = order.ticket.tickets.map((one) => progressOf(one.lines, (l) => l.state));
  assert.deepEqual(progress.map(({ isReady }) => isReady), [true, false]);
  board = withTicket(board, part("o.s2", "hot", ["void_seen"]), 3, 0, () => true);
  board = withTicket(board, part("o.s1", "cold", ["served", "served"]), 4, 0, () => true);
  assert.deepEqual(ordersOf(board), []);
});

test("a key that is learned leaves the action it had", () => {
  const keys = learned(USUAL_KEYS, "bump", "s");
  assert.equal(actionOf(keys, "S"), "bump");
  assert.equal(keys.start, "");
  assert.equal(actionOf(keys, "Enter"), null);
  assert.equal(actionOf(keys, "ArrowLeft"), "left");
});

test("dishes that are out or counted come first, the search takes any part of a name", () => {
  const items = [
    { id: 1, name: "Soup", sold_out: false }, { id: 2, name: "Steak", sold_out: false,
      remaining_qty: 3 }, { id: 3, name: "Sole", sold_out: true, remaining_qty: 0 },
  ];
  assert.deepEqual(dishesFor(items, "").map(({ id }) => id), [3, 2, 1]);
  assert.deepEqual(dishesFor(items, " TEA ").map(({ id }) => id), [2]);
});

test("cards fill columns in order and never leave the first out", () => {
  const { places, used } = pack([100, 100, 100, 50], { columns: 2, height: 220, gap: 10 });
  assert.deepEqual(places, [
    { column: 0, top: 0 }, { column: 0, top: 110 }, { column: 1, top: 0 }, { column: 1, top: 110 },
  ]);
  assert.ok(used > 0.8 && used <= 1);
  assert.equal(pack([500, 10], { columns: 1, height: 100 }).places.length, 1);
  assert.equal(pack([60, 60, 60], { columns: 2, height: 100 }).places.length, 2);
});

test("only a few cards more than the page are built", () => {
  assert.deepEqual([limitFor(0), limitFor(30), limitFor(100)], [40, 36, 40]);
});

function acksWith({ answers, visible = true }) {
  const sent = [];
  const paints = [];
  const laters = [];
  const show = createAcks({
    send: async (ids) => {
      sent.push(ids);
      return { status: answers.shift() ?? 200 };
    },
    painted: (then) => paints.push(then),
    visible: () => visible,
    later: (then) => laters.push(then),
  });
  const settle = () => new Promise((done) => setImmediate(done));
  return { sent, paints, laters, show, settle };
}

test("a painted frame is told once, with all its tickets", async () => {
  const { sent, paints, laters, show, settle } = acksWith({ answers: [] });
  show(["a", "b"]);
  show(["a", "c"]);
  assert.equal(laters.length, 0);
  paints.forEach((paint) => paint());
  laters[0]();
  await settle();
  show(["a", "b", "c"]);
  await settle();
  assert.deepEqual(sent, [["a", "b", "c"]]);
  assert.equal(laters.length, 1);
});

test("frames that follow each other are told in one call", async () => {
  const { sent, paints, laters, show, settle } = acksWith({ answers: [] });
  show(["a"]);
  paints[0]();
  show(["b"]);
  paints[1]();
  assert.equal(laters.length, 1);
  laters[0]();
  show(["c"]);
  paints[2]();
  await settle();
  laters[1]();
  await settle();
  assert.deepEqual(sent, [["a", "b"], ["c"]]);
});

test("an ack without an answer is sent again until it has one", async () => {
  const { sent, paints, laters, show, settle } = acksWith({ answers: [0, 503, 200] });
  show(["a"]);
  paints[0]();
  for (const time of [0, 1, 2]) {
    laters[time]();
    await settle();
  }
  assert.deepEqual(sent, [["a"], ["a"], ["a"]]);
  assert.equal(laters.length, 3);
});

test("what a hidden page paints nobody has seen", () => {
  const { paints, laters, show } = acksWith({ answers: [], visible: false });
  show(["a"]);
  paints[0]();
  assert.equal(laters.length, 0);
  show(["a"]);
  assert.equal(paints.length, 2);
});
