/** Somebody's PIN for an act that the waiter may not do alone; then the act is done. */

import { html, useEffect, useSignal } from "../vendor.js";
import { get } from "../api.js";
import { t } from "../i18n.js";
import { Keypad } from "../kit.js";
import { isBusy, problem, wanted } from "./billstate.js";

const LONGEST_PIN = 8;
const APPROVE = ["manager", "installer"];

export function ApproveStep() {
  const people = useSignal([]);
  const who = useSignal(null);
  const pin = useSignal("");
  useEffect(() => {
    get("/api/v1/staff/names").then(({ items }) => {
      const rank = (one) => APPROVE.indexOf(one.role);
      people.value = items.filter((one) => rank(one) >= 0).sort((a, b) => rank(a) - rank(b));
      who.value = people.value[0]?.id ?? null;
    }).catch(() => undefined);
  }, []);
  const send = async () => {
    const approver = { pin: pin.value, ...(who.value === null ? {} : { staff_id: who.value }) };
    await wanted.value.run(approver);
    pin.value = "";
  };
  return html`<div class="stack bill-approve">
    <h3>${t("bill.approve_title")}</h3>
    <p class="muted">${t("bill.approve_text")}</p>
    <div class="reasons" role="group" aria-label=${t("bill.approve_who")}>
      ${people.value.map(({ id, name }) => html`<button type="button" key=${id} class="chip"
        aria-pressed=${String(who.value === id)} onClick=${() => (who.value = id)}>${name}</button>`)}
      <button type="button" class="chip" aria-pressed=${String(who.value === null)}
        onClick=${() => (who.value = null)}>${t("bill.approve_one_time")}</button>
    </div>
    <${Keypad} pin=${pin.value} longest=${LONGEST_PIN} disabled=${isBusy.value}
      wrong=${problem.value !== ""} onPin=${(next) => (pin.value = next)} onEnter=${send} />
  </div>`;
}
