/** Guests in house whose rooms may be charged: what is on each, the limit, and letting them go. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { AmountField, amountText, typedMoney } from "./amount.js";
import { FlagField, TextField } from "./form.js";
import { Failed, Head, OpenRow, Part, timeText, useFetched } from "./parts.js";
import { act, post, sheet } from "./state.js";

const PATH = "/api/v1/folios";
const close = () => (sheet.value = null);

export function Folios() {
  const said = useSignal("");
  const { value, error, again } = useFetched(`${PATH}?query=${encodeURIComponent(said.value)}`,
    { live: true });
  const open = (id) => (sheet.value = html`<${Folio} id=${id} again=${again} />`);
  const add = () => (sheet.value = html`<${NewGuest} again=${again} />`);
  return html`<div class="screen">
    <${Head} title=${t("value.folios")} text=${t("value.folios_text")}>
      <button type="button" class="button button-primary" onClick=${add}>
        <${Icon} name="plus" />${t("value.add_guest")}</button><//>
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    <${Part}>
      <${TextField} label=${t("value.find_guest")} value=${said.value} type="search"
        onChange=${(next) => (said.value = next)} />
      ${!value && !error && html`<${Skeleton} rows=${5} />`}
      ${value?.items.length === 0 && html`<${Empty} icon="key-round"
        title=${t(said.value ? "value.nobody_found" : "value.no_guests")} />`}
      <ul>${(value?.items ?? []).map((one) => html`<li key=${one.id}>
        <${OpenRow} title=${`${one.room} · ${one.name}`} onClick=${() => open(one.id)}
          text=${one.limit ? t("value.of_limit", { limit: money(one.limit) }) : t("value.no_limit")}>
          ${one.no_post && html`<span class="badge badge-warn">${t("value.no_post")}</span>`}
          <strong>${money(one.balance)}</strong><//></li>`)}</ul><//>
  </div>`;
}

function NewGuest({ again }) {
  const room = useSignal("");
  const name = useSignal("");
  const limit = useSignal("");
  const save = async () => {
    const minor = typedMoney(limit.value)?.amount ?? null;
    const body = { room: room.value, name: name.value, limit_minor: minor };
    if (!(await act(() => post(PATH, body)))) return;
    close();
    again();
  };
  const foot = html`<button type="button" class="button button-primary button-large" onClick=${save}
    disabled=${!room.value.trim() || !name.value.trim()}>${t("value.add_guest")}</button>`;
  return html`<${Sheet} title=${t("value.add_guest")} onClose=${close} foot=${foot}>
    <div class="stack"><${TextField} label=${t("value.room")} value=${room.value} longest="12"
      onChange=${(next) => (room.value = next)} />
    <${TextField} label=${t("value.name")} value=${name.value} longest="80"
      onChange=${(next) => (name.value = next)} />
    <${AmountField} label=${t("value.limit")} hint=${t("value.limit_hint")} value=${limit.value}
      onChange=${(next) => (limit.value = next)} /></div><//>`;
}

function Folio({ id, again }) {
  const { value, error, again: reload } = useFetched(`${PATH}/${id}`);
  const let_go = async () => {
    if (!(await act(() => post(`${PATH}/${id}/close`)))) return;
    close();
    again();
  };
  const title = value ? `${value.room} · ${value.name}` : t("value.folios");
  return html`<${Sheet} title=${title} onClose=${close}><div class="stack">
    ${error && html`<${Failed} error=${error} onRetry=${reload} />`}
    ${!value && !error && html`<${Skeleton} rows=${5} />`}
    ${value && html`<p class="row value-owed"><span class="muted grow">${t("value.owes")}</span>
        <strong>${money(value.balance)}</strong></p>
      ${value.charges.length === 0 && html`<p class="muted">${t("value.no_entries")}</p>`}
      <ul>${value.charges.map((one) => html`<li key=${one.id} class="row line">
        <span class="grow">${t(one.amount.amount < 0 ? "value.taken_back" : "value.to_room")}
          <span class="small muted open-text">${timeText(one.at)}${one.signed
            ? ` · ${t(`value.signed.${one.signed}`)}` : ""}</span></span>
        <span>${money({ ...one.amount, amount: one.amount.amount + one.tip.amount })}</span></li>`)}</ul>
      <${Change} folio=${value} done=${() => { reload(); again(); }} />
      <button type="button" class="button button-large" onClick=${let_go}>
        <${Icon} name="door-open" />${t("value.let_go")}</button>`}
  </div><//>`;
}

function Change({ folio, done }) {
  const limit = useSignal(folio.limit ? amountText(folio.limit) : "");
  const noPost = useSignal(folio.no_post);
  const isBad = limit.value.trim() !== "" && !typedMoney(limit.value);
  const save = async () => {
    const minor = typedMoney(limit.value)?.amount ?? null;
    const body = { limit_minor: minor, no_post: noPost.value };
    if (await act(() => post(`${PATH}/${folio.id}`, body))) done();
  };
  return html`<div class="stack">
    <${AmountField} label=${t("value.limit")} hint=${t("value.limit_hint")} value=${limit.value}
      onChange=${(next) => (limit.value = next)} />
    <${FlagField} label=${t("value.no_post")} value=${noPost.value}
      onChange=${(next) => (noPost.value = next)} />
    <button type="button" class="button button-large" disabled=${isBad} onClick=${save}>
      ${t("value.save")}</button></div>`;
}
