/** What the guest avoids: allergens, diets, and whether such dishes are hidden or marked. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon, Sheet } from "../kit.js";
import { ALLERGENS, DIETS, NOTHING, isIdle, toggled } from "./diet.js";
import { filter, sheet } from "./state.js";

/** The sheet of fourteen allergens and the diets. */
export function FilterSheet() {
  const close = () => (sheet.value = null);
  const now = filter.value;
  const toggle = (list, code) => {
    filter.value = { ...filter.value, [list]: toggled(filter.value[list], code) };
  };
  const chip = (list, code, name) => html`<button key=${code} type="button" class="chip"
    aria-pressed=${String(now[list].includes(code))} onClick=${() => toggle(list, code)}>
    ${now[list].includes(code) && html`<${Icon} name="check" />`}${name}</button>`;
  const foot = html`<div class="row filter-foot">
    <button type="button" class="button button-large" disabled=${isIdle(now)}
      onClick=${() => (filter.value = { ...NOTHING, hide: now.hide })}>
      ${t("guest.filter_clear")}</button>
    <button type="button" class="button button-primary button-large grow" onClick=${close}>
      ${t("guest.filter_show")}</button>
  </div>`;
  return html`<${Sheet} title=${t("guest.filter")} onClose=${close} foot=${foot}>
    <div class="stack filters">
      <fieldset>
        <legend>${t("guest.filter_avoid")}</legend>
        <div class="chips-wrap">
          ${ALLERGENS.map((code) => chip("allergens", code, t(`guest.allergen.${code}`)))}
        </div>
      </fieldset>
      <fieldset>
        <legend>${t("guest.filter_diet")}</legend>
        <div class="chips-wrap">
          ${DIETS.map((code) => chip("diets", code, t(`guest.diet.${code}`)))}
        </div>
      </fieldset>
      <label class="choice">
        <input type="checkbox" checked=${now.hide}
          onChange=${() => (filter.value = { ...filter.value, hide: !filter.value.hide })} />
        <span class="grow">${t("guest.filter_hide")}</span>
      </label>
      <p class="small muted">${t("guest.filter_ask")}</p>
    </div>
  <//>`;
}
