/** The allergen sheet: every dish by the fourteen allergens, to check and to print. */

import { html } from "../vendor.js";
import { lang, t } from "../i18n.js";
import { Banner, Empty, Icon, Skeleton } from "../kit.js";
import { Failed, Head, useFetched } from "./parts.js";

const ALLERGENS = ["gluten", "crustaceans", "eggs", "fish", "peanuts", "soybeans", "milk", "nuts",
  "celery", "mustard", "sesame", "sulphites", "lupin", "molluscs"];

export function Allergens() {
  const found = useFetched(`/api/v1/menu/allergens?lang=${lang.value}`, { live: true });
  if (found.error) return html`<${Failed} error=${found.error} onRetry=${found.again} />`;
  if (!found.value) return html`<${Skeleton} rows=${8} />`;
  const { items } = found.value;
  const empty = items.filter((one) => !one.choice && one.contains.length === 0
    && one.may_contain.length === 0).length;
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.allergens")} text=${t("manage.allergens_text")}>
      <a class="button button-primary" href=${`/api/v1/menu/allergens.pdf?lang=${lang.value}`}
        target="_blank" rel="noopener"><${Icon} name="printer" />${t("manage.print_sheet")}</a><//>
    ${empty > 0 && html`<${Banner} tone="warn" icon="triangle-alert"
      title=${t("manage.no_allergens", { count: empty })}>${t("manage.no_allergens_text")}<//>`}
    ${items.length === 0 ? html`<${Empty} icon="wheat-off" title=${t("manage.menu_empty")} />`
      : html`<${Table} items=${items} />`}
    <p class="small muted">${t("manage.allergen_legend")}</p>
  </div>`;
}

function Table({ items }) {
  const sections = [...new Set(items.map((one) => one.section))];
  return html`<div class="card table-scroll" tabindex="0" role="region"
    aria-label=${t("manage.screen.allergens")}>
    <table class="table allergen-table"><thead><tr><th scope="col">${t("manage.dish")}</th>
      ${ALLERGENS.map((one) => html`<th scope="col" key=${one} class="tall">
        <span>${t(`guest.allergen.${one}`)}</span></th>`)}</tr></thead>
      ${sections.map((section) => html`<tbody key=${section}>
        <tr class="section-row"><th scope="rowgroup" colspan="15">${section}</th></tr>
        ${items.filter((one) => one.section === section).map((one, index) => html`
          <tr key=${`${one.name} ${index}`} data-choice=${one.choice ? "" : null}>
            <th scope="row">${one.choice ? "+ " : ""}${one.name}</th>
            ${ALLERGENS.map((code) => html`<${Mark} key=${code} one=${one} code=${code} />`)}
          </tr>`)}</tbody>`)}
    </table></div>`;
}

function Mark({ one, code }) {
  const has = one.contains.includes(code);
  const may = one.may_contain.includes(code);
  if (!has && !may) return html`<td></td>`;
  return html`<td class="mark"><span aria-hidden="true">${has ? "●" : "○"}</span>
    <span class="sr-only">${t(has ? "manage.contains" : "manage.may")}</span></td>`;
}

