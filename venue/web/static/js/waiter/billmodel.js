/** Sums at the till, as pure functions: amounts in minor units in, amounts out. */

/** What a guest is likely to hand over for an amount: it itself, then the next round notes. */
export function notesFor(due, exponent) {
  const unit = 10 ** exponent;
  const found = new Set([due]);
  for (const note of [1, 5, 10, 20, 50, 100]) {
    const step = note * unit;
    found.add(Math.ceil(due / step) * step);
  }
  return [...found].filter((amount) => amount > 0).sort((a, b) => a - b).slice(0, 5);
}

/** Tips to offer: a share of the amount, rounded up to the next whole or half unit. */
export function tipsFor(amount, exponent, percents = [5, 10, 15]) {
  const step = exponent === 0 ? 1 : Math.max(1, 10 ** exponent / 2);
  return percents.map((percent) => ({
    percent,
    amount: Math.ceil((amount * percent) / 100 / step) * step,
  }));
}

/** Parts of a split that still have something to pay. */
export function openParts(bill) {
  return bill.parts.filter((part) => part.owed.amount > 0);
}

/** What is to be paid next: a part of the split, or all that is left. */
export function dueOf(bill, part, isCash) {
  if (part) return (isCash ? part.owed_in_cash : part.owed).amount;
  return (isCash ? bill.payable_in_cash : bill.payable).amount;
}

/** What a payment takes off the bill: all of it when cash is rounded to coins, else what was typed. */
export function takenOff(typed, bill, part, isCash) {
  const whole = dueOf(bill, part, false);
  return isCash && typed === dueOf(bill, part, true) ? whole : typed;
}

/** Payments that nobody knows the end of. */
export function unknownTenders(bill) {
  return bill.tenders.filter((one) => one.state === "unknown");
}

/** What may still be given back of a payment, its tip too. */
export function leftOf(bill, tender) {
  const back = bill.tenders.filter(
    (one) => one.refund_of === tender.id && !["declined", "cancelled"].includes(one.state),
  );
  return back.reduce((left, one) => left + one.amount.amount + one.tip.amount,
    tender.amount.amount + tender.tip.amount);
}

/** True for a payment that can be given back or put right. */
export function isReturnable(bill, tender) {
  return tender.kind === "payment" && tender.state === "settled" && leftOf(bill, tender) > 0;
}

/** The path of a drawing for the box: strokes of points, whole numbers. */
export function pathOf(strokes) {
  return strokes
    .filter((points) => points.length > 1)
    .map((points) => points.map(([x, y], n) => `${n ? "L" : "M"}${x} ${y}`).join(" "))
    .join(" ");
}
