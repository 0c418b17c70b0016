/** House accounts: who owes what, statements, limits, and taking a payment. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { AmountField, amountText, typedMoney } from "./amount.js";
import { FlagField, TextField } from "./form.js";
import { Failed, Head, OpenRow, Part, timeText, useFetched } from "./parts.js";
import { act, post, sheet } from "./state.js";

const PATH = "/api/v1/house-accounts";
const close = () => (sheet.value = null);

export function Accounts() {
  const { value, error, again } = useFetched(PATH, { live: true });
  const add = () => (sheet.value = html`<${NewAccount} again=${again} />`);
  const open = (id) => (sheet.value = html`<${Statement} id=${id} again=${again} />`);
  return html`<div class="screen">
    <${Head} title=${t("value.accounts")} text=${t("value.accounts_text")}>
      <button type="button" class="button button-primary" onClick=${add}>
        <${Icon} name="plus" />${t("value.add_account")}</button><//>
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${5} />`}
    ${value?.items.length === 0 && html`<${Part}><${Empty} icon="users"
      title=${t("value.no_accounts")}>${t("value.no_accounts_text")}<//><//>`}
    ${value?.items.length > 0 && html`<${Part}><ul>${value.items.map((one) => html`
      <li key=${one.id}><${OpenRow} title=${one.name} isOff=${!one.active}
        text=${t("value.of_limit", { limit: money(one.limit) })} onClick=${() => open(one.id)}>
        <strong>${money(one.balance)}</strong><//></li>`)}</ul><//>`}
  </div>`;
}

function NewAccount({ again }) {
  const name = useSignal("");
  const limit = useSignal("");
  const amount = typedMoney(limit.value);
  const save = async () => {
    if (!(await act(() => post(PATH, { name: name.value, limit: amount })))) return;
    close();
    again();
  };
  const foot = html`<button type="button" class="button button-primary button-large" onClick=${save}
    disabled=${!name.value.trim() || !amount}>${t("value.add_account")}</button>`;
  return html`<${Sheet} title=${t("value.add_account")} onClose=${close} foot=${foot}>
    <div class="stack"><${TextField} label=${t("value.name")} value=${name.value} longest="80"
      onChange=${(next) => (name.value = next)} />
    <${AmountField} label=${t("value.limit")} value=${limit.value}
      onChange=${(next) => (limit.value = next)} /></div><//>`;
}

function Statement({ id, again }) {
  const { value, error, again: reload } = useFetched(`${PATH}/${id}`);
  const both = () => {
    reload();
    again();
  };
  return html`<${Sheet} title=${value?.name ?? t("value.accounts")} onClose=${close}>
    <div class="stack">
      ${error && html`<${Failed} error=${error} onRetry=${reload} />`}
      ${!value && !error && html`<${Skeleton} rows=${5} />`}
      ${value && html`<p class="row value-owed"><span class="muted grow">${t("value.owes")}</span>
        <strong>${money(value.balance)}</strong></p>
        <${Entries} entries=${value.entries} />
        <${Pay} id=${id} owed=${value.balance} />
        <${Change} account=${value} done=${both} />`}
    </div><//>`;
}

function Entries({ entries }) {
  if (entries.length === 0) return html`<p class="muted">${t("value.no_entries")}</p>`;
  return html`<ul>${entries.map((one) => html`<li key=${one.id} class="row line">
    <span class="grow">${t(one.amount.amount < 0 ? "value.paid_in" : "value.charged",
      { number: one.bill_number })}<span class="small muted open-text">${timeText(one.at)}</span></span>
    <span>${money(one.amount)}</span></li>`)}</ul>`;
}

/** A payment of the account stands on a bill of its own, to be paid like any other. */
function Pay({ id, owed }) {
  const text = useSignal(owed.amount > 0 ? amountText(owed) : "");
  const made = useSignal(null);
  const amount = typedMoney(text.value);
  const pay = async () => {
    const bill = await act(() => post(`${PATH}/${id}/payments`, { amount }), null);
    if (bill) made.value = bill;
  };
  if (made.value) {
    return html`<p role="status">${t("value.bill_made", { number: made.value.number })}
      ${" "}<a class="button" href=${`/waiter?bill=${made.value.id}`}>${t("value.to_till")}</a></p>`;
  }
  return html`<div class="stack"><${AmountField} label=${t("value.pay_in")} value=${text.value}
    onChange=${(next) => (text.value = next)} />
    <button type="button" class="button button-large" disabled=${!amount?.amount} onClick=${pay}>
      <${Icon} name="receipt-text" />${t("value.make_bill")}</button></div>`;
}

function Change({ account, done }) {
  const limit = useSignal(amountText(account.limit));
  const active = useSignal(account.active);
  const amount = typedMoney(limit.value);
  const save = async () => {
    const body = { limit: amount, active: active.value };
    if (await act(() => post(`${PATH}/${account.id}`, body))) done();
  };
  return html`<div class="stack"><${AmountField} label=${t("value.limit")} value=${limit.value}
    onChange=${(next) => (limit.value = next)} />
    <${FlagField} label=${t("value.in_use")} value=${active.value}
      onChange=${(next) => (active.value = next)} />
    <button type="button" class="button button-large" disabled=${!amount} onClick=${save}>
      ${t("value.save")}</button></div>`;
}
