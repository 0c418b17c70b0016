/** Prices of the house: which holds when, seasons, taxes and meals. */

import { Fragment, html, useSignal } from "../vendor.js";
import { lang, money, t } from "../i18n.js";
import { Empty, Icon, Skeleton } from "../kit.js";
import { AmountField, amountText, typedMoney } from "./amount.js";
import { PickField } from "./form.js";
import { HouseFile } from "./housefile.js";
import { FormSheet, Line, Wrong, typedCount, useSaving } from "./houseform.js";
import { pricesByMonth } from "./ratemodel.js";
import { Failed, Head, OpenRow, Part, useFetched } from "./parts.js";
import { HOUSE } from "./rooms.js";
import { currency, onLink, sheet } from "./state.js";
import { pathOf } from "./paths.js";

const MONTHS = 12;
const SHOWN = ["city_tax_minor", "city_tax_from_age", "city_tax_most_nights", "breakfast_minor",
  "half_board_minor", "full_board_minor", "child_meal_percent"];

export function Rates() {
  const { value, error, again } = useFetched(HOUSE, { live: true });
  const open = (season) => () => (sheet.value = html`<${SeasonSheet} house=${value}
    season=${season} again=${again} />`);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.rates")} text=${t("house.rates_text")}>
      <button type="button" class="button button-primary" disabled=${!value?.types.length}
        onClick=${open(null)}><${Icon} name="plus" />${t("house.add_season")}</button><//>
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${6} />`}
    ${value?.types.length === 0 && html`<${Part}><${Empty} icon="layers"
      title=${t("house.no_types")}>${t("house.no_types_text")}<//><//>`}
    ${value?.types.length > 0 && html`<${Fragment}>
      <${Year} house=${value} />
      <div class="columns"><${Seasons} house=${value} open=${open} /><${Extras} />
        <${HouseFile} path="/api/v1/rooms/rates/import" text=${t("house.rates_file")}
          again=${again} columns="type,starts,ends,nightly,least_nights" /></div><//>`}
  </div>`;
}

/** Types by months: the prices of a month, each with the days that it holds. */
function Year({ house }) {
  const months = pricesByMonth(house, MONTHS);
  const title = (month) => new Intl.DateTimeFormat(`${lang.value}-u-nu-latn`,
    { month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-15T12:00:00Z`));
  const said = (minor) => money({ amount: minor, currency: currency.value });
  return html`<${Part} title=${t("house.year")} text=${t("house.year_text")}>
    <div class="table-scroll" tabindex="0" role="region" aria-label=${t("house.year")}>
      <table class="table rate-table"><thead><tr><th scope="col">${t("house.type")}</th>
        ${months.map((one) => html`<th key=${one} scope="col">${title(one)}</th>`)}</tr></thead>
      <tbody>${house.types.map((kind) => html`<tr key=${kind.id}><th scope="row">${kind.name}</th>
        ${months.of(kind).map((parts, index) => html`<td key=${index}>${parts.map((part) => html`
          <span key=${part.from} class="rate-part" data-season=${part.isSeason ? "" : null}>
            <strong>${said(part.nightly)}</strong>
            ${parts.length > 1 && html`<span class="small muted"><bdi>${part.from}–${part.to}</bdi></span>`}
            ${part.least > 1 && html`<span class="small muted">${t("house.least",
              { count: part.least })}</span>`}</span>`)}</td>`)}</tr>`)}</tbody></table></div><//>`;
}

function Seasons({ house, open }) {
  const typeOf = (id) => house.types.find((one) => one.id === id)?.name ?? "";
  return html`<${Part} title=${t("house.seasons")} text=${t("house.seasons_text")}>
    ${house.seasons.length === 0 && html`<p class="muted">${t("house.no_seasons")}</p>`}
    <ul>${house.seasons.map((one) => html`<li key=${one.id}><${OpenRow} title=${typeOf(one.type_id)}
      text=${`${one.starts} – ${one.ends} · ${t("house.least", { count: one.least_nights })}`}
      onClick=${open(one)}><span class="price">${money(one.nightly)}</span><//></li>`)}</ul><//>`;
}

/** Taxes and meals are settings of the house: shown here, changed there. */
function Extras() {
  const { value, error, again } = useFetched("/api/v1/settings");
  const known = new Map((value?.items ?? []).map((one) => [one.key, one]));
  const said = (key) => {
    const one = known.get(`hotel.${key}`);
    if (!one) return null;
    const amount = Number(one.value);
    const words = key.endsWith("_minor") ? money({ amount, currency: currency.value })
      : `${amount}${key.endsWith("_percent") ? " %" : ""}`;
    return html`<li class="row line" key=${key}><span class="grow">${t(`house.extra.${key}`)}</span>
      <strong>${words}</strong></li>`;
  };
  return html`<${Part} title=${t("house.extras")} text=${t("house.extras_text")}
    actions=${html`<a class="button" href=${pathOf("settings")} onClick=${onLink("settings")}>
      ${t("manage.screen.settings")}</a>`}>
    ${error && html`<${Failed} error=${error} onRetry=${again} />`}
    ${!value && !error && html`<${Skeleton} rows=${4} />`}
    ${value && html`<ul>${SHOWN.map(said)}</ul>`}<//>`;
}

function SeasonSheet({ season, house, again }) {
  const kind = useSignal(String(season?.type_id ?? house.types[0].id));
  const starts = useSignal(season?.starts ?? "");
  const ends = useSignal(season?.ends ?? "");
  const price = useSignal(season ? amountText(season.nightly) : "");
  const least = useSignal(String(season?.least_nights ?? 1));
  const saving = useSaving(again);
  const wanted = { starts: starts.value, ends: ends.value,
    nightly_minor: typedMoney(price.value)?.amount ?? null,
    least_nights: typedCount(least.value, 1, 60) };
  const isReady = starts.value && ends.value && wanted.nightly_minor !== null && wanted.least_nights;
  const path = season ? `/api/v1/rooms/seasons/${season.id}`
    : `/api/v1/rooms/types/${kind.value}/seasons`;
  const title = house.types.find((one) => one.id === season?.type_id)?.name;
  return html`<${FormSheet} title=${title ?? t("house.add_season")} saving=${saving}
    isReady=${isReady} onSave=${() => saving.save(path, wanted)} extra=${season && html`
      <button type="button" class="button button-danger button-large"
        onClick=${() => saving.save(`${path}/remove`, {})}>${t("house.remove")}</button>`}>
    ${!season && html`<${PickField} label=${t("house.type")} value=${kind.value}
      options=${house.types.map((one) => [String(one.id), one.name])}
      onChange=${(said) => (kind.value = said)} />`}
    <div class="pair">
      <${Line} label=${t("house.starts")} type="date" value=${starts.value}
        onChange=${(said) => (starts.value = said)} />
      <${Line} label=${t("house.ends")} type="date" value=${ends.value}
        onChange=${(said) => (ends.value = said)} /></div>
    <${Wrong} error=${saving.of("dates")} />
    <${AmountField} label=${t("house.nightly")} value=${price.value}
      onChange=${(said) => (price.value = said)} />
    <${Line} label=${t("house.least_nights")} value=${least.value} inputmode="numeric" longest="2"
      onChange=${(said) => (least.value = said)} />
    <p class="small muted">${t("house.season_rule")}</p><//>`;
}
