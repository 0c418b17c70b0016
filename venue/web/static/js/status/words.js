/** Sizes and ages for people. Pure. */

const STEPS = [[86_400, "days"], [3_600, "hours"], [60, "minutes"], [1, "seconds"]];

/** 5400 -> {key: "status.hours", count: 1}: the largest unit that says at least one. */
export function ageParts(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [size, name] = STEPS.find(([step]) => whole >= step) ?? [1, "seconds"];
  return { key: `status.${name}`, count: Math.floor(whole / size) };
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** 48300000 -> "48 MB", in the language. */
export function sizeText(bytes, lang) {
  let unit = 0;
  let size = bytes;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = size < 10 && unit > 0 ? 1 : 0;
  return new Intl.NumberFormat(`${lang}-u-nu-latn`, {
    style: "unit", unit: UNITS[unit], unitDisplay: "short", maximumFractionDigits: digits,
  }).format(size);
}

/** "ok", "warn" or "bad" for a printer's state. */
export function printerTone(state) {
  if (state === "ready") return "ok";
  return state === "paused" || state === "busy" ? "warn" : "bad";
}

/** Below this much room the disk is said to be almost full. */
export const LOW_DISK_BYTES = 1_000_000_000;
