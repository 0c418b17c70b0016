/** What is asked before an account changes: an extra, a payment, a line that goes. */

import { html, useSignal } from "../vendor.js";
import { errorText, money, t } from "../i18n.js";
import { Banner, Empty, Sheet, Skeleton } from "../kit.js";
import { CashPlace } from "./cash.js";
import { AmountField, Choice, Field, typedMinor, typedText } from "./parts.js";
import { act, sheet, useFetched } from "./state.js";

export const METHODS = ["cash", "card", "transfer"];
const BY_HAND = ["minibar", "service", "extra"];
const close = () => (sheet.value = null);

/** A sheet with one button at its foot. */
export function Ask({ title, words, isReady, isDanger, onSave, children }) {
  const foot = html`<button type="button" disabled=${!isReady} onClick=${onSave}
    class=${`button button-large ${isDanger ? "button-danger" : "button-primary"}`}>${words}</button>`;
  return html`<${Sheet} title=${title} onClose=${close} foot=${foot}>
    <div class="stack">${children}</div><//>`;
}

/** Charge the minibar or another extra. */
export function ChargeSheet({ folio }) {
  const kind = useSignal("minibar");
  const amount = useSignal("");
  const label = useSignal("");
  const minor = typedMinor(amount.value);
  const save = () => act(`/api/v1/folios/${folio.id}/lines`, { kind: kind.value,
    amount_minor: minor, label: label.value });
  return html`<${Ask} title=${t("desk.folio.charge")} words=${t("desk.folio.charge")}
    isReady=${minor} onSave=${save}>
    <${Choice} label=${t("desk.folio.what")} values=${BY_HAND} words="desk.kind" value=${kind.value}
      onChange=${(next) => (kind.value = next)} />
    <${AmountField} id="amount" label=${t("desk.amount")} value=${amount.value}
      onChange=${(said) => (amount.value = said)} />
    <${Field} id="label" label=${t("desk.folio.label")} value=${label.value} maxlength="80"
      onChange=${(said) => (label.value = said)} /><//>`;
}

/** Take money for what is owed; `start`: what was chosen before the drawer was changed. */
export function PaySheet({ folio, start }) {
  const method = useSignal(start?.method ?? "card");
  const amount = useSignal(start?.amount ?? typedText(folio.balance));
  const minor = typedMinor(amount.value);
  const isTooMuch = minor > folio.balance.amount;
  const save = () => act(`/api/v1/folios/${folio.id}/payments`, { method: method.value,
    amount_minor: minor }, "desk.folio.paid");
  const again = () => html`<${PaySheet} folio=${folio}
    start=${{ method: method.value, amount: amount.value }} />`;
  return html`<${Ask} title=${t("desk.folio.pay")} words=${t("desk.folio.pay")}
    isReady=${minor && !isTooMuch} onSave=${save}>
    <p>${t("desk.owed", { amount: money(folio.balance) })}</p>
    <${Choice} label=${t("desk.method")} values=${METHODS} words="desk.method" value=${method.value}
      onChange=${(next) => (method.value = next)} />
    ${method.value === "cash" && html`<${CashPlace} way="into" back=${again} />`}
    <${AmountField} id="amount" label=${t("desk.amount")} value=${amount.value}
      aria-invalid=${String(isTooMuch)} onChange=${(said) => (amount.value = said)} />
    ${isTooMuch && html`<${Banner} tone="bad" icon="circle-alert"
      title=${t("error.folios.too_much")} />`}<//>`;
}

/** Take a line back by its opposite. */
export function BackSheet({ line }) {
  const reason = useSignal("");
  const what = t(`desk.kind.${line.kind}`);
  const save = () => act(`/api/v1/folios/lines/${line.id}/take-back`, { reason: reason.value });
  return html`<${Ask} title=${t("desk.folio.take_back", { what })} isDanger
    words=${t("desk.folio.back")} isReady=${reason.value.trim()} onSave=${save}>
    <p>${what} <strong>${money(line.total)}</strong></p>
    <p class="muted">${t("desk.folio.back_text")}</p>
    ${line.kind === "payment" && line.method === "cash" && html`<${CashPlace} way="out_of"
      back=${() => html`<${BackSheet} line=${line} />`} />`}
    <${Field} id="reason" label=${t("desk.reason")} value=${reason.value} maxlength="120"
      onChange=${(said) => (reason.value = said)} /><//>`;
}

/** Move a line to another guest's account. */
export function MoveLineSheet({ folio, line }) {
  const said = useSignal("");
  const { value, error } = useFetched(`/api/v1/folios?query=${encodeURIComponent(said.value)}`);
  const amount = useSignal(typedText(line.total));
  const minor = typedMinor(amount.value);
  const isPart = line.total.amount > 0 && minor !== line.total.amount;
  const isWrong = isPart && !(minor > 0 && minor < line.total.amount);
  const others = value?.items.filter((one) => one.id !== folio.id);
  const what = t(`desk.kind.${line.kind}`);
  const give = (to) => act(`/api/v1/folios/lines/${line.id}/${isPart ? "split" : "move"}`,
    isPart ? { folio_id: to.id, amount_minor: minor } : { folio_id: to.id });
  return html`<${Sheet} title=${t("desk.folio.move_line", { what })} onClose=${close}>
    <div class="stack">
      <p>${what} <strong>${money(line.total)}</strong></p>
      ${line.total.amount > 0 && html`<${AmountField} id="part" label=${t("desk.beside.part")}
        value=${amount.value} aria-invalid=${String(isWrong)}
        onChange=${(next) => (amount.value = next)} />`}
      <${Field} id="find-other" type="search" label=${t("desk.find_folio")} value=${said.value}
        onChange=${(next) => (said.value = next)} />
      ${error && html`<${Banner} tone="warn" icon="wifi-off" title=${errorText(error)} />`}
      ${!value && !error && html`<${Skeleton} rows=${4} />`}
      ${others?.length === 0 && html`<${Empty} icon="receipt-text"
        title=${t("desk.none_found")} />`}
      <ul class="stack">${others?.map((one) => html`<li key=${one.id}>
        <button type="button" class="button button-wide row room-choice" disabled=${isWrong}
          onClick=${() => give(one)}>
          <strong>${one.room}</strong><span class="grow">${one.name}</span></button></li>`)}</ul>
    </div><//>`;
}
