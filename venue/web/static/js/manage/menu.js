/** The menu list: sections with their dishes, put into order here; a dish opens its editor. */

import { html, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { plain } from "../find.js";
import { Empty, Icon } from "../kit.js";
import { ItemEditor } from "./item.js";
import { byKey, isSet, sectionsOf } from "./model.js";
import { Head, OpenRow, WithMenu } from "./parts.js";
import { pathOf } from "./paths.js";
import { RecordSheet } from "./records.js";
import { Sortable } from "./sortable.js";
import { editor, onLink, orderRecords, sheet } from "./state.js";

export function Menu({ recordKey }) {
  return html`<${WithMenu}>${() => (recordKey
    ? html`<${ItemEditor} key=${recordKey} recordKey=${recordKey} />`
    : html`<${List} />`)}<//>`;
}

function List() {
  const words = useSignal("");
  const all = useSignal(false);
  const sections = sectionsOf(editor.value.records, { all: all.value });
  const isSearching = words.value.trim() !== "";
  const newSection = () => (sheet.value = html`<${RecordSheet} kind="section" />`);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.menu")} text=${t("manage.menu_text")}>
      <button type="button" class="button" onClick=${newSection}>
        <${Icon} name="plus" />${t("manage.add_section")}</button>
    <//>
    <div class="row tools">
      <input class="input grow" type="search" aria-label=${t("manage.search")}
        placeholder=${t("manage.search")} value=${words.value}
        onInput=${(event) => (words.value = event.target.value)} />
      <button type="button" class="chip" aria-pressed=${String(all.value)}
        onClick=${() => (all.value = !all.value)}>${t("manage.show_retired")}</button>
    </div>
    ${sections.length === 0 && html`<${Empty} icon="utensils" title=${t("manage.menu_empty")}>
      <p>${t("manage.menu_empty_text")}</p><//>`}
    ${isSearching
      ? sections.map((section) => html`<${Found} key=${section.key} section=${section}
        words=${words.value} />`)
      : html`<${Sortable} items=${sections} label=${t("manage.sections")}
        name=${(one) => one.values.name} onOrder=${(keys) => orderRecords("section", keys)}
        row=${(section) => html`<${Section} section=${section} />`} />`}
  </div>`;
}

function Section({ section }) {
  const edit = () => (sheet.value = html`<${RecordSheet} kind="section"
    recordKey=${section.key} />`);
  const add = () => (sheet.value = html`<${RecordSheetOfItem} section=${section.key} />`);
  return html`<section class="card part grow">
    <div class="row part-head"><h2 class="grow">${section.values.name}
      ${!section.values.active && html` <span class="badge">${t("manage.off")}</span>`}</h2>
      <button type="button" class="button" onClick=${edit}>${t("manage.edit")}
        <span class="sr-only"> ${section.values.name}</span></button>
      <button type="button" class="button" onClick=${add}><${Icon} name="plus" />${t("manage.add_dish")}
        <span class="sr-only">: ${section.values.name}</span></button></div>
    ${section.items.length === 0 && html`<p class="muted">${t("manage.section_empty")}</p>`}
    <${Sortable} items=${section.items} label=${section.values.name}
      name=${(one) => one.values.name} onOrder=${(keys) => orderRecords("item", keys)}
      row=${(item) => html`<${Item} item=${item} />`} />
  </section>`;
}

function Found({ section, words }) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  const items = section.items.filter((item) => {
    const text = plain(`${item.values.name} ${item.key} ${section.values.name}`);
    return wanted.every((word) => text.includes(word));
  });
  if (items.length === 0) return null;
  return html`<section class="card part"><h2>${section.values.name}</h2>
    <ul>${items.map((item) => html`<li key=${item.key}><${Item} item=${item} /></li>`)}</ul>
  </section>`;
}

function Item({ item }) {
  const { records, price_changes: coming } = editor.value;
  const { name, price, photo, station, min_age: age, pricing } = item.values;
  const more = [
    byKey(records, "station", station)?.values.name,
    age > 0 && t("manage.from_age", { age }),
    pricing !== "fixed" && t(`manage.code.pricing.${pricing}`),
    coming.some((one) => one.item === item.key) && t("manage.price_coming"),
  ].filter(Boolean);
  return html`<${OpenRow} href=${pathOf("menu", item.key)} onClick=${onLink("menu", item.key)}
    title=${html`${photo && html`<img class="thumb" alt="" loading="lazy"
      src=${`/photos/${photo}-small.jpg`} width="40" height="40" />`}${name}`}
    text=${more.join(" · ")} isOff=${!item.values.active}>
    ${isSet(records, item) && html`<span class="badge badge-brand">${t("manage.set")}</span>`}
    <span class="price">${price}</span><//>`;
}

/** A new dish: name, section and price; the rest in its editor. */
export function RecordSheetOfItem({ section }) {
  return html`<${RecordSheet} kind="item" start=${{ section }}
    onDone=${(answer) => onLink("menu", answer.key)({ preventDefault: () => undefined })} />`;
}
