/** One tick a second for all tickets. It touches the ages on the glass and nothing else. */

import { USUAL_TONES, ageAt, clockText, toneOf } from "./age.js";

const faces = new Map();
let percents = USUAL_TONES;

/** Take the venue's percentages, `{good, due, over}`; late is where the target is reached. */
export function useTones(tones) {
  percents = { ...USUAL_TONES, ...tones };
}

function touch(face, now) {
  const age = ageAt(face.since, now);
  const text = clockText(age);
  if (text !== face.text) {
    face.text = text;
    face.node.data = text;
  }
  const tone = toneOf(age, face.target, percents);
  if (tone !== face.tone) {
    face.tone = tone;
    face.card.dataset.tone = tone;
  }
}

/** A ref for a card: joins its age and head to the tick while the card is on the screen. */
export function faceOf({ ticket, since }) {
  return (card) => {
    if (!card) {
      faces.delete(ticket.id);
      return;
    }
    const place = card.querySelector(".ticket-age");
    const node = place.firstChild ?? place.appendChild(document.createTextNode(""));
    const face = { card, node, since, target: ticket.target_s, text: null, tone: null };
    faces.set(ticket.id, face);
    touch(face, performance.now());
  };
}

/** Bring every card on the screen up to date. */
export function touchFaces(now) {
  for (const face of faces.values()) touch(face, now);
}

/** How many are open, due and late: `{open, due, late}`. */
export function countsOf(entries, now) {
  let due = 0;
  let late = 0;
  for (const { ticket, since } of entries) {
    const tone = toneOf(ageAt(since, now), ticket.target_s, percents);
    if (tone === "due") due += 1;
    if (tone === "late" || tone === "over") late += 1;
  }
  return { open: entries.length, due, late };
}

/** Call `tick(now)` at every whole second of the monotonic clock. */
export function everySecond(tick) {
  const run = () => {
    const now = performance.now();
    tick(now);
    setTimeout(run, 1000 - (performance.now() % 1000));
  };
  run();
}
