/** Who approves, and the PIN: the person's own, or the one-time PIN that the own device shows. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { me, people } from "./state.js";

const APPROVE = ["manager", "installer"];
const SHORTEST_PIN = 4;

/** True when the box can be asked: a PIN was typed, with or without saying whose. */
export function isApproved({ pin }) {
  return pin.length >= SHORTEST_PIN;
}

/** @param {{approver: object}} props a signal of `{staff_id, pin}`, as the box wants it */
export function ApproverFields({ approver }) {
  const { staff_id: chosen, pin } = approver.value;
  const who = [...people.value.values()].filter(
    (one) => APPROVE.includes(one.role) && one.id !== me.value.staff_id,
  );
  const choose = (id) => (approver.value = { ...approver.value, staff_id: id });
  return html`<fieldset class="group approver"><legend>${t("waiter.approver")}</legend>
    <p class="muted small">${t("waiter.approver_text")}</p>
    <div class="reasons" role="group" aria-label=${t("waiter.approver_who")}>
      ${who.map(({ id, name }) => html`<button type="button" key=${id} class="chip"
        aria-pressed=${String(chosen === id)} onClick=${() => choose(id)}>${name}</button>`)}
      <button type="button" class="chip" aria-pressed=${String(chosen === null)}
        onClick=${() => choose(null)}>${t("waiter.approver_one_time")}</button>
    </div>
    <div class="field"><label for="approver-pin">${t("waiter.approver_pin")}</label>
      <input id="approver-pin" class="input amount" type="password" inputmode="numeric"
        autocomplete="one-time-code" maxlength="12" dir="ltr" value=${pin}
        onInput=${(event) => (approver.value = { ...approver.value,
          pin: event.target.value.replace(/\D/g, "") })} /></div>
  </fieldset>`;
}
