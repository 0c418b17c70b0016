/** Sizes of a dish, typed with their whole prices; kept as a choice that must be made. */

import { html, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon, Sheet } from "../kit.js";
import { TextField } from "./form.js";
import { decimalOf, minorOf, sizePrices } from "./model.js";
import { Problems } from "./records.js";
import { exponent, saveRecord, sheet } from "./state.js";

const close = () => (sheet.value = null);

export function SizesButton({ entry }) {
  return html`<div class="field"><button type="button" class="button"
    onClick=${() => (sheet.value = html`<${SizesSheet} entry=${entry} />`)}>
    <${Icon} name="plus" />${t("manage.make_sizes")}</button>
    <p class="small muted">${t("manage.sizes_text")}</p></div>`;
}

function SizesSheet({ entry }) {
  const rows = useSignal([{ name: "", price: entry.values.price }, { name: "", price: "" }]);
  const error = useSignal(null);
  const filled = rows.value.filter((row) => row.name.trim() !== "");
  const prices = filled.map((row) => minorOf(row.price, exponent.value));
  const isReady = filled.length >= 2 && !prices.includes(null);
  const set = (index, change) => {
    rows.value = rows.value.map((row, place) => (place === index ? { ...row, ...change } : row));
  };
  const save = async (event) => {
    event.preventDefault();
    const { base, extras } = sizePrices(prices);
    try {
      const group = await saveRecord("group", null, {
        name: t("manage.size_of", { name: entry.values.name }), min: 1, max: 1, sizes: true,
      });
      for (const [index, row] of filled.entries()) {
        await saveRecord("modifier", null, {
          group: group.key, name: row.name, price: decimalOf(extras[index], exponent.value),
        });
      }
      await saveRecord("item", entry.key, {
        price: decimalOf(base, exponent.value), groups: [group.key, ...entry.values.groups],
      });
      close();
    } catch (problem) {
      error.value = problem;
    }
  };
  const foot = html`<button type="submit" form="sizes" class="button button-primary button-wide"
    disabled=${!isReady}>${t("manage.save")}</button>`;
  return html`<${Sheet} title=${t("manage.make_sizes")} onClose=${close} foot=${foot}>
    <form id="sizes" class="stack" onSubmit=${save}>
      <${Problems} error=${error.value} />
      <p class="muted">${t("manage.sizes_prices")}</p>
      ${rows.value.map((row, index) => html`<div key=${index} class="pair">
        <${TextField} label=${t("manage.size_name", { n: index + 1 })} value=${row.name}
          longest="80" onChange=${(name) => set(index, { name })} />
        <${TextField} label=${t("manage.field.price")} value=${row.price} inputmode="decimal"
          onChange=${(price) => set(index, { price })} /></div>`)}
      <button type="button" class="button" disabled=${rows.value.length >= 8}
        onClick=${() => (rows.value = [...rows.value, { name: "", price: "" }])}>
        <${Icon} name="plus" />${t("manage.add_size")}</button>
    </form><//>`;
}
