/** The menu: search and section chips that stay in view, and a card for every dish. */

import { html, signal, useComputed, useEffect, useRef } from "../vendor.js";
import { found } from "../find.js";
import { hasText, lang, money, t } from "../i18n.js";
import { Empty, Icon, IconButton, Skeleton } from "../kit.js";
import * as cart from "./cart.js";
import { filtered, isIdle, standing } from "./diet.js";
import { Tile } from "./photo.js";
import { hoursText } from "./times.js";
import { filter, lines, menu, mode, sheet } from "./state.js";

const FIRST_SECTIONS = 1;

const search = signal("");
/** False until the first dishes are painted: an old phone shows those it can see first. */
const isWhole = signal(false);
const current = signal(null);

/** The whole menu with its sticky finder. */
export function Menu() {
  if (!menu.value) return html`<${Skeleton} rows=${5} />`;
  const { sections: fitting, hidden } = filtered(menu.value.sections, filter.value);
  const every = found(fitting, search.value);
  const sections = isWhole.value ? every : every.slice(0, FIRST_SECTIONS);
  useEffect(() => {
    requestAnimationFrame(() => setTimeout(() => (isWhole.value = true)));
  }, []);
  return html`<${Finder} sections=${fitting} />
    <div class="menu">
      ${hidden > 0 && html`<${Hidden} count=${hidden} />`}
      ${sections.map((section) => html`<${Section} key=${section.id} section=${section} />`)}
      ${sections.length === 0 && html`<${NothingFound} />`}
    </div>`;
}

/** Dishes that are not shown, and the way to see them all the same. */
function Hidden({ count }) {
  const show = () => (filter.value = { ...filter.value, hide: false });
  return html`<p class="row hidden-note" role="status">
    <span class="grow">${t("guest.hidden", { count })}</span>
    <button type="button" class="button" onClick=${show}>${t("guest.hidden_show")}</button>
  </p>`;
}

function NothingFound() {
  if (!search.value) return html`<${Empty} icon="utensils" title=${t("guest.menu_empty")} />`;
  return html`<${Empty} icon="search" title=${t("guest.nothing_found", { words: search.value })}>
    <button type="button" class="button" onClick=${() => (search.value = "")}>
      ${t("guest.clear_search")}
    </button>
  <//>`;
}

function Finder({ sections }) {
  const bar = useRef(null);
  useSectionInView(sections, bar);
  const jump = (id) => {
    search.value = "";
    requestAnimationFrame(() => document.getElementById(`section-${id}`)?.scrollIntoView());
  };
  const avoided = filter.value.allergens.length + filter.value.diets.length;
  return html`<div class="finder" ref=${bar}>
    <div class="finder-row">
    <label class="search">
      <${Icon} name="search" />
      <span class="sr-only">${t("guest.search")}</span>
      <input type="search" class="input" placeholder=${t("guest.search")} value=${search}
        autocomplete="off" enterkeyhint="search"
        onInput=${(event) => (search.value = event.target.value)} />
      ${search.value &&
      html`<${IconButton} icon="x" label=${t("guest.clear_search")}
        onClick=${() => (search.value = "")} />`}
    </label>
    <button type="button" class="icon-button icon-button-line filter-button"
      aria-label=${avoided > 0 ? t("guest.filter_on", { count: avoided }) : t("guest.filter")}
      data-on=${String(avoided > 0)} onClick=${() => (sheet.value = { kind: "filter" })}>
      <${Icon} name="sliders-horizontal" />
      ${avoided > 0 && html`<span class="filter-count" aria-hidden="true">${avoided}</span>`}
    </button>
    </div>
    <nav class="chips" aria-label=${t("guest.sections")}>
      ${sections.map(
        ({ id, name }) => html`<button key=${id} type="button" class="chip" data-section=${id}
          aria-current=${String(current.value === id && !search.value)}
          onClick=${() => jump(id)}>${name}</button>`,
      )}
    </nav>
  </div>`;
}

/** Mark the chip of the section being read and keep it in sight. */
function useSectionInView(sections, bar) {
  useEffect(() => {
    current.value ??= sections[0]?.id ?? null;
    let waiting = false;
    const look = () => {
      waiting = false;
      const line = (bar.current?.getBoundingClientRect().bottom ?? 0) + 24;
      const passed = sections.filter(({ id }) => {
        const top = document.getElementById(`section-${id}`)?.getBoundingClientRect().top;
        return top !== undefined && top <= line;
      });
      const next = (passed.at(-1) ?? sections[0])?.id ?? null;
      if (next === current.value) return;
      current.value = next;
      const chip = bar.current?.querySelector(`[data-section="${next}"]`);
      chip?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
    };
    const onScroll = () => {
      if (!waiting) requestAnimationFrame(look);
      waiting = true;
    };
    addEventListener("scroll", onScroll, { passive: true });
    return () => removeEventListener("scroll", onScroll);
  }, [sections]);
}

function Section({ section }) {
  return html`<section class="section" id=${`section-${section.id}`}
    aria-labelledby=${`heading-${section.id}`}>
    <h2 id=${`heading-${section.id}`}>${section.name}${section.original
      && html` <span class="small muted open-text" dir="auto">${section.original}</span>`}</h2>
    <ul class="dishes">
      ${section.items.map((item) => html`<${Dish} key=${item.id} item=${item} />`)}
    </ul>
  </section>`;
}

