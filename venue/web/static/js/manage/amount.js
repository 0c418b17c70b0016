/** A field for an amount of money, and a day with its time. */

import { html } from "../vendor.js";
import { decimalText } from "../money.js";
import { TextField } from "./form.js";
import { currency, exponent } from "./state.js";
import { parseAmount } from "../waiter/model.js";

/** What was typed as `{amount, currency}`, or null. */
export function typedMoney(text) {
  const amount = parseAmount(text, exponent.value);
  return amount === null ? null : { amount, currency: currency.value };
}

/** @param {{label: string, value: string, onChange: (text: string) => void}} props */
export function AmountField({ label, value, onChange, hint }) {
  return html`<${TextField} label=${`${label}, ${currency.value}`} hint=${hint} value=${value}
    longest="14" inputmode="decimal" dir="ltr" placeholder=${decimalText(0, exponent.value)}
    onChange=${onChange} />`;
}

export const amountText = (money) => decimalText(money.amount, exponent.value);
