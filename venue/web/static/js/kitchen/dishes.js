/** 86 and count-down: find a dish, take it off sale, say how many are left, bring it back. */

import { html, useState } from "../vendor.js";
import { del, send } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Empty, Icon, Sheet, Skeleton, Stepper, toast } from "../kit.js";
import { close, sheet } from "./state.js";

const MOST_SHOWN = 60;
const MOST_LEFT = 999;
const MINUTE = 60;
const LONGEST_MIN = 240;

/** Dishes for a search, those that are out or counted first, then as on the menu. Pure. */
export function dishesFor(items, words) {
  const wanted = words.trim().toLocaleLowerCase();
  const rank = (item) => (item.sold_out ? 0 : item.remaining_qty === undefined ? 2 : 1);
  return items
    .filter((item) => item.name.toLocaleLowerCase().includes(wanted))
    .map((item, index) => ({ item, index }))
    .sort((a, b) => rank(a.item) - rank(b.item) || a.index - b.index)
    .slice(0, MOST_SHOWN)
    .map(({ item }) => item);
}

export function Dishes({ items, isLost, times }) {
  const [words, setWords] = useState("");
  const found = items ? dishesFor(items, words) : [];
  return html`<${Sheet} dialog title=${t("kds.dishes")} onClose=${close}>
    <label class="field"><span>${t("kds.dish_search")}</span>
      <input class="input" type="search" value=${words} autocomplete="off"
        onInput=${(event) => setWords(event.target.value)} /></label>
    ${isLost && html`<${Empty} icon="wifi-off" title=${t("kitchen.recent_lost")} />`}
    ${items === null && html`<${Skeleton} rows=${5} />`}
    ${items && !isLost && found.length === 0 && html`<${Empty} icon="search"
      title=${t("kds.dish_none")} />`}
    <ul class="dishes">${found.map((item) => html`<${Row} key=${item.id} item=${item}
      cook=${times?.get(item.id)} />`)}</ul>
  <//>`;
}

/** Tell the box, then show what it answered; the list stays as it was when it refuses. */
async function change(item, call, after) {
  try {
    await call();
    const { items, times } = sheet.value;
    const kept = { ...sheet.value, ...after(items, times) };
    sheet.value = kept;
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
  }
}

function setLeft(item, left) {
  const path = `/api/v1/items/${item.id}/eighty-six`;
  const call = () => (left === undefined ? del(path) : send("POST", path, { remaining_qty: left }));
  const now = { ...item, sold_out: left === 0, remaining_qty: left };
  return change(item, call, (items) => ({
    items: items.map((one) => (one.id === item.id ? now : one)),
  }));
}

function setCook(item, minutes) {
  const cook = minutes === null ? null : minutes * MINUTE;
  const call = () => send("POST", `/api/v1/items/${item.id}/pace`, { cook_s: cook });
  return change(item, call, (items, times) => ({ times: new Map(times).set(item.id, cook) }));
}

function Row({ item, cook }) {
  const left = item.remaining_qty;
  const state = item.sold_out ? t("kds.out") : left === undefined ? t("kds.on_sale")
    : t("kds.left", { count: left });
  const isCounted = left !== undefined && !item.sold_out;
  return html`<li class="dish-row" data-out=${item.sold_out ? "" : null}>
    <p class="dish-name"><strong>${item.name}</strong><span>${state}</span></p>
    <div class="row-actions">
      ${isCounted && html`<${Stepper} value=${left} min=${1} max=${MOST_LEFT}
        label=${t("kds.left_of", { name: item.name })} onChange=${(n) => setLeft(item, n)} />`}
      ${!isCounted && html`<button type="button" class="button" onClick=${() => setLeft(item, 10)}>
        ${t("kds.count")}<span class="sr-only"> ${item.name}</span></button>`}
      ${item.sold_out || isCounted
        ? html`<button type="button" class="button" onClick=${() => setLeft(item, undefined)}>
            <${Icon} name="undo-2" />${t("kds.back")}<span class="sr-only"> ${
              item.name}</span></button>`
        : null}
      ${!item.sold_out && html`<button type="button" class="button dish-out"
        onClick=${() => setLeft(item, 0)}><${Icon} name="ban" />${t("kds.eighty_six")}<span
          class="sr-only"> ${item.name}</span></button>`}
      <${Cook} item=${item} cook=${cook} />
    </div>
  </li>`;
}

/** How long the dish takes, for the pacing; empty: as its station says. */
function Cook({ item, cook }) {
  const minutes = cook === undefined || cook === null ? null : Math.round(cook / MINUTE);
  const onChange = (event) => {
    const typed = Number.parseInt(event.target.value, 10);
    const next = Number.isNaN(typed) ? null : Math.min(Math.max(typed, 0), LONGEST_MIN);
    if (next !== minutes) setCook(item, next);
  };
  return html`<label class="cook-time"><span>${t("kds.cook_min")}</span>
    <input class="input" inputmode="numeric" value=${minutes ?? ""} placeholder="–"
      aria-label=${t("kds.cook_of", { name: item.name })} onChange=${onChange} /></label>`;
}
