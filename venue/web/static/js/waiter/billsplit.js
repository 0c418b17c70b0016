/** Dividing a bill: evenly, an amount, by dishes, by seats. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { exponentOf } from "../money.js";
import { Icon, Stepper } from "../kit.js";
import { goTo, isBusy, run } from "./billstate.js";
import { parseAmount, shareOf } from "./model.js";
import { asMoney, currency, table } from "./state.js";

const WAYS = ["even", "item", "seat", "amount"];

export function SplitStep({ bill }) {
  const how = useSignal("even");
  const count = useSignal(Math.max(2, table.value?.covers ?? 2));
  const text = useSignal("");
  const chosen = useSignal(new Set());
  const path = `/api/v1/bills/${bill.id}/split`;
  const hasSeats = bill.lines.some((line) => line.seat);
  const amount = parseAmount(text.value, exponentOf(currency.value));
  const bodies = {
    even: { count: count.value },
    item: { parts: [[...chosen.value].map((line_id) => ({ line_id }))] },
    seat: {},
    amount: { amounts: [asMoney(amount ?? 0)] },
  };
  const ready = {
    even: true, item: chosen.value.size > 0, seat: hasSeats,
    amount: amount > 0 && amount <= bill.payable.amount,
  };
  const toggle = (id) => {
    const next = new Set(chosen.value);
    if (!next.delete(id)) next.add(id);
    chosen.value = next;
  };
  return html`<div class="stack">
    <div class="bill-methods" role="group" aria-label=${t("bill.split")}>${WAYS.map(
      (way) => html`<button type="button" key=${way} class="bill-method"
        aria-pressed=${String(how.value === way)} disabled=${way === "seat" && !hasSeats}
        onClick=${() => (how.value = way)}>${t(`bill.split.${way}`)}</button>`)}</div>
    ${how.value === "even" && html`<div class="bill-even">
      <${Stepper} value=${count.value} min=${2} max=${50} label=${t("bill.people")}
        onChange=${(next) => (count.value = next)} />
      <p class="bill-amount"><span class="muted">${t("bill.each_about")}</span>
        <strong>${money(asMoney(shareOf(bill.payable.amount, count.value)))}</strong></p></div>`}
    ${how.value === "item" && html`<p class="muted">${t("bill.split_item_text")}</p>
      <ul class="bill">${bill.lines.map((line) => html`<li key=${line.id}><button type="button"
        class="bill-line" aria-pressed=${String(chosen.value.has(line.id))}
        onClick=${() => toggle(line.id)}>
        <span><${Icon} name=${chosen.value.has(line.id) ? "circle-check" : "plus"} /></span>
        <span class="grow">${line.quantity} ${line.name}</span><span>${money(line.net)}</span>
      </button></li>`)}</ul>`}
    ${how.value === "amount" && html`<div class="field"><label
      for="split-amount">${t("bill.split_amount_text")}</label>
      <input id="split-amount" class="input amount" inputmode="decimal" autocomplete="off"
        value=${text.value} onInput=${(event) => (text.value = event.target.value)} /></div>`}
    ${how.value === "seat" && html`<p class="muted">${t("bill.split_seat_text")}</p>`}
    <button type="button" class="button button-primary button-large button-wide"
      disabled=${!ready[how.value] || isBusy.value}
      onClick=${() => run(path, { how: how.value, ...bodies[how.value] })}>
      <${Icon} name="users" />${t("bill.do_split")}</button>
    ${bill.parts.length > 0 && html`<button type="button" class="button button-large button-wide"
      disabled=${isBusy.value} onClick=${() => run(path, { how: "none" })}>
      <${Icon} name="undo-2" />${t("bill.undo_split")}</button>`}
    <button type="button" class="button button-large button-wide" onClick=${() => goTo("merge")}>
      <${Icon} name="layers" />${t("bill.merge")}</button>
  </div>`;
}
