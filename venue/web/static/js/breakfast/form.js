/** What is written on a breakfast card: when, for how many, which dishes, what to avoid. */

import { Fragment, html } from "../vendor.js";
import { money, t } from "../i18n.js";
import { Icon, IconButton, Stepper } from "../kit.js";
import { limitsOf } from "../guest/cart.js";
import { isOffered, lineOf, withChoice, withQuantity } from "./card.js";

const MOST_PEOPLE = 12;
const MOST_OF_ONE = 20;
const DIET_LONGEST = 80;
const NOTE_LONGEST = 140;

/** The whole form; `draft` is held by the caller, `unmet` is where something must be chosen. */
export function CardForm({ draft, times, dishes, unmet, onChange, onSlot }) {
  const set = (more) => onChange({ ...draft, ...more });
  return html`<${Fragment}>
    <div class="breakfast-when">
      <label class="field" for="slot"><span class="label">${t("breakfast.slot")}</span>
        <select id="slot" class="select" value=${draft.slot}
          onChange=${(event) => onSlot(event.currentTarget.value)}>
          ${times.map((at) => html`<option key=${at} value=${at} selected=${at === draft.slot}>${at}</option>`)}
        </select></label>
      <div class="field"><span class="label">${t("breakfast.people")}</span>
        <${Stepper} value=${draft.people} max=${MOST_PEOPLE} label=${t("breakfast.people")}
          onChange=${(people) => set({ people })} /></div>
    </div>
    <ul class="stack breakfast-dishes" aria-label=${t("breakfast.dishes")}>${dishes.map((item) => html`
      <${Dish} key=${item.id} item=${item} draft=${draft} onChange=${onChange}
        missing=${unmet?.item.id === item.id ? unmet.group.id : null} />`)}</ul>
    <label class="field" for="diet"><span class="label">${t("breakfast.diet")}</span>
      <input id="diet" class="input" dir="auto" maxlength=${DIET_LONGEST} value=${draft.diet}
        placeholder=${t("breakfast.diet_hint")} autocomplete="off"
        onInput=${(event) => set({ diet: event.currentTarget.value })} /></label>
    <label class="field" for="note"><span class="label">${t("breakfast.note")}</span>
      <textarea id="note" class="textarea" dir="auto" maxlength=${NOTE_LONGEST} value=${draft.note}
        placeholder=${t("breakfast.note_hint")}
        onInput=${(event) => set({ note: event.currentTarget.value })}></textarea></label>
  <//>`;
}

function Dish({ item, draft, missing, onChange }) {
  const line = lineOf(draft, item.id);
  const isHad = isOffered(item);
  const put = (quantity) => onChange(withQuantity(draft, item, quantity));
  return html`<li class="card breakfast-dish" data-chosen=${String(Boolean(line))} id=${`dish-${item.id}`}>
    <div class="breakfast-dish-top">
      <div class="grow">
        <strong dir="auto">${item.name}</strong>
        ${item.description && html`<p class="small muted" dir="auto">${item.description}</p>`}
        ${item.allergens.length > 0 && html`<p class="small breakfast-allergens">
          <${Icon} name="triangle-alert" />${item.allergens.map((code) => t(`guest.allergen.${code}`)).join(", ")}</p>`}
        <p class="breakfast-price">${money(item.price)}
          ${!isHad && html`<span class="badge badge-warn">${t("breakfast.not_had")}</span>`}</p>
      </div>
      ${line
        ? html`<${Stepper} value=${line.quantity} max=${isHad ? MOST_OF_ONE : line.quantity} label=${item.name}
            onChange=${put} onRemove=${() => put(0)} />`
        : isHad && html`<${IconButton} icon="plus" class="breakfast-add" label=${t("breakfast.add", { name: item.name })}
            onClick=${() => put(1)} />`}
    </div>
    ${line && item.modifier_groups.map((group) => html`<${Choices} key=${group.id} group=${group}
      item=${item} line=${line} missing=${missing === group.id}
      onToggle=${(id) => onChange(withChoice(draft, item, group, id))} />`)}
  </li>`;
}

function Choices({ group, item, line, missing, onToggle }) {
  const { min, max } = limitsOf(group);
  const type = min === 1 && max === 1 ? "radio" : "checkbox";
  const taken = group.modifiers.filter(({ id }) => line.modifiers.includes(id)).length;
  return html`<fieldset class="breakfast-group">
    <legend class="label">${group.name}</legend>
    ${missing && html`<p class="field-error" role="alert"><${Icon} name="circle-alert" />
      ${t("breakfast.choose")}</p>`}
    <div class="breakfast-choices">${group.modifiers.map(({ id, name, price }) => html`
      <label key=${id} class="breakfast-choice">
        <input type=${type} name=${`${item.id}-${group.id}`} checked=${line.modifiers.includes(id)}
          disabled=${type === "checkbox" && taken >= max && !line.modifiers.includes(id)}
          onChange=${() => onToggle(id)} />
        <span dir="auto">${name}</span>
        ${price.amount !== 0 && html`<span class="muted">${price.amount > 0 ? "+" : ""}${money(price)}</span>`}
      </label>`)}</div>
  </fieldset>`;
}
