/** What a person must type for a dish without a price of its own: its weight, or its price. */

import { html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Icon } from "../kit.js";
import { decimalText } from "../money.js";
import { parseAmount } from "./model.js";

/** The typed text as grams or minor units; null when it is neither. */
export function valueOf(item, text, exponent) {
  if (item.pricing === "open") return parseAmount(text, exponent);
  return /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : null;
}

/** What stands in the field of a line that is changed. */
export function textOf(item, line, exponent) {
  if (item.pricing === "open") {
    return line.price === undefined ? "" : decimalText(line.price, exponent);
  }
  return line.grams === undefined ? "" : String(line.grams);
}

/** @param {{item: object, typed: object, fault: object}} props `typed` and `fault` are signals */
export function Figure({ item, typed, fault }) {
  const isOpen = item.pricing === "open";
  const limits = isOpen ? limitsOf(item) : t("waiter.a_kilo", { price: money(item.price) });
  return html`<div class="field"><label
      for="dish-figure">${t(isOpen ? "waiter.price_word" : "waiter.grams_word")}</label>
    <input id="dish-figure" class="input" autocomplete="off" enterkeyhint="done"
      inputmode=${isOpen ? "decimal" : "numeric"} maxlength="12" value=${typed.value}
      aria-describedby="dish-figure-about" aria-invalid=${fault.value ? "true" : null}
      onInput=${(event) => {
        typed.value = event.target.value;
        fault.value = null;
      }} />
    <p id="dish-figure-about" class="small muted">${limits}</p>
    ${fault.value && html`<p class="field-error" role="alert"><${Icon}
      name="circle-alert" />${t(isOpen ? `waiter.price_${fault.value}` : "waiter.grams_missing")}</p>`}
  </div>`;
}

function limitsOf({ price_min: least, price_max: most }) {
  if (most) return t("waiter.price_between", { least: money(least), most: money(most) });
  return least?.amount > 0 ? t("waiter.price_from", { least: money(least) }) : "";
}
