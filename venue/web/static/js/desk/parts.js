/** Pieces that several screens of the desk share. */

import { html } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Banner, Icon } from "../kit.js";
import { decimalText } from "../money.js";
import { parseAmount } from "../waiter/model.js";
import { me } from "./state.js";

const LOOKS = {
  confirmed: ["badge-warn", "clock"], assigned: ["badge-info", "key-round"],
  checked_in: ["badge-brand", "house"], checked_out: ["", "log-out"], cancelled: ["", "ban"],
  no_show: ["badge-bad", "ban"],
};
const CARE = { dirty: ["badge-bad", "triangle-alert"], cleaning: ["badge-warn", "timer"],
  clean: ["badge-ok", "check"], inspected: ["badge-ok", "check-check"] };

const Badge = ({ look, children }) => html`<span class=${`badge ${look[0]}`}>
  <${Icon} name=${look[1]} />${children}</span>`;

/** How far a stay has come. */
export const StateBadge = ({ state }) => html`<${Badge} look=${LOOKS[state]}>
  ${t(`desk.state.${state}`)}<//>`;

/** Whether a room is clean. */
export const CareBadge = ({ state }) => html`<${Badge} look=${CARE[state]}>
  ${t(`desk.care.${state}`)}<//>`;

/** What went wrong while reading, with a way to try again. */
export function Failed({ error, onRetry }) {
  return html`<${Banner} tone="warn" icon="wifi-off" title=${errorText(error)}>
    <button type="button" class="button" onClick=${onRetry}>${t("common.retry")}</button><//>`;
}

/** A screen's title with what one can do there. */
export function Head({ title, text, children }) {
  return html`<header class="desk-title">
    <div class="grow"><h1>${title}</h1>${text && html`<p class="muted">${text}</p>`}</div>
    <div class="row desk-actions">${children}</div>
  </header>`;
}

/** A label and an input; `onChange(value)`. */
export function Field({ id, label, value, onChange, type = "text", ...rest }) {
  return html`<div class="field"><label for=${id}>${label}</label>
    <input id=${id} class="input" type=${type} value=${value} autocomplete="off" ...${rest}
      onInput=${(event) => onChange(event.target.value)} /></div>`;
}

/** Whole minor units of a typed amount above 0, or null. */
export const typedMinor = (text) => parseAmount(text, me.value.venue.exponent) || null;

/** An amount as one would type it. */
export const typedText = (money) => decimalText(money.amount, me.value.venue.exponent);

/** A field for an amount in the house's currency. */
export function AmountField({ id, label, ...rest }) {
  const { currency, exponent } = me.value.venue;
  return html`<${Field} id=${id} label=${`${label}, ${currency}`} inputmode="decimal" dir="ltr"
    maxlength="14" placeholder=${decimalText(0, exponent)} ...${rest} />`;
}

/** One of a few values, each a button; `words` is the prefix of their texts. */
export function Choice({ label, values, words, value, onChange }) {
  return html`<div class="field" role="group" aria-label=${label}>
    <span class="choice-label">${label}</span>
    <div class="row choice">${values.map((one) => html`<button type="button" key=${one}
      class="chip grow" aria-pressed=${String(one === value)} onClick=${() => onChange(one)}>
      ${t(`${words}.${one}`)}</button>`)}</div></div>`;
}
