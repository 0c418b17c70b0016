/** Guests' accounts: who is in house, and one account with all that is on it. */

import { Fragment, html, useSignal } from "../vendor.js";
import { lang, money, t } from "../i18n.js";
import { Empty, Icon, Skeleton } from "../kit.js";
import { Failed, Head, SyncBadge } from "./parts.js";
import { act, may, onLink, useFetched } from "./state.js";

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

/** One account. */
export function Folio({ id }) {
  const { value, error, again } = useFetched(`/api/v1/folios/${id}`);
  if (!value) {
    return error ? html`<${Failed} error=${error} onRetry=${again} />`
      : html`<${Skeleton} rows=${6} />`;
  }
  const setPost = () => act(`/api/v1/folios/${id}`, { no_post: !value.no_post,
    limit_minor: value.limit?.amount ?? null });
  return html`<${Fragment}>
    <${Head} title=${value.name} text=${t("desk.room", { room: value.room })}>
      ${!value.open && html`<span class="badge">${t("desk.closed")}</span>`}
      ${value.no_post && html`<span class="badge badge-warn"><${Icon} name="lock" />${
        t("desk.no_post")}</span>`}
      ${value.open && may("folios.manage") && html`<button type="button" class="button"
        onClick=${setPost}>${t(value.no_post ? "desk.let_post" : "desk.stop_post")}</button>`}
    <//>
    <section class="card part">
      <dl class="facts">
        <div><dt>${t("desk.balance")}</dt><dd class="folio-balance">${money(value.balance)}</dd></div>
        <div><dt>${t("desk.limit")}</dt><dd>${value.limit ? money(value.limit)
          : t("desk.no_limit")}</dd></div>
      </dl>
    </section>
    <section class="card part"><h2>${t("desk.charges")}</h2>
      ${value.charges.length === 0 && html`<${Empty} icon="receipt-text"
        title=${t("desk.no_charges")} />`}
      <ul>${value.charges.map((one) => html`<${Charge} key=${one.id} one=${one} />`)}</ul>
    </section>
  <//>`;
}

function Charge({ one }) {
  const when = new Date(one.at).toLocaleString(`${lang.value}-u-nu-latn`,
    { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
  return html`<li class="line"><span class="grow"><strong>${t(one.amount.amount < 0
    ? "desk.taken_back" : "desk.restaurant")}</strong>
    <span class="small muted line-about">${when}${one.tip.amount !== 0
      ? ` · ${t("desk.with_tip", { amount: money(one.tip) })}` : ""}${one.signed
      ? ` · ${t(`desk.signed.${one.signed}`)}` : ""}</span></span>
    <${SyncBadge} sync=${one.sync} />
    <strong>${money({ ...one.amount, amount: one.amount.amount + one.tip.amount })}</strong></li>`;
}