function Dish({ item }) {
  const sold = cart.isSold(item);
  // Computed, so that one dish more draws one card anew and not the whole menu.
  const chosen = useComputed(() => cart.quantityOf(lines.value, item.id)).value;
  const key = chosen > 0 ? "guest.add_more" : "guest.add_dish";
  const label = t(key, { name: item.name, count: chosen });
  const open = () => (sheet.value = { kind: "dish", id: item.id });
  const add = () => {
    if (!cart.isQuick(item)) return open();
    const wish = { item_id: item.id, quantity: 1, modifiers: [], note: "" };
    lines.value = cart.addLine(lines.value, wish);
  };
  return html`<li class="card dish" data-sold=${String(sold || cart.needsStaff(item))}>
    <div class="dish-text">
      <h3>
        <button type="button" class="dish-open" dir="auto" onClick=${open}>${item.name}</button>
      </h3>
      ${item.description && html`<p class="dish-about" dir="auto">${item.description}</p>`}
      <${Tags} item=${item} />
      <p class="dish-price">${money(item.price)}</p>
    </div>
    <div class="dish-side">
      <${Tile} item=${item} />
      ${sold && mode.value !== "view" && html`<button type="button" class="dish-add" aria-label=${label} onClick=${add}>
        ${chosen || html`<${Icon} name="plus" />`}
      </button>`}
    </div>
  </li>`;
}

const DIET_ICONS = {
  vegetarian: "leaf", vegan: "leaf", gluten_free: "wheat-off", lactose_free: "milk-off",
};
const SHOWN_ON_CARD = 2;

/** Why a phone cannot order the dish now, in words. */
export function cannotWords(item) {
  if (item.sold_out) return t("guest.sold_out");
  if (item.available === false) {
    const when = hoursText(item.hours, lang.value);
    return when ? t("guest.served_when", { when }) : t("guest.not_now");
  }
  if (item.min_age > 0) return t("guest.staff_age", { age: item.min_age });
  return t("guest.staff_price");
}

const allergenName = (code) =>
  hasText(`guest.allergen.${code}`) ? t(`guest.allergen.${code}`) : code;

/** Sold out, count-down, diets and allergens; on a card in short, with `all` each by itself. */
export function Tags({ item, all = false }) {
  const diets = (item.diets ?? []).filter(
    (code, _, every) => code !== "vegetarian" || !every.includes("vegan"),
  );
  const shown = all ? diets : diets.slice(0, SHOWN_ON_CARD);
  const tags = [stateTag(item), ...(all ? [] : avoidedTags(item)), ...shown.map(dietTag)];
  const allergens = all ? everyAllergen(item) : allergensInShort(item);
  if (tags.filter(Boolean).length + allergens.length === 0) return null;
  return html`<ul class="tags">${tags}${allergens}</ul>`;
}

function dietTag(code) {
  return html`<li class="badge">
    ${DIET_ICONS[code] && html`<${Icon} name=${DIET_ICONS[code]} />`}${t(`guest.diet.${code}`)}
  </li>`;
}

/** What this guest avoids or misses, before anything else of the dish. */
function avoidedTags(item) {
  if (isIdle(filter.value)) return [];
  const { contains, may, lacks } = standing(item, filter.value);
  const tag = (tone, text) => html`<li class=${`badge badge-${tone}`}>
    <${Icon} name="triangle-alert" />${text}</li>`;
  return [
    ...contains.map((code) => tag("bad", t("guest.has", { name: allergenName(code) }))),
    ...may.map((code) => tag("warn", t("guest.has_traces", { name: allergenName(code) }))),
    ...lacks.map((code) => tag("warn", t("guest.is_not", { name: t(`guest.diet.${code}`) }))),
  ];
}

function allergensInShort(item) {
  const avoided = new Set(filter.value.allergens);
  const rest = (item.allergens ?? []).filter((code) => !avoided.has(code));
  if (rest.length === 0) return [];
  return [html`<li class="badge badge-warn"><${Icon} name="triangle-alert" />
    <span class="sr-only">${t("guest.contains")}</span>
    <span class="tags-names">${rest.map(allergenName).join(", ")}</span></li>`];
}

function everyAllergen(item) {
  const tag = (text, tone) => html`<li class=${`badge badge-${tone}`}>
    <${Icon} name="triangle-alert" />${text}</li>`;
  const traces = item.may_contain ?? [];
  return [
    ...(item.allergens ?? []).map((code) => tag(allergenName(code), "warn")),
    ...traces.map((code) => tag(t("guest.has_traces", { name: allergenName(code) }), "plain")),
  ];
}

function stateTag(item) {
  const tag = (tone, icon, text) => html`<li class=${`badge ${tone}`}>
    <${Icon} name=${icon} />${text}</li>`;
  if (item.sold_out) return tag("badge-bad", "ban", t("guest.sold_out"));
  if (item.available === false) return tag("", "clock", cannotWords(item));
  if (cart.needsStaff(item)) return tag("badge-info", "hand", cannotWords(item));
  if (item.remaining_qty == null) return null;
  return tag("badge-info", "timer", t("guest.left", { count: item.remaining_qty }));
}
