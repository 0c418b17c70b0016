/** How old a ticket is and what that means. Ages run on `performance.now()`,
  which nobody can set. */

/** Percent of the ticket's own target at which its head changes; the venue's settings say. */
export const USUAL_TONES = { good: 35, due: 66, late: 100, over: 150 };
const TONES = ["over", "late", "due", "good"];
const MINUTE = 60;
const HOUR = 3600;

/** The box's running clock against ours, in ms: the largest difference seen had the least delay. */
export function clockOffset(known, atRunMs, now) {
  return Math.max(known, atRunMs - now);
}

/**
 * The moment of `performance.now()` at which a ticket's clock started; null while all is held.
 * News that are replayed carry the age they had when they were written, so the box's own clock
 * (`at_run_ms`) says how old the age itself is.
 */
export function startedAt({ age_s, at_run_ms }, offset, now) {
  if (age_s === null || age_s === undefined) return null;
  const saidAt = at_run_ms === undefined ? now : Math.min(at_run_ms - offset, now);
  return saidAt - age_s * 1000;
}

/** Whole seconds since `since`; null stays null. */
export function ageAt(since, now) {
  return since === null ? null : Math.max(0, Math.floor((now - since) / 1000));
}

/** "held", "fresh", "good", "due", "late" or "over": the state of a ticket's head. */
export function toneOf(age, target, percents = USUAL_TONES) {
  if (age === null) return "held";
  const percent = (100 * age) / Math.max(1, target);
  return TONES.find((tone) => percent >= percents[tone]) ?? "fresh";
}

/** 62 -> "1:02", 3725 -> "1:02:05"; nothing for a held ticket. */
export function clockText(age) {
  if (age === null) return "";
  const seconds = String(age % MINUTE).padStart(2, "0");
  if (age < HOUR) return `${Math.floor(age / MINUTE)}:${seconds}`;
  const minutes = String(Math.floor((age % HOUR) / MINUTE)).padStart(2, "0");
  return `${Math.floor(age / HOUR)}:${minutes}:${seconds}`;
}
