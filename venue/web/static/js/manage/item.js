/** The editor of one dish, in tabs; what was typed is saved together. */

import { html, useEffect, useSignal } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Empty, Icon, toast } from "../kit.js";
import { History } from "./history.js";
import { byKey } from "./model.js";
import { ListPrices, PriceChanges } from "./itemprices.js";
import { Head } from "./parts.js";
import { pathOf } from "./paths.js";
import { Photo } from "./photo.js";
import { Control, Problems, Words, useDraft } from "./records.js";
import { SizesButton } from "./sizes.js";
import { ITEM_TABS } from "./specs.js";
import { editor, isDirty, onLink, saveRecord } from "./state.js";

const TABS = ["main", "price", "choices", "allergens", "words", "photo", "hours", "history"];

export function ItemEditor({ recordKey }) {
  const entry = byKey(editor.value.records, "item", recordKey);
  if (!entry) {
    return html`<${Empty} icon="utensils" title=${t("manage.no_such_dish")}>
      <a class="button" href=${pathOf("menu")} onClick=${onLink("menu")}>
        ${t("manage.screen.menu")}</a><//>`;
  }
  return html`<${Editor} entry=${entry} />`;
}

function Editor({ entry }) {
  const tab = useSignal("main");
  const error = useSignal(null);
  const draft = useDraft(entry.values);
  useEffect(() => () => (isDirty.value = false), []);
  const save = async (event) => {
    event.preventDefault();
    try {
      await saveRecord("item", entry.key, draft.fields());
      draft.clear();
      error.value = null;
      toast(t("manage.saved"), { icon: "check" });
    } catch (problem) {
      error.value = problem;
      if (!problem.details?.problems) toast(errorText(problem), { icon: "triangle-alert" });
    }
  };
  const onTabKey = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
    const next = TABS[(TABS.indexOf(tab.value) + by * rtl + TABS.length) % TABS.length];
    tab.value = next;
    document.getElementById(`tab-${next}`)?.focus();
  };
  const isForm = !["photo", "history"].includes(tab.value);
  return html`<div class="screen">
    <nav class="crumbs" aria-label=${t("manage.where")}><a href=${pathOf("menu")}
      onClick=${onLink("menu")}><${Icon} name="arrow-left" class="icon-flip" />${t("manage.screen.menu")}</a></nav>
    <${Head} title=${entry.values.name} text=${entry.key} />
    <div class="tabs item-tabs" role="tablist" aria-label=${entry.values.name}>${TABS.map(
      (name) => html`<button type="button" role="tab" key=${name} id=${`tab-${name}`}
        aria-selected=${String(tab.value === name)} aria-controls="tab-panel"
        tabindex=${tab.value === name ? 0 : -1} onKeyDown=${onTabKey}
        onClick=${() => (tab.value = name)}>${t(`manage.tab.${name}`)}</button>`)}</div>
    <div id="tab-panel" role="tabpanel" aria-labelledby=${`tab-${tab.value}`}>
      ${isForm && html`<form class="card part stack" onSubmit=${save}>
        <${Problems} error=${error.value} />
        <${Tab} name=${tab.value} entry=${entry} draft=${draft} />
        <div class="row save-bar">
          <button type="submit" class="button button-primary" disabled=${!isDirty.value}>
            ${t("manage.save")}</button>
          ${isDirty.value && html`<span class="muted small">${t("manage.unsaved")}</span>`}
        </div>
      </form>`}
      ${tab.value === "price" && html`<${PriceChanges} entry=${entry} />
        <${ListPrices} entry=${entry} />`}
      ${tab.value === "photo" && html`<${Photo} entry=${entry} />`}
      ${tab.value === "history" && html`<${History} kind="item" recordKey=${entry.key} />`}
    </div>
  </div>`;
}

function Tab({ name, entry, draft }) {
  if (name === "words") {
    return html`<p class="muted">${t("manage.words_text")}</p>
      <${Words} kind="item" recordKey=${entry.key} values=${entry.values} get=${draft.get}
        set=${draft.set} />`;
  }
  const isOpen = draft.get("pricing") === "open";
  const specs = ITEM_TABS[name].filter(([field]) => isOpen || !field.startsWith("price_m"));
  return html`${specs.map((spec) => html`<${Control} key=${spec[0]} kind="item" spec=${spec}
    value=${draft.get(spec[0])} onChange=${(value) => draft.set(spec[0], value)} />`)}
    ${name === "choices" && html`<${SizesButton} entry=${entry} />`}`;
}
