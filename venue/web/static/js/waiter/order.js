/** Taking an order: find dishes fast, then look it over and send it. */

import { Fragment, html, signal, useEffect, useSignal } from "../vendor.js";
import { found } from "../find.js";
import { errorText, money, t } from "../i18n.js";
import { Banner, Empty, Icon, IconButton, Sheet, Skeleton, Stepper } from "../kit.js";
import { chosenOf } from "../guest/cart.js";
import { favourites, loadFavourites, loadMenu } from "./reading.js";
import { sendDraft, setDraft } from "./sending.js";
import { COURSES, EMPTY, accepted, coursesOf, isInstant, isSold, priceOf, totalOf, withCourse,
  withHold, withLine, withQuantity } from "./draft.js";
import { AlertsHere } from "./table.js";
import { asMoney, cutOff, drafts, goBack, items, menu, place, sheet, table } from "./state.js";

const FAVOURITES = "favourites";
const MOST_SEATS = 12;

/** The seat that the next dishes are for; null: the table. */
export const seat = signal(null);

function useDraft() {
  const sessionId = table.value?.session_id;
  const draft = drafts.value[sessionId] ?? EMPTY;
  return { sessionId, draft, change: (next) => setDraft(sessionId, next) };
}

/** The pane where an order is taken. */
export function OrderPane() {
  const search = useSignal("");
  const section = useSignal(FAVOURITES);
  const problem = useSignal(null);
  const load = () => {
    problem.value = null;
    if (!menu.value) loadMenu().catch((error) => (problem.value = errorText(error)));
  };
  useEffect(() => {
    load();
    seat.value = null;
    loadFavourites();
  }, []);
  const { draft } = useDraft();
  const best = favouriteSection();
  const current = section.value === FAVOURITES && !best ? null : section.value;
  const sections = found(menu.value?.sections ?? [], search.value);
  const shown = search.value || !current ? sections
    : current === FAVOURITES ? [best] : sections.filter(({ id }) => id === current);
  return html`<${Fragment}>
    <header class="pane-head">
      <${IconButton} icon="arrow-left" iconClass="icon-flip" label=${t("common.back")}
        onClick=${() => goBack({ tableId: place.value.tableId })} />
      <h2 class="grow">${t("waiter.order_for", { number: table.value.number })}</h2>
      <${AlertsHere} />
    </header>
    <div class="finder">
      <label class="search"><${Icon} name="search" /><span
        class="sr-only">${t("waiter.search")}</span>
        <input type="search" class="input" placeholder=${t("waiter.search")} autocomplete="off"
          enterkeyhint="search" value=${search}
          onInput=${(event) => (search.value = event.target.value)} />
      </label>
      <div class="chips" role="group" aria-label=${t("waiter.sections")}>
        ${best && html`<button type="button" class="chip"
          aria-pressed=${String(current === FAVOURITES)}
          onClick=${() => (section.value = FAVOURITES)}><${Icon}
          name="star" />${t("waiter.favourites")}</button>`}
        <button type="button" class="chip" aria-pressed=${String(!current)}
          onClick=${() => (section.value = null)}>${t("waiter.all")}</button>
        ${(menu.value?.sections ?? []).map(
          ({ id, name }) => html`<button type="button" key=${id} class="chip"
            aria-pressed=${String(current === id)}
            onClick=${() => (section.value = id)}>${name}</button>`,
        )}
      </div>
      <${Seats} />
    </div>
    <div class="pane-body">
      ${problem.value && html`<${Banner} tone="bad" icon="wifi-off" title=${problem.value}>
        <button type="button" class="button" onClick=${load}>${t("common.retry")}</button><//>`}
      ${!menu.value && !problem.value && html`<${Skeleton} rows=${6} />`}
      ${menu.value && shown.length === 0 && html`<${Empty} icon="search"
        title=${t("waiter.nothing_found")} />`}
      ${shown.map(
        ({ id, name, items: dishes }) => html`<section class="dishes" key=${id} aria-label=${name}>
          <h3>${name}</h3>
          <ul>${dishes.map((item) => html`<${Dish} key=${item.id} item=${item}
            draft=${draft} />`)}</ul>
        </section>`,
      )}
    </div>
    <${ReviewBar} />
  <//>`;
}

