/** What the bill's sheet knows, and how it acts: one call at a time, with an approver when asked. */

import { signal } from "../vendor.js";
import { get, post } from "../api.js";
import { problemText, refreshSoon, refreshTable, tookBill } from "./reading.js";
import { detail } from "./state.js";

/** Where we are: `{name: "bill" | "pay" | "split" | "gift" | "tender" | "line" | "move", …}`. */
export const step = signal({ name: "bill" });
/** The bill chosen among the party's, or one of the past; null: the party's open one. */
export const chosenId = signal(null);
/** A bill that belongs to no open table, as it was fetched last. */
export const past = signal(null);
export const problem = signal("");
export const isBusy = signal(false);
/** Ways to pay, terminals and reasons; null until they were fetched. */
export const till = signal(null);
/** An act that waits for somebody's PIN: `{run}`. */
export const wanted = signal(null);

/** The bill that is shown; null while there is none. */
export function billNow() {
  if (past.value) return past.value;
  const bills = detail.value?.bills ?? [];
  return bills.find((one) => one.id === chosenId.value) ?? detail.value?.bill ?? null;
}

/** Go to a step of the sheet. */
export function goTo(name, more = {}) {
  problem.value = "";
  step.value = { name, ...more };
}

/** Begin with a party's bill, or with one of the past. */
export async function begin(billId) {
  chosenId.value = null;
  past.value = null;
  wanted.value = null;
  goTo("bill");
  try {
    till.value = await get("/api/v1/payment-methods");
    if (billId) past.value = await get(`/api/v1/bills/${billId}`);
  } catch (error) {
    problem.value = problemText(error);
  }
}

/** Show the bill as the box told it last. */
export function took(bill) {
  if (past.value) past.value = bill;
  else tookBill(bill);
}

/**
 * Call the box. Refused for want of an approver, it is asked again with a PIN.
 * @returns {Promise<object | null>} the answer; null: refused, or it waits for the PIN
 */
export async function run(path, body = {}, { then = () => goTo("bill") } = {}) {
  isBusy.value = true;
  problem.value = "";
  try {
    const answer = await post(path, body);
    wanted.value = null;
    if (answer.lines) took(answer);
    then(answer);
    refreshTable();
    return answer;
  } catch (error) {
    const needed = error.code === "approval.needed";
    if (needed) wanted.value = { run: (approver) => run(path, { ...body, approver }, { then }) };
    else problem.value = problemText(error);
    if (!needed) refreshTable();
    return null;
  } finally {
    isBusy.value = false;
  }
}

/** Ask for a payment's state until its terminal is done. */
export async function follow(tenderId, isWanted) {
  while (isWanted()) {
    await new Promise((wake) => setTimeout(wake, 700));
    const tender = await get(`/api/v1/tenders/${tenderId}`).catch(() => null);
    if (tender && !["created", "awaiting"].includes(tender.state)) {
      took(await get(`/api/v1/bills/${tender.bill_id}`));
      refreshSoon();
      return tender;
    }
  }
  return null;
}
