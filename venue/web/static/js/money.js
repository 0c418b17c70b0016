/** Money as the box sends it: whole minor units and a currency; never a fraction. */

/** Digits after the point where they are not two (ISO 4217; TON and USDT as on chain). */
const EXPONENTS = {
  BHD: 3, CLP: 0, IQD: 3, ISK: 0, JOD: 3, JPY: 0, KRW: 0, KWD: 3, LYD: 3, OMR: 3, PYG: 0,
  TND: 3, TON: 9, UGX: 0, USDT: 6, VND: 0, XAF: 0, XOF: 0, XPF: 0,
};

const venueExponent = { currency: "", exponent: 2 };
const formats = new Map();

/** Tell the venue's own exponent (`me.venue`), which wins over the table. */
export function useVenue({ currency, exponent }) {
  venueExponent.currency = currency;
  venueExponent.exponent = exponent;
}

/** Digits after the point of a currency. */
export function exponentOf(currency) {
  if (currency === venueExponent.currency) return venueExponent.exponent;
  return EXPONENTS[currency] ?? 2;
}

/** Decimal text of whole minor units: (1150, 2) -> "11.50", (-5, 2) -> "-0.05". */
export function decimalText(amount, exponent) {
  const digits = String(Math.abs(amount)).padStart(exponent + 1, "0");
  const sign = amount < 0 ? "-" : "";
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

function formatOf(lang, currency, exponent) {
  const id = `${lang} ${currency} ${exponent}`;
  if (!formats.has(id)) {
    // Latin digits everywhere: they must match the paper and the kitchen's numbers.
    const locale = `${lang}-u-nu-latn`;
    const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
    const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" };
    formats.set(id, new Intl.NumberFormat(locale, { ...style, ...digits }));
  }
  return formats.get(id);
}

/**
 * Words for a price in a language: ({amount: 1150, currency: "EUR"}, "en") -> "€11.50".
 * @param {{amount: number, currency: string}} money
 */
export function formatMoney({ amount, currency }, lang) {
  const exponent = exponentOf(currency);
  const decimal = decimalText(amount, exponent);
  // Intl knows three-letter codes only; chain coins are written plainly.
  if (!/^[A-Z]{3}$/.test(currency) || currency === "TON") return `${decimal} ${currency}`;
  return formatOf(lang, currency, exponent).format(decimal);
}

/** Sum of `{amount, currency}`; an empty list needs the currency told. */
export function sum(list, currency) {
  return { amount: list.reduce((total, money) => total + money.amount, 0), currency };
}

/** A price taken some number of times. */
export function times(money, quantity) {
  return { amount: money.amount * quantity, currency: money.currency };
}