/** Own pins first, then what the house sells most; null while there is neither. */
function favouriteSection() {
  const { pinned, popular } = favourites.value;
  const all = [...new Set([...pinned, ...popular])].map((id) => items.value.get(id));
  const known = all.filter(Boolean);
  return known.length > 0 ? { id: FAVOURITES, name: t("waiter.favourites"), items: known } : null;
}

function Seats() {
  const count = Math.min(table.value.covers, MOST_SEATS);
  if (count < 2) return null;
  const all = [null, ...Array.from({ length: count }, (_, n) => n + 1)];
  return html`<div class="chips seats" role="group" aria-label=${t("waiter.seat_word")}>${all.map(
    (one) => html`<button type="button" key=${one} class="chip"
      aria-pressed=${String(seat.value === one)} onClick=${() => (seat.value = one)}>
      ${one ?? t("waiter.seat_none")}</button>`,
  )}</div>`;
}

function Dish({ item, draft }) {
  const { change } = useDraft();
  const count = draft.lines.reduce((n, line) => (line.item_id === item.id ? n + line.quantity : n),
    0);
  const sold = isSold(item);
  const choose = () => (sheet.value = { kind: "dish", id: item.id });
  const add = () => {
    if (!isInstant(item)) return choose();
    change(withLine(draft, { item_id: item.id, quantity: 1, modifiers: [], note: "",
      course: item.course ?? 1, seat: seat.value }));
  };
  return html`<li class="dish" data-sold=${String(sold)}>
    <button type="button" class="dish-add grow" disabled=${!sold} onClick=${add}>
      <span class="dish-count" data-some=${count > 0 ? "" : null}
        aria-hidden="true">${count || "+"}</span>
      <span class="grow"><span class="dish-name">${item.name}</span>
        <span class="muted small">${dishWords(item)}</span></span>
      ${count > 0 && html`<span class="sr-only">${t("waiter.chosen", { count })}</span>`}
    </button>
    ${sold && html`<${IconButton} icon="sliders-horizontal"
      label=${t("waiter.choices_of", { name: item.name })}
      onClick=${choose} />`}
  </li>`;
}

function dishWords(item) {
  if (item.sold_out) return t("waiter.sold_out");
  if (item.available === false) return t("waiter.not_now");
  const price = item.pricing === "open" ? t("waiter.open_price") : item.pricing === "weight"
    ? t("waiter.a_kilo", { price: money(item.price) }) : money(item.price);
  return item.remaining_qty == null ? price
    : `${price} · ${t("waiter.only", { count: item.remaining_qty })}`;
}

function ReviewBar() {
  const { draft } = useDraft();
  const count = draft.lines.reduce((n, line) => n + line.quantity, 0);
  return html`<footer class="pane-bar">
    <button type="button" class="button button-primary button-large grow review"
      disabled=${count === 0}
      onClick=${() => (sheet.value = { kind: "review" })}>
      <span class="count">${count}</span><span class="grow">${t("waiter.review")}</span>
      <span>${money(asMoney(totalOf(draft.lines, items.value)))}</span>
    </button>
  </footer>`;
}

