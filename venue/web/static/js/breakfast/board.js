/** The staff's list of a morning's breakfast cards: by slot and room, and what they come to. */

import { Fragment, html, signal } from "../vendor.js";
import { get, post } from "../api.js";
import { errorText, lang, t } from "../i18n.js";
import { Banner, Sheet, toast } from "../kit.js";
import { draftOf, unmetOf } from "./card.js";
import { CardForm } from "./form.js";

const PATH = "/api/v1/breakfast/cards";
const BADGES = { open: "badge-info", withdrawn: "", ordered: "badge-ok", missed: "badge-bad" };
const board = signal(null);
const failed = signal("");
const editing = signal(null);
const busy = signal(false);
const mayManage = signal(false);

/** Say who looks: cooks read, the desk and waiters fill in. */
export function beginBoard(me) {
  mayManage.value = me.permissions.includes("breakfast.manage");
}

/** Fetch the cards of a day; a house without breakfast cards has none. */
export async function loadBoard(day) {
  try {
    board.value = await get(`${PATH}?lang=${lang.value}${day ? `&day=${day}` : ""}`);
    failed.value = "";
  } catch (error) {
    failed.value = errorText(error);
  }
  return board.value?.seq ?? 0;
}

/** The card's part of the page of meals. */
export function Board() {
  const now = board.value;
  if (failed.value) return html`<${Banner} tone="bad" icon="circle-alert" title=${failed.value} />`;
  if (!now) return null;
  const live = now.items.filter((one) => one.state !== "withdrawn").length;
  return html`<section class="card report breakfast-board" aria-labelledby="cards-title">
    <header class="row wrap"><h2 id="cards-title" class="grow">${t("breakfast.cards")}</h2>
      <span class="badge badge-info">${t("breakfast.count", { count: live })}</span></header>
    ${now.items.length === 0 ? html`<p class="muted">${t("breakfast.none")}</p>`
      : html`<ul>${now.items.map((one) => html`<${Card} key=${one.id} one=${one} />`)}</ul>`}
    ${now.totals.length > 0 && html`<h3>${t("breakfast.totals")}</h3>
      <ul class="breakfast-rooms">${now.totals.map(({ name, quantity }) => html`
        <li key=${name} class="badge"><span dir="auto">${name}</span> × ${quantity}</li>`)}</ul>`}
    ${mayManage.value && now.dishes.length > 0 && now.rooms.length > 0 && html`<div class="stack breakfast-empty">
      <h3>${t("breakfast.without")}</h3>
      <ul class="breakfast-rooms">${now.rooms.map((one) => html`<li key=${one.stay_id}>
        <button type="button" class="button" onClick=${() => open(one, null)}>
          ${t("meals.room", { room: one.room })}</button></li>`)}</ul></div>`}
    ${editing.value && html`<${Editor} />`}
  </section>`;
}

function Card({ one }) {
  const isOpen = one.state === "open";
  return html`<li class="breakfast-card" data-state=${one.state}>
    <span class="breakfast-time">${one.slot}</span>
    <div class="grow"><strong>${t("meals.room", { room: one.room })}</strong>
      ${" · "}${t("breakfast.guests", { count: one.people })}
      <p>${one.lines.map((line) => html`<span key=${line.item_id} dir="auto">${lineWords(line)}</span>`)
        .flatMap((line, at) => (at ? [", ", line] : [line]))}</p>
      ${one.note && html`<p class="small muted" dir="auto">${one.note}</p>`}
      <p class="breakfast-rooms">
        ${one.diet && html`<span class="badge badge-bad" dir="auto">${one.diet}</span>`}
        ${one.diets.map((diet) => html`<span key=${diet} class="badge badge-warn" dir="auto">${diet}</span>`)}
        <span class=${`badge ${BADGES[one.state]}`}>${t(`breakfast.staff.${one.state}`)}</span>
        ${one.late_min > 0 && html`<span class="badge badge-warn">${t("breakfast.late", { count: one.late_min })}</span>`}
        ${one.by && html`<span class="small muted">${t("breakfast.by", { name: one.by })}</span>`}</p></div>
    ${mayManage.value && html`<${Fragment}>
      ${isOpen && board.value.times.length > 0 && html`<button type="button" class="button" onClick=${() => open(one, one)}>
        ${t("breakfast.edit")}</button>`}
      ${(isOpen || one.state === "missed") && html`<button type="button" class="button" disabled=${busy.value}
        onClick=${() => act(`${PATH}/${one.id}/send`, {})}>${t("breakfast.send_now")}</button>
        <button type="button" class="button button-quiet" disabled=${busy.value}
        onClick=${() => act(`${PATH}/${one.id}/withdraw`, { version: one.version })}>${t("breakfast.withdraw")}</button>`}
    <//>`}
  </li>`;
}

function lineWords({ name, quantity, modifiers }) {
  const more = modifiers.map((one) => one.name).join(", ");
  return `${quantity} × ${name}${more && ` (${more})`}`;
}

function open(one, card) {
  const { times } = board.value;
  const draft = draftOf({ card, times, people: one.people ?? one.adults + one.children });
  const slot = times.includes(draft.slot) ? draft.slot : times[0];
  const version = card?.version ?? one.version;
  editing.value = { stay: one, draft: { ...draft, slot, version }, unmet: null };
}

async function act(path, body) {
  busy.value = true;
  let isDone = false;
  try {
    await post(path, body);
    isDone = true;
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert", seconds: 8 });
  }
  await loadBoard(board.value.day);
  busy.value = false;
  return isDone;
}

async function save() {
  const { stay, draft } = editing.value;
  const { day, dishes } = board.value;
  const unmet = unmetOf(draft, dishes);
  if (unmet) {
    editing.value = { ...editing.value, unmet };
    return;
  }
  if (await act(PATH, { ...draft, day, stay_id: stay.stay_id })) editing.value = null;
}

function Editor() {
  const { stay, draft, unmet } = editing.value;
  const change = (next) => (editing.value = { ...editing.value, draft: next, unmet: null });
  const foot = html`<button type="button" class="button button-primary button-large button-wide" onClick=${save}
    disabled=${busy.value || draft.lines.length === 0}>${t("breakfast.keep")}</button>`;
  return html`<${Sheet} title=${t("meals.room", { room: stay.room })} foot=${foot}
    onClose=${() => (editing.value = null)}>
    <div class="stack"><${CardForm} draft=${draft} times=${board.value.times} dishes=${board.value.dishes}
      unmet=${unmet} onChange=${change} onSlot=${(slot) => change({ ...draft, slot })} /></div>
  <//>`;
}
