/** A dish's prices beside the usual one: those to come, and those of price lists. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Icon, IconButton } from "../kit.js";
import { TextField } from "./form.js";
import { byKey, inUse, withOffset } from "./model.js";
import { Part, timeText } from "./parts.js";
import { RecordSheet } from "./records.js";
import { act, del, editor, loadEditor, post, saveRecord, sheet } from "./state.js";

export function PriceChanges({ entry }) {
  const price = useSignal("");
  const at = useSignal("");
  const coming = editor.value.price_changes.filter((one) => one.item_id === entry.id);
  const add = async (event) => {
    event.preventDefault();
    const due_at = withOffset(at.value);
    const answer = await act(
      () => post(`/api/v1/items/${entry.id}/price-changes`, { price: price.value, due_at }),
      "manage.price_planned",
    );
    if (!answer) return;
    price.value = "";
    at.value = "";
    await act(loadEditor, null);
  };
  const drop = async (one) => {
    if (await act(() => del(`/api/v1/price-changes/${one.id}`))) await act(loadEditor, null);
  };
  return html`<${Part} title=${t("manage.prices_coming")} text=${t("manage.prices_coming_text")}>
    <ul>${coming.map((one) => html`<li key=${one.id} class="row line">
      <${Icon} name="timer" /><span class="grow">${timeText(one.due_at)}</span>
      <strong>${money(one.price)}</strong>
      <${IconButton} icon="trash-2" label=${t("manage.drop_price", { at: timeText(one.due_at) })}
        onClick=${() => drop(one)} /></li>`)}</ul>
    <form class="pair" onSubmit=${add}>
      <${TextField} label=${t("manage.new_price")} value=${price.value} inputmode="decimal"
        required onChange=${(value) => (price.value = value)} />
      <${TextField} label=${t("manage.from_moment")} type="datetime-local" value=${at.value}
        required onChange=${(value) => (at.value = value)} />
      <button type="submit" class="button">${t("manage.plan_price")}</button>
    </form><//>`;
}

export function ListPrices({ entry }) {
  const { records } = editor.value;
  const lists = inUse(records, "list");
  const own = inUse(records, "price").filter((one) => one.values.item === entry.key);
  if (lists.length === 0) return null;
  const add = (list) => (sheet.value = html`<${RecordSheet} kind="price"
    start=${{ list, item: entry.key, active: true }} />`);
  return html`<${Part} title=${t("manage.prices_in_lists")}>
    <ul>${lists.map((list) => {
      const found = own.find((one) => one.values.list === list.key);
      return html`<li key=${list.key} class="row line">
        <span class="grow">${byKey(records, "list", list.key).values.name}</span>
        ${found ? html`<strong>${found.values.price}</strong>
          <${IconButton} icon="trash-2" label=${t("manage.take_out", { name: list.values.name })}
            onClick=${() => act(() => saveRecord("price", found.key, { active: false }))} />`
        : html`<button type="button" class="button" onClick=${() => add(list.key)}>
          ${t("manage.set_price")}<span class="sr-only"> ${list.values.name}</span></button>`}
      </li>`;
    })}</ul><//>`;
}
