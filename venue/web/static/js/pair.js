/** Connecting a screen by code, then signing a person in by PIN. Entry of /pair. */

import { html, signal } from "./vendor.js";
import { begin, paint } from "./boot.js";
import { errorText, t } from "./i18n.js";
import { Icon, Toasts } from "./kit.js";
import { PairForm } from "./pair/code.js";
import { SignIn } from "./pair/signin.js";

const me = signal(null);

/** Go to the page that the box names, or stay and sign in when it is this one. */
function go(home, device) {
  if (home && home !== "/pair") location.assign(home);
  else me.value = { ...me.value, kind: "device", device };
}

function Door() {
  const isPaired = me.value.kind !== "anonymous" && me.value.kind !== "guest";
  return html`<main class="door">
    ${isPaired
      ? html`<${SignIn} device=${me.value.device} onHome=${(home) => location.assign(home || "/")}
          onUnpaired=${() => (me.value = { ...me.value, kind: "anonymous" })} />`
      : html`<${PairForm} venue=${me.value.venue} onPaired=${go} />`}
    ${isPaired && me.value.device &&
    html`<p class="door-foot"><${Icon} name="tablet-smartphone" />
      ${t("signin.screen", { name: me.value.device.name })}</p>`}
    <${Toasts} />
  </main>`;
}

function Failed({ error }) {
  return html`<main class="door"><div class="card door-card">
    <${Icon} name="wifi-off" class="door-icon" />
    <p role="alert">${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}</button>
  </div></main>`;
}

begin().then(
  (data) => {
    me.value = data.me;
    paint(Door);
  },
  (error) => paint(Failed, { error }),
);
