/** One dish with its choices, note and course, for the order being taken. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Icon, Sheet, Stepper } from "../kit.js";
import { limitsOf, toggleModifier, unmetGroup } from "../guest/cart.js";
import { exponentOf } from "../money.js";
import { Figure, textOf, valueOf } from "./figure.js";
import { seat as seatNow } from "./order.js";
import { favourites, pinDish } from "./reading.js";
import { setDraft } from "./sending.js";
import { COURSES, EMPTY, figureFault, figureOf, priceOf, withLine } from "./draft.js";
import { asMoney, currency, drafts, items, sheet, table } from "./state.js";

/** With `editing` (a line's key) it changes that line and leads back to the review. */
export function DishSheet({ id, editing = null }) {
  const item = items.value.get(id);
  const sessionId = table.value?.session_id;
  const draft = drafts.value[sessionId] ?? EMPTY;
  const line = draft.lines.find((other) => other.key === editing);
  const modifiers = useSignal(line?.modifiers ?? []);
  const note = useSignal(line?.note ?? "");
  const course = useSignal(line?.course ?? item?.course ?? 1);
  const seat = useSignal(line ? (line.seat ?? null) : seatNow.value);
  const quantity = useSignal(line?.quantity ?? 1);
  const missing = useSignal(null);
  const exponent = exponentOf(currency.value);
  const typed = useSignal(item && line ? textOf(item, line, exponent) : "");
  const fault = useSignal(null);
  const close = () => (sheet.value = editing ? { kind: "review" } : null);
  if (!item) return null;

  const asks = figureOf(item);
  const figure = asks ? valueOf(item, typed.value, exponent) : undefined;
  const add = () => {
    fault.value = figureFault(item, figure);
    if (fault.value) {
      document.getElementById("dish-figure")?.focus();
      return;
    }
    const unmet = unmetGroup(item, modifiers.value);
    missing.value = unmet?.id ?? null;
    if (unmet) {
      document.getElementById(`group-${unmet.id}`)?.scrollIntoView({ block: "center" });
      return;
    }
    const wish = {
      item_id: id, quantity: quantity.value, modifiers: modifiers.value, note: note.value.trim(),
      course: course.value, seat: seat.value, ...(asks && { [asks]: figure }),
    };
    setDraft(sessionId, withLine(draft, wish, editing));
    close();
  };
  const foot = html`<div class="row">
    <${Stepper} value=${quantity.value} label=${t("waiter.how_many_of", { name: item.name })}
      onChange=${(n) => (quantity.value = n)} />
    <button type="button" class="button button-primary button-large grow" onClick=${add}>
      ${t(editing ? "waiter.save" : "waiter.add")}
      <span>${money(asMoney(priceOf(item, { modifiers: modifiers.value,
        ...(asks && { [asks]: figure ?? 0 }) }) * quantity.value))}</span>
    </button>
  </div>`;
  const isPinned = favourites.value.pinned.includes(id);
  const seats = Array.from({ length: Math.min(table.value?.covers ?? 1, 12) }, (_, n) => n + 1);
  return html`<${Sheet} title=${item.name} onClose=${close} foot=${foot}>
    <div class="stack">
      <button type="button" class="chip pin" aria-pressed=${String(isPinned)}
        onClick=${() => pinDish(id, !isPinned)}><${Icon}
        name="star" />${t(isPinned ? "waiter.pinned" : "waiter.pin_it")}</button>
      ${asks && html`<${Figure} item=${item} typed=${typed} fault=${fault} />`}
      ${(item.modifier_groups ?? []).map(
        (group) => html`<${Group} key=${group.id} group=${group} chosen=${modifiers.value}
          missing=${missing.value === group.id}
          onToggle=${(one) => (modifiers.value = toggleModifier(group, modifiers.value, one))} />`,
      )}
      <fieldset class="group"><legend>${t("waiter.course_word")}</legend>
        <div class="row">${COURSES.map(
          (n) => html`<button type="button" key=${n} class="chip grow"
            aria-pressed=${String(course.value === n)}
            onClick=${() => (course.value = n)}>${n}</button>`,
        )}</div></fieldset>
      ${seats.length > 1 && html`<fieldset class="group"><legend>${t("waiter.seat_word")}</legend>
        <div class="options">${[null, ...seats].map((n) => html`<button type="button" key=${n}
          class="chip" aria-pressed=${String(seat.value === n)}
          onClick=${() => (seat.value = n)}>${n ?? t("waiter.seat_none")}</button>`)}</div>
      </fieldset>`}
      <div class="field"><label for="dish-note">${t("waiter.dish_note")}</label>
        <input id="dish-note" class="input" maxlength="200" autocomplete="off" value=${note}
          onInput=${(event) => (note.value = event.target.value)} /></div>
    </div>
  <//>`;
}

/** One group of choices. */
export function Group({ group, chosen, missing, onToggle }) {
  const { min, max } = limitsOf(group);
  return html`<fieldset class="group" id=${`group-${group.id}`} data-missing=${missing ? "" : null}>
    <legend>${group.name}
      <span class="muted small">${min > 0 ? t("waiter.required") : t("waiter.up_to",
        { count: max })}</span></legend>
    ${missing && html`<p class="field-error" role="alert"><${Icon}
      name="circle-alert" />${t("waiter.choice_missing")}</p>`}
    <div class="options">${group.modifiers.map(
      ({ id, name, price }) => html`<button type="button" key=${id} class="chip"
        aria-pressed=${String(chosen.includes(id))} onClick=${() => onToggle(id)}>
        ${name}${price.amount !== 0
          && html`<span>${price.amount > 0 ? "+" : ""}${money(price)}</span>`}
      </button>`,
    )}</div>
  </fieldset>`;
}
