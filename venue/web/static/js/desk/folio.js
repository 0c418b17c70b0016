/** Guests' accounts: who is in house, and one account with all that is on it. */

import { Fragment, html, useSignal } from "../vendor.js";
import { lang, money, t } from "../i18n.js";
import { Empty, Icon, IconButton, Skeleton, toast } from "../kit.js";
import { PostedBadge } from "../posted.js";
import { BackSheet, ChargeSheet, MoveLineSheet, PaySheet } from "./linesheets.js";
import { entriesOf } from "./model.js";
import { Failed, Head } from "./parts.js";
import { BesideSheet, Shares } from "./shares.js";
import { act, dayText, onLink, sheet, useFetched } from "./state.js";

/** The accounts of guests in house, by room. */
export function Folios() {
  const said = useSignal("");
  const { value, error, again } = useFetched(
    `/api/v1/folios?query=${encodeURIComponent(said.value)}`);
  return html`<${Fragment}>
    <${Head} title=${t("desk.nav.folios")} />
    <label class="row find-box" for="find"><${Icon} name="search" />
      <span class="sr-only">${t("desk.find_folio")}</span>
      <input id="find" class="input" type="search" value=${said.value} autocomplete="off"
        placeholder=${t("desk.find_folio")} onInput=${(event) => (said.value = event.target.value)}
      /></label>
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${5} />`}
    ${value?.items.length === 0 && html`<${Empty} icon="receipt-text"
      title=${t("desk.none_found")} />`}
    ${value?.items.length > 0 && html`<ul class="card">${value.items.map((one) => {
      const path = `/desk/folios/${one.id}`;
      return html`<li class="line" key=${one.id}><span class="line-room">${one.room}</span>
        <a class="grow line-name" href=${path} onClick=${onLink(path)}>${one.name}</a>
        ${one.no_post && html`<span class="badge badge-warn"><${Icon} name="lock" />${
          t("desk.no_post")}</span>`}
        ${one.balance && html`<strong>${money(one.balance)}</strong>`}</li>`;
    })}</ul>`}
  <//>`;
}

/** One account: what is on it, and what can be done with it. */
export function Folio({ id }) {
  const { value, error, again } = useFetched(`/api/v1/folios/${id}`);
  if (!value) {
    return error ? html`<${Failed} error=${error} onRetry=${again} />`
      : html`<${Skeleton} rows=${6} />`;
  }
  const setPost = () => act(`/api/v1/folios/${id}`, { no_post: !value.no_post,
    limit_minor: value.limit?.amount ?? null });
  const entries = entriesOf(value);
  return html`<${Fragment}>
    <${Head} title=${value.name} text=${t("desk.room", { room: value.room })}>
      ${!value.open && html`<span class="badge">${t("desk.closed")}</span>`}
      ${value.no_post && html`<span class="badge badge-warn"><${Icon} name="lock" />${
        t("desk.no_post")}</span>`}
      ${value.open && html`<button type="button" class="button"
        onClick=${setPost}>${t(value.no_post ? "desk.let_post" : "desk.stop_post")}</button>`}
      <${Papers} folio=${value} />
    <//>
    <section class="card part">
      <dl class="facts">
        <div><dt>${t("desk.balance")}</dt><dd class="folio-balance">${money(value.balance)}</dd></div>
        <div><dt>${t("desk.limit")}</dt><dd>${value.limit ? money(value.limit)
          : t("desk.no_limit")}</dd></div>
      </dl>
      ${value.open && html`<div class="row desk-actions">
        <button type="button" class="button button-primary" disabled=${value.balance.amount <= 0}
          onClick=${() => (sheet.value = html`<${PaySheet} folio=${value} />`)}>
          <${Icon} name="credit-card" />${t("desk.folio.pay")}</button>
        <button type="button" class="button"
          onClick=${() => (sheet.value = html`<${ChargeSheet} folio=${value} />`)}>
          <${Icon} name="plus" />${t("desk.folio.charge")}</button>
        <button type="button" class="button"
          onClick=${() => (sheet.value = html`<${BesideSheet} folio=${value} />`)}>
          <${Icon} name="arrow-right-left" />${
          t(value.beside_id ? "desk.beside.route" : "desk.beside.open")}</button></div>`}
      <${Shares} folio=${value} />
    </section>
    <section class="card part"><h2>${t("desk.charges")}</h2>
      ${entries.length === 0 && html`<${Empty} icon="receipt-text"
        title=${t("desk.no_charges")} />`}
      <ul>${entries.map((one) => html`<${Entry} key=${one.key} one=${one} folio=${value} />`)}</ul>
    </section>
  <//>`;
}

/** The statement, and the invoice once the guest has left. */
function Papers({ folio }) {
  const path = `/api/v1/folios/${folio.id}`;
  const number = async () => {
    const made = await act(`${path}/invoice`, {}, null);
    if (made) toast(t("desk.folio.numbered", { number: made.number }), { icon: "check" });
  };
  return html`<${Fragment}>
    ${!folio.open && html`<button type="button" class="button" onClick=${number}>
      <${Icon} name="receipt-text" />${t("desk.folio.invoice")}</button>`}
    <a class="button" href=${`${path}/invoice.pdf?lang=${lang.value}`} target="_blank"
      rel="noopener">${t("desk.folio.pdf")}</a>
    <button type="button" class="button" onClick=${() => act(`${path}/print`, {},
      "desk.folio.printed")}><${Icon} name="printer" />${t("desk.folio.print")}</button>
  <//>`;
}

function Entry({ one, folio }) {
  const when = new Date(one.at).toLocaleString(`${lang.value}-u-nu-latn`,
    { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
  const about = [one.night ? t("desk.folio.night", { day: dayText(one.night) }) : when,
    one.method && t(`desk.method.${one.method}`),
    one.tip?.amount && t("desk.with_tip", { amount: money(one.tip) }),
    one.signed && t(`desk.signed.${one.signed}`), one.label].filter(Boolean);
  const what = t(`desk.kind.${one.kind}`);
  const open = (Which) => () => (sheet.value = html`<${Which} folio=${folio} line=${one} />`);
  return html`<li class="line" data-taken=${one.isBack || one.isTaken ? "" : null}>
    <span class="grow"><strong>${what}</strong>
      <span class="small muted line-about" dir="auto">${about.join(" · ")}</span></span>
    ${(one.isBack || one.isTaken) && html`<span class="badge"><${Icon} name="undo-2" />${
      t("desk.taken_back")}</span>`}
    <${PostedBadge} sync=${one.sync} />
    <strong>${money(one.total)}</strong>
    ${one.isFree && html`<${IconButton} icon="arrow-right-left"
      label=${t("desk.folio.move_line", { what })} onClick=${open(MoveLineSheet)} />
      <${IconButton} icon="undo-2" label=${t("desk.folio.take_back", { what })}
        onClick=${open(BackSheet)} />`}
  </li>`;
}