/** The order before it is sent: courses, holds, notes. */
export function ReviewSheet() {
  const { sessionId, draft, change } = useDraft();
  const close = () => (sheet.value = null);
  const ready = accepted(draft, items.value);
  const isChanged = draft.lines.some((line) => line.change || !items.value.has(line.item_id));
  const send = () => {
    change(ready);
    return sendDraft(sessionId);
  };
  if (draft.lines.length === 0) {
    return html`<${Sheet} title=${t("waiter.review_title")} onClose=${close}>
      <${Empty} icon="utensils" title=${t("waiter.draft_empty")} /><//>`;
  }
  const foot = html`
    ${cutOff.value && html`<p class="small muted row"><${Icon}
      name="cloud-off" />${t("waiter.will_be_kept")}</p>`}
    <button type="button" class="button button-primary button-large review"
      disabled=${ready.lines.length === 0}
      onClick=${send}><${Icon} name="send" class="icon-flip" />
      <span>${t(isChanged ? "waiter.send_changed" : "waiter.send")}</span>
      <span>${money(asMoney(totalOf(ready.lines, items.value)))}</span>
    </button>`;
  return html`<${Sheet} title=${t("waiter.review_title")} onClose=${close} foot=${foot}>
    <div class="stack">
      ${isChanged && html`<${Banner} tone="warn" icon="triangle-alert"
        title=${t("waiter.changed")} />`}
      ${coursesOf(draft).map(
        ({ course, isHeld, lines }) => html`<section class="course" key=${course}
          data-held=${isHeld ? "" : null}>
          <h3 class="row"><span class="grow">${t("waiter.course", { course })}</span>
            <button type="button" class="chip" aria-pressed=${String(isHeld)}
              onClick=${() => change(withHold(draft, course, !isHeld))}>
              <${Icon} name="pause" />${t("waiter.hold")}</button></h3>
          <ul>${lines.map((line) => html`<${DraftLine} key=${line.key} line=${line} />`)}</ul>
        </section>`,
      )}
      <div class="field"><label for="order-note">${t("waiter.order_note")}</label>
        <textarea id="order-note" class="textarea" rows="2" maxlength="200" value=${draft.note}
          onInput=${(event) => change({ ...draft, note: event.target.value })}></textarea></div>
    </div>
  <//>`;
}

function DraftLine({ line }) {
  const { draft, change } = useDraft();
  const item = items.value.get(line.item_id);
  const sold = item && isSold(item);
  const extra = item ? chosenOf(item, line.modifiers).map((one) => one.name) : [];
  const name = item?.name ?? t("waiter.dish", { id: line.item_id });
  return html`<li class="draft-line" data-sold=${String(Boolean(sold))}>
    <div class="grow">
      <button type="button" class="draft-name" disabled=${!item}
        onClick=${() => (sheet.value = { kind: "dish", id: line.item_id,
          editing: line.key })}>${name}</button>
      ${line.seat && html`<span class="badge">${t("waiter.seat", { seat: line.seat })}</span>`}
      ${line.grams !== undefined && html`<span class="badge">${t("waiter.grams_of",
        { grams: line.grams })}</span>`}
      ${extra.length > 0 && html`<p class="small muted">${extra.join(", ")}</p>`}
      ${line.note && html`<p class="small muted">${line.note}</p>`}
      ${(line.change || !sold) && html`<p><span class="badge badge-bad">
        <${Icon} name="circle-alert" />${changeText(line, sold)}</span></p>`}
      <label class="draft-course small"><span class="muted">${t("waiter.course_word")}</span>
        <select class="select" value=${String(line.course)}
          onChange=${(event) => change(withCourse(draft, line.key, Number(event.target.value)))}>
          ${COURSES.map((n) => html`<option value=${String(n)}
            selected=${n === line.course}>${n}</option>`)}
        </select></label>
    </div>
    <div class="draft-side">
      <span>${item && money(asMoney(priceOf(item, line) * line.quantity))}</span>
      <${Stepper} value=${line.quantity} label=${name}
        onChange=${(n) => change(withQuantity(draft, line.key, n))}
        onRemove=${() => change(withQuantity(draft, line.key, 0))} />
    </div>
  </li>`;
}

function changeText(line, sold) {
  const { reason, was, now } = line.change ?? {};
  if (reason === "price") return t("waiter.new_price", { was: money(was), now: money(now) });
  if (reason === "sold_out" && now > 0) return t("waiter.only", { count: now });
  return t(sold === false && reason === undefined ? "waiter.not_now" : "waiter.sold_out");
}
