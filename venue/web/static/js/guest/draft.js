/** The shared basket: tells the box of each change of this phone's lines, hears of the others'. */

import { batch, effect } from "../vendor.js";
import { get, post } from "../api.js";
import { keyOf } from "./cart.js";
import { isShared } from "./load.js";
import { changesBetween, factsOf, withLines } from "./shared.js";
import { flying, lines, me, others, people, who } from "./state.js";

const CALM_MS = 250;
const AGAIN_MS = 3_000;
const MOST_IN_ONE_CALL = 60;

/** By line id, what the box knows of this phone's own lines. */
const told = new Map();
let revision = 0;
let timer = 0;
let running = false;
let agreed = false;

/** The ids and revision to keep over a reload, so that what was taken out does not come back. */
export const memory = () => ({ known: [...told.keys()], revision });

const ownId = () => me.value.guest?.id;

/** The whole basket; resolves when both sides agree on what belongs to whom. @throws {ApiError} */
export async function loadDraft(remembered = { known: [], revision: 0 }) {
  if (!isShared()) return;
  const answer = await get("/api/v1/draft");
  const known = new Set([...remembered.known, ...told.keys()]);
  const own = answer.lines.filter((line) => line.guest_id === ownId());
  const here = new Set(lines.value.map((line) => line.id));
  own.forEach((line) => told.set(line.id, factsOf(line)));
  const strays = own.filter(({ id }) => !here.has(id) && !known.has(id) && !flying.value.has(id));
  revision = Math.max(revision, remembered.revision, ...answer.lines.map((one) => one.revision));
  batch(() => {
    others.value = answer.lines.filter((line) => line.guest_id !== ownId());
    who.value = answer.who;
    meet(answer.people);
    // Chosen on this phone in another tab, or before its storage was emptied.
    const found = strays.map((one) => ({ ...one, key: keyOf(one), change: null }));
    lines.value = [...lines.value, ...found];
  });
  agreed = true;
  timer = setTimeout(tell, CALM_MS);
}

/** The box took an order with these lines: they are nobody's choice any more. */
export function settle({ lines: some }) {
  const gone = new Set(some.map((line) => line.draft_id));
  gone.forEach((id) => told.delete(id));
  others.value = others.value.filter((line) => !gone.has(line.id));
}

/** From now on the box hears of every change. */
export function shareChanges() {
  effect(() => {
    lines.value;
    flying.value;
    me.value;
    clearTimeout(timer);
    timer = setTimeout(tell, CALM_MS);
  });
}

/** Tell the box what it does not know yet; one call at a time. */
export async function tell() {
  clearTimeout(timer);
  if (running || !agreed || !isShared()) return;
  const changes = changesBetween(told, lines.value, flying.value, () => (revision += 1));
  if (changes.length === 0) return;
  const some = changes.slice(0, MOST_IN_ONE_CALL);
  running = true;
  try {
    await post("/api/v1/draft/lines", { lines: some }, { tries: 1 });
    some.forEach(noted);
    timer = setTimeout(tell, CALM_MS);
  } catch (error) {
    // A refusal for good must not be repeated; without an answer, later.
    if (error.isTransient) timer = setTimeout(tell, AGAIN_MS);
    else console.warn("draft", error.code);
  } finally {
    running = false;
  }
}

function noted(change) {
  if (change.quantity === 0) told.delete(change.id);
  else told.set(change.id, factsOf(change));
}

/** News of lines: what others chose, and what somebody has sent. */
export function onDraft(news) {
  const sent = news.lines.filter((line) => line.state === "sent");
  const gone = new Set(sent.map((line) => line.id));
  gone.forEach((id) => told.delete(id));
  batch(() => {
    others.value = withLines(others.value, news.lines, ownId());
    const whose = sent.map((one) => [one.line_id, one.guest_id]);
    who.value = { ...who.value, ...Object.fromEntries(whose) };
    if (lines.value.some((line) => gone.has(line.id))) {
      lines.value = lines.value.filter((line) => !gone.has(line.id));
    }
    meet(news.people);
  });
}

/** Know these phones of the table. */
export function meet(some) {
  people.value = new Map([...people.value, ...some.map((person) => [person.id, person])]);
}
