/** One dish: what is in it, its choices, a note and how many. */

import { html, useSignal } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Banner, Icon, Sheet, Stepper } from "../kit.js";
import * as cart from "./cart.js";
import { avoidedIn, standing } from "./diet.js";
import { Tags, cannotWords } from "./menu.js";
import { NoteField } from "./notefield.js";
import { Tile } from "./photo.js";
import { currency, filter, items, lines, mode, sheet } from "./state.js";

/** The sheet of a dish; with `editing` (a line's key) it changes that line. */
export function DishSheet({ id, editing = null }) {
  const item = items.value.get(id);
  const line = lines.value.find((other) => other.key === editing);
  const modifiers = useSignal(line?.modifiers ?? firstChoices(item));
  const note = useSignal(line?.note ?? "");
  const quantity = useSignal(line?.quantity ?? 1);
  const missing = useSignal(null);
  const close = () => (sheet.value = editing ? { kind: "cart" } : null);
  if (!item) return null;

  const add = () => {
    const unmet = cart.unmetGroup(item, modifiers.value);
    missing.value = unmet?.id ?? null;
    if (unmet) {
      document.getElementById(`group-${unmet.id}`)?.scrollIntoView({ block: "center" });
      return;
    }
    const wish = {
      item_id: id,
      quantity: quantity.value,
      modifiers: modifiers.value,
      note: note.value,
    };
    lines.value = cart.addLine(lines.value, wish, editing);
    close();
  };
  const toggle = (group, modifierId) => {
    modifiers.value = cart.toggleModifier(group, modifiers.value, modifierId);
    if (missing.value === group.id) missing.value = null;
  };
  const price = cart.unitPrice(item, modifiers.value) * quantity.value;
  const mayAdd = cart.isSold(item) && mode.value !== "view";
  const foot = mayAdd
    ? html`<div class="row dish-foot">
        <${Stepper} value=${quantity.value} label=${t("guest.how_many")}
          onChange=${(n) => (quantity.value = n)} />
        <button type="button" class="button button-primary button-large dish-send" onClick=${add}>
          <span>${t(editing ? "guest.save" : "guest.add")}</span>
          <span>${money({ amount: price, currency: currency.value })}</span>
        </button>
      </div>`
    : html`<button type="button" class="button button-large" disabled>
        ${cart.isSold(item) ? t("guest.view_only") : cannotWords(item)}
      </button>`;
  return html`<${Sheet} title=${item.name} onClose=${close} foot=${foot}>
    <div class="stack dish-sheet">
      <${Tile} item=${item} large />
      <div class="stack dish-facts">
        <p class="dish-price-large">${money(item.price)}</p>
        ${item.description && html`<p class="muted" dir="auto">${item.description}</p>`}
        <${Tags} item=${item} all />
        ${item.original && html`<p class="small muted">${t("guest.by_machine")}${" "}
          <span class="open-text" dir="auto">${item.original.name}${item.original.description
            && ` · ${item.original.description}`}</span></p>`}
      </div>
      <${Warning} item=${item} />
      ${(item.modifier_groups ?? []).map(
        (group) => html`<${Group} key=${group.id} group=${group} chosen=${modifiers.value}
          missing=${missing.value === group.id} onToggle=${(one) => toggle(group, one)} />`,
      )}
      ${mayAdd && html`<${NoteField} id="dish-note" label=${t("guest.dish_note")}
        hint=${t("guest.dish_note_hint")} value=${note.value}
        onInput=${(text) => (note.value = text)} />`}
    </div>
  <//>`;
}

/** A group that must have one and offers one leaves nothing to choose. */
function firstChoices(item) {
  const forced = (item?.modifier_groups ?? []).filter(
    (group) => group.modifiers.length === 1 && cart.limitsOf(group).min === 1,
  );
  return forced.map((group) => group.modifiers[0].id);
}

/** In plain words what in the dish this guest said to avoid. */
function Warning({ item }) {
  const { contains, may } = standing(item, filter.value);
  if (contains.length + may.length === 0) return null;
  const names = (codes) => codes.map((code) => t(`guest.allergen.${code}`)).join(", ");
  const title = contains.length > 0 ? t("guest.avoid_contains", { names: names(contains) })
    : t("guest.avoid_may", { names: names(may) });
  return html`<${Banner} tone="bad" icon="triangle-alert" title=${title}>
    ${t("guest.filter_ask")}<//>`;
}

function hintOf({ min, max }) {
  if (min === max) return t("guest.choose", { count: min });
  if (min > 0) return t("guest.choose_between", { min, max });
  return t("guest.choose_up_to", { count: max });
}

function Group({ group, chosen, missing, onToggle }) {
  const limits = cart.limitsOf(group);
  const type = limits.max === 1 && limits.min === 1 ? "radio" : "checkbox";
  const isFull =
    limits.max > 1 && group.modifiers.filter(({ id }) => chosen.includes(id)).length >= limits.max;
  return html`<fieldset class="group" id=${`group-${group.id}`} data-missing=${String(missing)}>
    <legend>
      <span>${group.name}${group.original
        && html` <span class="small muted open-text" dir="auto">${group.original}</span>`}</span>
      <span class=${`badge ${limits.min > 0 ? "badge-brand" : ""}`}>${hintOf(limits)}</span>
    </legend>
    ${missing && html`<p class="field-error" role="alert">
      <${Icon} name="circle-alert" />${t("guest.choice_missing")}</p>`}
    ${group.modifiers.map(
      ({ id, name, price, ...more }) => html`<label key=${id} class="choice">
        <input type=${type} name=${`group-${group.id}`} checked=${chosen.includes(id)}
          disabled=${isFull && !chosen.includes(id)} onChange=${() => onToggle(id)} />
        <span class="grow" dir="auto">${name}${more.original
            && html` <span class="small muted open-text" dir="auto">${more.original}</span>`}
          ${avoidedIn(more, filter.value).map(
            (code) => html`<span key=${code} class="badge badge-bad">
              <${Icon} name="triangle-alert" />${t(`guest.allergen.${code}`)}</span>`,
          )}</span>
        ${price.amount !== 0 &&
        html`<span class="muted">${price.amount > 0 ? "+" : ""}${money(price)}</span>`}
      </label>`,
    )}
  </fieldset>`;
}
