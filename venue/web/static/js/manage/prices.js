/** Price lists: other prices by time, place and service, such as a happy hour. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Icon, IconButton } from "../kit.js";
import { codeText } from "./form.js";
import { byKey, inUse } from "./model.js";
import { Head, WithMenu, daysText, spanText, useFetched } from "./parts.js";
import { RecordSheet } from "./records.js";
import { Sortable } from "./sortable.js";
import { act, editor, orderRecords, saveRecord, sheet } from "./state.js";

export function Prices() {
  return html`<${WithMenu}>${() => html`<${List} />`}<//>`;
}

function List() {
  const tables = useFetched("/api/v1/tables");
  const areas = (tables.value?.areas ?? []).map((one) => one.name);
  const lists = inUse(editor.value.records, "list", { all: true });
  const open = (props) => (sheet.value = html`<${RecordSheet} areas=${areas} ...${props} />`);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.prices")} text=${t("manage.prices_text")}>
      <button type="button" class="button button-primary" onClick=${() => open({ kind: "list" })}>
        <${Icon} name="plus" />${t("manage.add_list")}</button><//>
    ${lists.length === 0 && html`<${Empty} icon="receipt-text" title=${t("manage.no_lists")}>
      <p>${t("manage.no_lists_text")}</p><//>`}
    <${Sortable} items=${lists} label=${t("manage.screen.prices")} name=${(one) => one.values.name}
      onOrder=${(keys) => orderRecords("list", keys)}
      row=${(list) => html`<${PriceList} list=${list} open=${open} />`} />
  </div>`;
}

function PriceList({ list, open }) {
  const { records } = editor.value;
  const { values } = list;
  const prices = inUse(records, "price").filter((one) => one.values.list === list.key);
  const where = [
    daysText(values.days), spanText(values),
    ...values.services.map((one) => codeText("services", one)), ...values.areas,
    ...values.outlets.map((key) => byKey(records, "outlet", key)?.values.name ?? key),
  ];
  return html`<section class="card part grow">
    <div class="row part-head"><div class="grow"><h2>${values.name}
        ${!values.active && html` <span class="badge">${t("manage.off")}</span>`}</h2>
      <p class="small muted">${where.join(" · ")}</p>
      ${values.percent !== "0" && html`<p>${t("manage.percent_on",
        { percent: values.percent, sections: values.sections.map((key) =>
          byKey(records, "section", key)?.values.name ?? key).join(", ") || "—" })}</p>`}</div>
      <button type="button" class="button"
        onClick=${() => open({ kind: "list", recordKey: list.key })}>${t("manage.edit")}
        <span class="sr-only"> ${values.name}</span></button></div>
    <ul>${prices.map((one) => {
      const name = byKey(records, "item", one.values.item)?.values.name ?? one.values.item;
      return html`<li key=${one.key} class="row line"><span class="grow">${name}</span>
        <button type="button" class="button" onClick=${() => open({ kind: "price",
          recordKey: one.key })}>${one.values.price}<span class="sr-only"> ${name}</span></button>
        <${IconButton} icon="trash-2" label=${t("manage.take_out", { name })}
          onClick=${() => act(() => saveRecord("price", one.key, { active: false }))} /></li>`;
    })}</ul>
    <button type="button" class="button" onClick=${() => open({ kind: "price",
      start: { list: list.key, active: true } })}><${Icon} name="plus" />${t("manage.add_price")}
      <span class="sr-only">: ${values.name}</span></button>
  </section>`;
}
