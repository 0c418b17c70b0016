/** The one-time code that makes this browser a screen of the venue. */

import { html, useSignal } from "../vendor.js";
import { post } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Icon } from "../kit.js";

const LONGEST_NAME = 40;

/** The code as the box wants it: no spaces or dashes, capitals. */
export function tidyCode(text) {
  return text.replace(/[\s-]/g, "").toUpperCase();
}

/** Asks for the code; `onPaired(home, device)` once the box took it. */
export function PairForm({ venue, onPaired }) {
  const code = useSignal(new URLSearchParams(location.search).get("code") ?? "");
  const name = useSignal("");
  const problem = useSignal(null);
  const busy = useSignal(false);

  const submit = async (event) => {
    event.preventDefault();
    busy.value = true;
    problem.value = null;
    try {
      const body = { code: tidyCode(code.value) };
      if (name.value.trim()) body.name = name.value.trim();
      const answer = await post("/api/v1/devices/pair", body);
      onPaired(answer.home, answer.device);
    } catch (error) {
      problem.value = errorText(error);
    } finally {
      busy.value = false;
    }
  };
  return html`<div class="card door-card">
    <${Icon} name="tablet-smartphone" class="door-icon" />
    <h1>${t("pair.title")}</h1>
    <p class="muted">${venue.name} · ${t("pair.text")}</p>
    <form class="door-form" onSubmit=${submit}>
      <div class="field">
        <label for="code">${t("pair.code")}</label>
        <input id="code" class="input code-input" dir="ltr" required autofocus autocomplete="off"
          autocapitalize="characters" spellcheck=${false} maxlength="24"
          aria-invalid=${String(problem.value !== null)} aria-describedby="code-problem"
          value=${code} onInput=${(event) => (code.value = event.target.value)} />
        <p class="field-error" id="code-problem" role="alert">
          ${problem.value && html`<${Icon} name="circle-alert" />`}${problem.value}</p>
      </div>
      <div class="field">
        <label for="name">${t("pair.name")}</label>
        <input id="name" class="input" maxlength=${LONGEST_NAME} placeholder=${t("pair.name_hint")}
          value=${name} onInput=${(event) => (name.value = event.target.value)} />
      </div>
      <button class="button button-primary button-large button-wide"
        disabled=${busy.value || tidyCode(code.value) === ""}>
        ${busy.value && html`<${Icon} name="loader-circle" class="spin" />`}${t("pair.submit")}
      </button>
    </form>
  </div>`;
}
