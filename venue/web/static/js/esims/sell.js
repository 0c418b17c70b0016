/** A sale: where to, which plan, does the phone take it, who pays. */

import { Fragment, html, signal, useEffect } from "../vendor.js";
import { get } from "../api.js";
import { countryName } from "../countries.js";
import { lang, money, t } from "../i18n.js";
import { Banner, Empty, Icon, Skeleton } from "../kit.js";
import { Checkout } from "./checkout.js";
import { findPlaces, shopState } from "./model.js";
import { Sold } from "./sold.js";
import { guarded, placeName, planWords, renew, shop } from "./state.js";

const MOST_SHOWN = 24;
const words = signal("");
const there = signal(null); // the destination
const plans = signal(null);
const chosen = signal(null);
const sold = signal(null);
export const topping = signal(null); // the order that more data is sold for

/** Sell more data for an order: straight to its plans. */
export function topUp(order) {
  topping.value = order;
  openPlace({ slug: order.slug, name: order.destination, countries: order.country ? [order.country] : [] });
}

function openPlace(one) {
  there.value = one;
  plans.value = null;
  chosen.value = null;
  sold.value = null;
  const more = topping.value ? "&topup=1" : "";
  guarded(async () => {
    const path = `/api/v1/esim/packages?destination=${encodeURIComponent(one.slug)}${more}`;
    plans.value = (await get(path)).items;
  });
}

function startAgain() {
  there.value = null;
  chosen.value = null;
  sold.value = null;
  topping.value = null;
  renew();
}

/** Entry component of the screen. */
export function Sell() {
  useEffect(() => {
    renew();
  }, []);
  if (shop.value === null) return html`<${Skeleton} rows=${6} />`;
  if (sold.value) return html`<${Sold} sale=${sold.value} onNext=${startAgain} />`;
  const state = shopState(shop.value);
  return html`<${Fragment}>
    ${state && html`<${Banner} tone=${state.tone} icon="triangle-alert" title=${t(state.key, {
      hours: Math.floor((shop.value.age_s ?? 0) / 3600),
      minutes: shop.value.deadline_minutes })} />`}
    ${there.value ? html`<${Plans} />` : html`<${Places} />`}
  <//>`;
}

function Places() {
  const nameOf = (code, known) => countryName(code, known, lang.value);
  const found = findPlaces(shop.value.items, words.value, nameOf)
    .map((one) => [one, placeName(one)]);
  if (words.value === "") found.sort(([, one], [, other]) => one.localeCompare(other, lang.value));
  return html`<${Fragment}>
    <label class="field"><span class="label">${t("esims.where")}</span>
      <input class="input" type="search" value=${words.value} maxlength="60"
        placeholder=${t("esims.where_hint")} onInput=${(event) => (words.value = event.target.value)} /></label>
    ${found.length === 0 ? html`<${Empty} icon="search" title=${t("esims.nowhere")} />`
      : html`<ul class="places">${found.slice(0, MOST_SHOWN).map(([one, name]) => html`<li key=${one.slug}>
        <button type="button" class="card place" onClick=${() => openPlace(one)}>
          <span class="place-code" aria-hidden="true">${one.countries.length === 1 ? one.countries[0]
            : html`<${Icon} name="map" />`}</span>
          <span class="grow" dir="auto">${name}</span>
          ${one.countries.length > 1 && html`<span class="small muted">${
            t("esims.countries", { count: one.countries.length })}</span>`}
        </button></li>`)}</ul>
      ${found.length > MOST_SHOWN && html`<p class="muted">${t("esims.more_places",
        { count: found.length - MOST_SHOWN })}</p>`}`}
  <//>`;
}

function Plans() {
  return html`<${Fragment}>
    <div class="row wrap">
      <button type="button" class="button" onClick=${startAgain}>
        <${Icon} name="arrow-left" class="icon-flip" />${t("esims.other_place")}</button>
      <h2 class="grow" dir="auto">${placeName(there.value)}</h2>
      ${topping.value && html`<span class="badge badge-info">${t("esims.more_for",
        { number: topping.value.id })}</span>`}
    </div>
    ${plans.value === null ? html`<${Skeleton} rows=${4} />`
      : plans.value.length === 0 ? html`<${Empty} icon="ban" title=${t("esims.no_plans")} />`
      : html`<ul class="plans">${plans.value.map((one) => html`<li key=${one.id}><${Plan} one=${one} /></li>`)}</ul>`}
    ${chosen.value && html`<${Checkout} key=${chosen.value.id} plan=${chosen.value} topUp=${topping.value}
      onClose=${() => (chosen.value = null)} onSold=${(sale) => (sold.value = sale)} />`}
  <//>`;
}

function Plan({ one }) {
  return html`<button type="button" class="card plan" disabled=${!one.for_sale}
    onClick=${() => (chosen.value = one)}>
    <span class="grow"><strong>${planWords(one)}</strong>
      <span class="small muted plan-by" dir="auto">${one.operator}</span></span>
    ${one.for_sale ? html`<strong class="price">${money(one.price)}</strong>`
      : html`<span class="badge badge-warn">${t("esims.needs_identity")}</span>`}
  </button>`;
}
