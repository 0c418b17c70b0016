/** Who is who at the table, and how this phone wants to be called. */

import { html, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon } from "../kit.js";
import { rename } from "./actions.js";
import { me, people } from "./state.js";

const LONGEST_NAME = 20;

/** A phone's name as this one reads it. */
export function nameOf(guestId) {
  if (guestId === me.value.guest?.id) return t("guest.you");
  const person = people.value.get(guestId);
  if (!person) return t("guest.somebody");
  return person.name || t("guest.person", { number: person.number });
}

const ownName = () => people.value.get(me.value.guest.id)?.name ?? me.value.guest.name ?? "";

/** "You are Guest 2" with a way to say a name. */
export function WhoAmI() {
  const typed = useSignal(null);
  const shown = ownName() || t("guest.person", { number: me.value.guest.number });
  const save = async (event) => {
    event.preventDefault();
    await rename(typed.value);
    typed.value = null;
  };
  if (typed.value === null) {
    return html`<p class="row who">
      <span class="grow" dir="auto">${t("guest.you_are", { name: shown })}</span>
      <button type="button" class="button" onClick=${() => (typed.value = ownName())}>
        <${Icon} name="user" />${t("guest.rename")}</button>
    </p>`;
  }
  return html`<form class="row who" onSubmit=${save}>
    <label class="grow"><span class="sr-only">${t("guest.your_name")}</span>
      <input class="input" dir="auto" maxlength=${LONGEST_NAME} autocomplete="given-name"
        placeholder=${t("guest.your_name")} value=${typed.value}
        onInput=${(event) => (typed.value = event.target.value)} /></label>
    <button class="button button-primary">${t("guest.save")}</button>
  </form>`;
}
