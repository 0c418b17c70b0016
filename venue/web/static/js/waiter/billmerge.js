/** Another open bill taken over by this one: its dishes and its payments come along. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon } from "../kit.js";
import { isBusy, run } from "./billstate.js";
import { detail, places, tables } from "./state.js";
import { titled } from "./words.js";

/** The open bills there are: the party's own others, and those of the other tables and places. */
function others(bill) {
  const isOpen = (one) => !["closed", "voided"].includes(one.state);
  const own = (detail.value?.bills ?? []).filter((one) => one.id !== bill.id && isOpen(one))
    .map((one) => ({ id: one.id, title: t("bill.number", { number: one.number }), total: one.owed }));
  const known = new Set([bill.id, ...own.map((one) => one.id)]);
  const far = [...tables.value, ...places.value]
    .filter((one) => one.session_id && one.bill_id && !known.has(one.bill_id))
    .map((one) => ({ id: one.bill_id, title: titled(one), total: one.total }));
  return [...own, ...far];
}

export function MergeStep({ bill }) {
  const chosen = useSignal(null);
  const all = others(bill);
  if (all.length === 0) return html`<${Empty} icon="receipt-text" title=${t("bill.merge_none")} />`;
  return html`<div class="stack"><h3>${t("bill.merge")}</h3>
    <p class="muted">${t("bill.merge_text")}</p>
    <div class="reasons" role="group" aria-label=${t("bill.merge")}>${all.map((one) => html`
      <button type="button" key=${one.id} class="chip" aria-pressed=${String(chosen.value === one.id)}
        onClick=${() => (chosen.value = one.id)}>${one.title}
        ${one.total && html` <strong>${money(one.total)}</strong>`}</button>`)}</div>
    <button type="button" class="button button-primary button-large button-wide"
      disabled=${!chosen.value || isBusy.value}
      onClick=${() => run(`/api/v1/bills/${bill.id}/merge`, { bill_id: chosen.value })}>
      <${Icon} name="layers" />${t("bill.do_merge")}</button></div>`;
}
