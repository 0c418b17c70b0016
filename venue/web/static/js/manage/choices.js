/** Modifier groups and their modifiers: the choices that change a dish. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Icon } from "../kit.js";
import { byKey, inUse } from "./model.js";
import { Head, OpenRow, WithMenu } from "./parts.js";
import { RecordSheet } from "./records.js";
import { Sortable } from "./sortable.js";
import { editor, orderRecords, sheet } from "./state.js";

export function Choices() {
  return html`<${WithMenu}>${() => html`<${List} />`}<//>`;
}

const open = (props) => (sheet.value = html`<${RecordSheet} ...${props} />`);

function List() {
  const groups = inUse(editor.value.records, "group", { all: true });
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.choices")} text=${t("manage.choices_text")}>
      <button type="button" class="button button-primary" onClick=${() => open({ kind: "group" })}>
        <${Icon} name="plus" />${t("manage.add_group")}</button><//>
    ${groups.length === 0 && html`<${Empty} icon="list-checks" title=${t("manage.no_groups")} />`}
    <div class="columns">${groups.map((group) => html`<${Group} key=${group.key}
      group=${group} />`)}</div>
  </div>`;
}

function Group({ group }) {
  const { records } = editor.value;
  const own = inUse(records, "modifier", { all: true }).filter(
    (one) => one.values.group === group.key,
  );
  const dishes = inUse(records, "item").filter((one) => one.values.groups.includes(group.key));
  const { name, min, max, active } = group.values;
  return html`<section class="card part">
    <div class="row part-head"><div class="grow"><h2>${name}
        ${!active && html` <span class="badge">${t("manage.off")}</span>`}</h2>
      <p class="small muted">${t(min > 0 ? "manage.must_choose" : "manage.may_choose",
        { min, max })} · ${t("manage.in_dishes", { count: dishes.length })}</p></div>
      <button type="button" class="button"
        onClick=${() => open({ kind: "group", recordKey: group.key })}>${t("manage.edit")}
        <span class="sr-only"> ${name}</span></button></div>
    <${Sortable} items=${own} label=${name} name=${(one) => one.values.name}
      onOrder=${(keys) => orderRecords("modifier", keys)}
      row=${(one) => html`<${OpenRow} title=${one.values.name} isOff=${!one.values.active}
        text=${one.values.item ? byKey(records, "item", one.values.item)?.values.name : null}
        onClick=${() => open({ kind: "modifier", recordKey: one.key })}>
        ${one.values.price !== "0.00" && one.values.price !== "0"
          && html`<span class="price">${one.values.price.startsWith("-") ? "" : "+"}${one.values.price}</span>`}<//>`} />
    <button type="button" class="button"
      onClick=${() => open({ kind: "modifier", start: { group: group.key } })}>
      <${Icon} name="plus" />${t("manage.add_choice")}<span class="sr-only">: ${name}</span></button>
  </section>`;
}
