/** The menu: search and section chips that stay in view, and a card for every dish. */

import { html, signal, useEffect, useRef } from "../vendor.js";
import { found } from "../find.js";
import { hasText, money, t } from "../i18n.js";
import { Empty, Icon, IconButton, Skeleton } from "../kit.js";
import * as cart from "./cart.js";
import { lines, menu, sheet } from "./state.js";

const search = signal("");
const current = signal(null);

/** The whole menu with its sticky finder. */
export function Menu() {
  if (!menu.value) return html`<${Skeleton} rows=${5} />`;
  const sections = found(menu.value.sections, search.value);
  return html`<${Finder} sections=${menu.value.sections} />
    <div class="menu">
      ${sections.map((section) => html`<${Section} key=${section.id} section=${section} />`)}
      ${sections.length === 0 && html`<${NothingFound} />`}
    </div>`;
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
  return html`<div class="finder" ref=${bar}>
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
    <h2 id=${`heading-${section.id}`}>${section.name}</h2>
    <ul class="dishes">
      ${section.items.map((item) => html`<${Dish} key=${item.id} item=${item} />`)}
    </ul>
  </section>`;
}

function Dish({ item }) {
  const sold = cart.isSold(item);
  const chosen = cart.quantityOf(lines.value, item.id);
  const key = chosen > 0 ? "guest.add_more" : "guest.add_dish";
  const label = t(key, { name: item.name, count: chosen });
  const open = () => (sheet.value = { kind: "dish", id: item.id });
  const add = () => {
    if (!cart.isQuick(item)) return open();
    const wish = { item_id: item.id, quantity: 1, modifiers: [], note: "" };
    lines.value = cart.addLine(lines.value, wish);
  };
  return html`<li class="card dish" data-sold=${String(sold)}>
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
      ${sold && html`<button type="button" class="dish-add" aria-label=${label} onClick=${add}>
        ${chosen || html`<${Icon} name="plus" />`}
      </button>`}
    </div>
  </li>`;
}

/** The dish's photo, or a drawing on a tint of its own hue. */
export function Tile({ item, large = false }) {
  const hue = Math.floor((((item.hue ?? 30) % 360) + 360) % 360 / 30);
  const shape = `tile hue-${hue} ${large ? "tile-large" : ""}`;
  if (item.photo) {
    return html`<img class=${shape} src=${item.photo} alt="" loading="lazy" decoding="async" />`;
  }
  return html`<div class=${shape}><${Icon} name=${item.icon || "utensils"} /></div>`;
}

const DIET_ICONS = {
  vegetarian: "leaf", vegan: "leaf", gluten_free: "wheat-off", lactose_free: "milk-off",
};
const SHOWN_ON_CARD = 2;

/** Sold out, count-down and diets; with `all` every allergen too. */
export function Tags({ item, all = false }) {
  const diets = (item.diets ?? []).filter(
    (code, _, every) => code !== "vegetarian" || !every.includes("vegan"),
  );
  const allergens = item.allergens ?? [];
  const shown = all ? diets : diets.slice(0, SHOWN_ON_CARD);
  const state = stateTag(item);
  if (!state && shown.length === 0 && allergens.length === 0) return null;
  const name = (code) => (hasText(`guest.allergen.${code}`) ? t(`guest.allergen.${code}`) : code);
  const listed = allergens.map(name).join(", ");
  return html`<ul class="tags">
    ${state}
    ${shown.map(
      (code) => html`<li class="badge">
        ${DIET_ICONS[code] && html`<${Icon} name=${DIET_ICONS[code]} />`}${t(`guest.diet.${code}`)}
      </li>`,
    )}
    ${all
      ? allergens.map((code) => html`<li class="badge badge-warn">
          <${Icon} name="triangle-alert" />${name(code)}</li>`)
      : allergens.length > 0 &&
        html`<li class="badge badge-warn"><${Icon} name="triangle-alert" />
          <span class="sr-only">${t("guest.contains")}</span>
          <span class="tags-names">${listed}</span></li>`}
  </ul>`;
}

function stateTag(item) {
  if (item.sold_out) {
    return html`<li class="badge badge-bad"><${Icon} name="ban" />${t("guest.sold_out")}</li>`;
  }
  if (item.available === false) {
    return html`<li class="badge"><${Icon} name="clock" />${t("guest.not_now")}</li>`;
  }
  if (item.remaining_qty == null) return null;
  const left = t("guest.left", { count: item.remaining_qty });
  return html`<li class="badge badge-info"><${Icon} name="timer" />${left}</li>`;
}
