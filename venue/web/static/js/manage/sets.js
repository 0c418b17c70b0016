/** Set menus: dishes made of dishes, at one price. */

import { html } from "../vendor.js";
import { t } from "../i18n.js";
import { Empty, Icon, Sheet } from "../kit.js";
import { byKey, inUse, isSet } from "./model.js";
import { Head, OpenRow, WithMenu } from "./parts.js";
import { pathOf } from "./paths.js";
import { RecordSheet } from "./records.js";
import { editor, go, onLink, sheet } from "./state.js";

export function Sets() {
  return html`<${WithMenu}>${() => html`<${List} />`}<//>`;
}

function List() {
  const { records } = editor.value;
  const sets = inUse(records, "item", { all: true }).filter((item) => isSet(records, item));
  const add = () => (sheet.value = html`<${SectionSheet} />`);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.sets")} text=${t("manage.sets_text")}>
      <button type="button" class="button button-primary" onClick=${add}>
        <${Icon} name="plus" />${t("manage.add_set")}</button><//>
    ${sets.length === 0 && html`<${Empty} icon="layers" title=${t("manage.no_sets")}>
      <p>${t("manage.no_sets_text")}</p><//>`}
    ${sets.map((item) => html`<section key=${item.key} class="card part">
      <${OpenRow} href=${pathOf("menu", item.key)} onClick=${onLink("menu", item.key)}
        title=${item.values.name} isOff=${!item.values.active}
        text=${byKey(records, "section", item.values.section)?.values.name}>
        <span class="price">${item.values.price}</span><//>
      <ul class="set-parts">${item.values.parts.map((key, index) => html`<li key=${`${key} ${index}`}>
        ${byKey(records, "item", key)?.values.name ?? key}</li>`)}
        ${item.values.groups.map((key) => html`<li key=${key}><${Choice} group=${key} /></li>`)}</ul>
    </section>`)}
  </div>`;
}

function Choice({ group }) {
  const { records } = editor.value;
  const one = byKey(records, "group", group);
  const options = inUse(records, "modifier").filter((each) => each.values.group === group);
  return html`<strong>${one?.values.name}</strong>: ${options.map((each) =>
    byKey(records, "item", each.values.item)?.values.name ?? each.values.name).join(" / ")}`;
}

/** A new set needs a section to stand in, then its name and price. */
function SectionSheet() {
  const sections = inUse(editor.value.records, "section");
  const pick = (section) => {
    sheet.value = html`<${RecordSheet} kind="item" start=${{ section }}
      onDone=${(answer) => go("menu", answer.key)} />`;
  };
  return html`<${Sheet} title=${t("manage.set_where")} onClose=${() => (sheet.value = null)}>
    <ul class="stack">${sections.map((one) => html`<li key=${one.key}>
      <${OpenRow} title=${one.values.name} onClick=${() => pick(one.key)} /></li>`)}</ul><//>`;
}
